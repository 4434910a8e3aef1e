// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "crc.h"
#include "lib/text.h"

#define DEBUGFS "/sys/kernel/debug"

long long display_fetches(const struct display *display)
{
	struct stat stat;
	char path[96];

	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	if (fstat(display->fd, &stat))
		return -1;
	snprintf(path, sizeof(path),
		 DEBUGFS "/dri/%u/Virtual-1/restricted_fetches",
		 minor(stat.st_rdev));
	return number_read(path);
}

int crc_file(const struct display *display, const char *file, int flags)
{
	struct stat stat;
	char path[96];

	if (fstat(display->fd, &stat))
		return -1;
	snprintf(path, sizeof(path), DEBUGFS "/dri/%u/crtc-0/crc/%s",
		 minor(stat.st_rdev), file);
	return open(path, flags | O_CLOEXEC);
}

bool crc_source(const struct display *display, const char *source)
{
	int fd = crc_file(display, "control", O_WRONLY);
	ssize_t length = strlen(source);
	bool done = fd >= 0 && write(fd, source, length) == length;

	close(fd);
	return done;
}

int crc_begin(const struct display *display)
{
	int fd;

	/* Mounted already is as good. */
	mount("debugfs", DEBUGFS, "debugfs", 0, NULL);
	crc_source(display, "auto");
	fd = crc_file(display, "data", O_RDONLY);
	tap(fd >= 0, "open the CRCs");
	return fd;
}

/* Entries are "frame crc", a line each. A dark picture's CRC is 0. */
static bool next_crc(int fd, uint32_t *frame, uint32_t *crc)
{
	char line[64];
	ssize_t length = read(fd, line, sizeof(line) - 1);
	char *end;

	if (length <= 0)
		return false;
	line[length] = 0;
	*frame = strtoul(line, &end, 16);
	*crc = strtoul(end, NULL, 16);
	return true;
}

uint32_t crc_of(const struct display *display, int fd, uint32_t fb)
{
	uint32_t crc, frame;
	struct flip flip;
	int ret = flip_and_wait(display, fb, &flip);

	if (ret) {
		printf("# no flip, so no CRC: %s\n", strerror(-ret));
		return 0;
	}
	do
		if (!next_crc(fd, &frame, &crc))
			return 0;
	while ((int32_t)(frame - flip.sequence) < 0);
	return crc;
}

bool crc_comes(int fd, uint32_t crc)
{
	uint32_t frame, seen;

	for (int i = 0; i < 20 && next_crc(fd, &frame, &seen); i++)
		if (seen == crc)
			return true;
	return false;
}
