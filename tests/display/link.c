// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "link.h"

uint64_t moment_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* One write: who reads the file meanwhile finds a whole line, or none. */
int moment_note(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	char line[128];
	int length, ret = 0;

	if (fd < 0)
		return -errno;
	length = snprintf(line, sizeof(line), "%" PRIu64 " %s\n", moment_now(),
			  text);
	if (write(fd, line, length) != length)
		ret = -EIO;
	if (close(fd))
		ret = -errno;
	return ret;
}

bool link_set(const char *state)
{
	return !moment_note(LINK_FILE, state);
}
