// SPDX-License-Identifier: GPL-2.0-only
/* What the device knows of buffers, and for how long */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"
#include "tests.h"

#define BUFFERS	4
#define ROUNDS	6
#define TRACE	"/sys/kernel/tracing/"
#define DRIVER	"/sys/bus/platform/drivers/rst_copy_after/"

static int open_engine(unsigned int slots)
{
	int fd = engine_open("rst_copy_after");

	if (fd < 0 || engine_request(fd, OUTPUT, DMABUF, slots) ||
	    engine_request(fd, CAPTURE, DMABUF, slots) ||
	    engine_stream(fd, true))
		errx(1, "rst_copy_after: %d", fd);
	return fd;
}

/* Attachments and registrations, as the heaps see them. */
static int traced_attaches(void)
{
	FILE *file = fopen(TRACE "trace", "r");
	char line[512];
	int count = 0;

	while (file && fgets(line, sizeof(line), file))
		count += !!strstr(line, "rstmem_attach: heap=");
	if (file)
		fclose(file);
	return count;
}

static void trace_begin(void)
{
	if (text_write(TRACE "events/rstmem/rstmem_attach/enable", "1") ||
	    text_write(TRACE "trace", "\n"))
		errx(1, "no tracing");
	close(open(TRACE "trace", O_WRONLY | O_TRUNC));
}

/* Each buffer is input and output in turn, and never twice in the same slot. */
static bool rotate(int fd, const int *buffers, int round)
{
	for (int i = 0; i < BUFFERS; i++) {
		int from = buffers[i], to = buffers[(i + 1) % BUFFERS];
		int slot = (i + round) % BUFFERS;

		if (fill(from, i + round) ||
		    engine_copy(fd, slot, from, (slot + 1) % BUFFERS, to) ||
		    !is_filled(to, i + round))
			return false;
	}
	return true;
}

/* Fails where a buffer that comes back under another index is registered anew. */
static void test_rotation(int fd, const int *buffers)
{
	long registrations = counter("registrations"), hits = counter("hits");
	int round;

	trace_begin();
	tap(rotate(fd, buffers, 0) &&
	    counter("registrations") - registrations == BUFFERS &&
	    traced_attaches() == BUFFERS,
	    "the first round registers %d buffers, for both queues", BUFFERS);
	for (round = 1; round < ROUNDS && rotate(fd, buffers, round); round++)
		;
	tap(round == ROUNDS &&
	    counter("registrations") - registrations == BUFFERS &&
	    counter("hits") - hits >= 2 * BUFFERS * (ROUNDS - 2) &&
	    traced_attaches() == BUFFERS,
	    "%d rounds with other indices register none (%ld hits)",
	    round - 1, counter("hits") - hits);
	text_write(TRACE "events/rstmem/rstmem_attach/enable", "0");
}

/* Fails where what is known holds memory. */
static void test_let_go(int fd, int *buffers)
{
	long page = getpagesize(), all = BUFFERS * ((SIZE + page - 1) / page * page);
	int i;

	tap(video_bytes(all) == all, "%d buffers are in use", BUFFERS);
	for (i = 0; i < BUFFERS; i++)
		close(buffers[i]);
	tap(video_bytes(all) == all,
	    "slots hold them when their descriptors are closed");
	engine_free(fd);
	tap(!video_bytes(0),
	    "without slots they are released, while the device stays open");
}

/* Fails where something new is taken for something that had its address. */
static void test_new_ones(int fd)
{
	long registrations = counter("registrations"), hits = counter("hits");
	int i;

	for (i = 0; i < 50; i++) {
		int buffer = video_alloc();

		if (engine_request(fd, OUTPUT, DMABUF, 1) ||
		    engine_queue_dmabuf(fd, OUTPUT, 0, buffer))
			break;
		close(buffer);
		engine_free(fd);
	}
	tap(i == 50 && counter("registrations") - registrations == 50 &&
	    counter("hits") == hits && !video_bytes(0),
	    "%d buffers, one after the other: each is new", i);
}

void test_known(void)
{
	int fd = open_engine(BUFFERS), buffers[BUFFERS], i;

	for (i = 0; i < BUFFERS; i++)
		buffers[i] = video_alloc();
	test_rotation(fd, buffers);
	test_let_go(fd, buffers);
	test_new_ones(fd);
	close(fd);
}

/* Fails where somebody who was denied goes on with what he has. */
void test_denied(void)
{
	int fd = open_engine(2), from = video_alloc(), to = video_alloc();
	long registrations;
	int ret;

	tap(!fill(from, 1) && !engine_copy(fd, 0, from, 0, to) &&
	    is_filled(to, 1), "before it is denied the device copies");
	fill(from, 2);
	tap(!verdict("deny"), "the administrator denies it");
	tap(engine_queue_dmabuf(fd, OUTPUT, 1, from) == -EACCES &&
	    engine_queue_dmabuf(fd, CAPTURE, 1, to) == -EACCES,
	    "what is known is refused under another index: EACCES");
	tap(engine_copy(fd, 0, from, 0, to) == -EIO && !is_filled(to, 2),
	    "what is in its slot already is not copied");

	registrations = counter("registrations");
	ret = verdict("forget") ?: engine_copy(fd, 1, from, 1, to);
	tap(!ret && is_filled(to, 2) &&
	    counter("registrations") == registrations,
	    "after that is forgotten they are copied again (%d)",
	    ret);
	engine_free(fd);
	close(from);
	close(to);
	tap(!video_bytes(0), "nothing is kept");
	close(fd);
}

/* The device is unbound while buffers are known, in slots and out of them. */
void test_unbound(void)
{
	int fd = open_engine(2), buffers[3], i, again;

	for (i = 0; i < 3; i++)
		buffers[i] = video_alloc();
	tap(!engine_copy(fd, 0, buffers[0], 0, buffers[1]) &&
	    !engine_copy(fd, 0, buffers[2], 0, buffers[1]) &&
	    !engine_queue_dmabuf(fd, OUTPUT, 1, buffers[0]),
	    "some buffers are known, some are queued");
	tap(!text_write(DRIVER "unbind", "rst_copy_after") &&
	    counter("hits") == -1, "the device is unbound");
	tap(engine_queue_dmabuf(fd, CAPTURE, 1, buffers[2]) < 0,
	    "an open file gets no further");
	for (i = 0; i < 2; i++)
		close(buffers[i]);
	tap(!text_write(DRIVER "bind", "rst_copy_after"),
	    "and bound again while the file is open");
	again = open_engine(1);
	tap(!fill(buffers[2], 4) && counter("registrations") == 0 &&
	    !engine_copy(again, 0, buffers[2], 0, buffers[2]) &&
	    counter("registrations") == 1,
	    "it begins with nothing that is known");
	close(buffers[2]);
	close(again);
	close(fd);
	tap(!video_bytes(0), "nothing is kept");
}

/* standard input says when the pool has gone, and when it is over */
void test_pool_gone(void)
{
	int fd = open_engine(2), from = video_alloc(), to = video_alloc();

	tap(!fill(from, 1) && !engine_copy(fd, 0, from, 0, to),
	    "buffers are known");
	puts("# ready");
	fflush(stdout);
	getchar();
	tap(engine_queue_dmabuf(fd, OUTPUT, 1, from) == -ENODEV,
	    "when their pool has gone what is known is refused: ENODEV");
	close(from);
	close(to);
	close(fd);
}
