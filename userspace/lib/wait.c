// SPDX-License-Identifier: LGPL-2.1-or-later
/* Waiting for memory that others have, for now */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "private.h"
#include "rstmem.h"

/*
 * In milliseconds. Memory that could not be scrubbed may be there if it is asked
 * for again; and two who wait for a piece that there isn't might wake each other.
 */
#define MOST	1000
#define LEAST	10

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000) + time.tv_nsec / 1000000;
}

/* From now on, changes are events. */
static int look(int room)
{
	char text[32];

	return pread(room, text, sizeof(text), 0) < 0 ? -1 : 0;
}

/* False: interrupted, or @end (-1: never) is reached; errno says which. */
static bool wait_for_room(int room, int64_t end)
{
	struct pollfd event = { .fd = room, .events = POLLPRI };
	int64_t left = end < 0 ? MOST : end - now();

	if (left <= 0) {
		errno = ENOMEM;
		return false;
	}
	return poll(&event, 1, left < MOST ? left : MOST) >= 0 &&
	       poll(NULL, 0, left < LEAST ? left : LEAST) >= 0;
}

static int alloc_until(struct rstmem_heap *heap, size_t size, int room,
		       int64_t end)
{
	int fd;

	do {
		if (look(room) < 0)
			return -1;
		fd = rstmem_heap_alloc(heap, size);
	} while (fd < 0 && errno == ENOMEM && wait_for_room(room, end));
	return fd;
}

RSTMEM_PUBLIC
int rstmem_heap_alloc_wait(struct rstmem_heap *heap, size_t size,
			   int timeout_ms)
{
	int64_t end = timeout_ms < 0 ? -1 : now() + timeout_ms;
	int fd, room, saved;

	if (!heap) {
		errno = EINVAL;
		return -1;
	}
	fd = rstmem_heap_alloc(heap, size);
	if (fd >= 0 || errno != ENOMEM)
		return fd;
	room = rstmem_open_file(rstmem_heap_use_case(heap), "room", O_RDONLY);
	if (room < 0)
		return -1;
	fd = alloc_until(heap, size, room, end);
	saved = errno;
	close(room);
	errno = saved;
	return fd;
}
