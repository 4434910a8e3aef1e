// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * poll() of a heap's room: who waits for memory is woken when there is more, and
 * not otherwise.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/heap.h"

#define SIZE	65536
#define SOON	2000	/* ms in which an event must come */
#define NEVER	200	/* ms in which none may */

/* What is there now; only what comes later is an event. */
static long long room_look(int room)
{
	char text[32] = "";

	if (pread(room, text, sizeof(text) - 1, 0) <= 0)
		return -1;
	return strtoll(text, NULL, 10);
}

static int room_open(const struct heap *heap)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/room", heap->name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		room_look(fd);
	return fd;
}

static bool woken(int room, int ms)
{
	struct pollfd waiter = { .fd = room, .events = POLLPRI };

	return poll(&waiter, 1, ms) == 1 && waiter.revents & POLLPRI;
}

static int book_write(const struct heap *heap, const char *book,
		      long long value)
{
	char path[128], text[32];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s", heap->name,
		 book);
	snprintf(text, sizeof(text), "%lld", value);
	return text_write(path, text);
}

/* Fails where a release wakes nobody, or wakes before it can be allocated. */
static void test_release(void)
{
	int node = node_open(&heaps[0]), room = room_open(&heaps[0]), all, got;
	int ready[2], status = -1;
	long long size = books_read(&heaps[0]).size;
	pid_t child;

	all = node_alloc(node, size);
	tap(all >= 0 && !woken(room, NEVER), "nobody is woken by an allocation");
	tap(!room_look(room), "there is no room");
	if (pipe(ready))
		return;
	child = fork();
	if (!child) {
		close(all);
		room_look(room);
		got = node_alloc(node, size);
		close(ready[1]);
		if (got != -ENOMEM || !woken(room, 10000))
			_exit(1);
		_exit(node_alloc(node, size) < 0 ? 2 : 0);
	}
	close(ready[1]);
	read(ready[0], &got, 1);
	close(ready[0]);
	usleep(100000);
	tap(!waitpid(child, &status, WNOHANG), "another process waits");
	close(all);
	tap(waitpid(child, &status, 0) == child && !status,
	    "a release wakes it, and it has the memory (%#x)", status);
	tap(woken(room, SOON), "others are woken, too");
	tap(eventually(room_look(room) == size), "when it has ended, all is back");
	close(room);
	close(node);
}

/* Fails where what changes no room wakes. */
static void test_nothing(void)
{
	int node = node_open(&heaps[0]), room, buffer, again;
	long long size = books_read(&heaps[0]).size;

	buffer = node_alloc(node, SIZE);
	room = room_open(&heaps[0]);
	tap(!woken(room, 0), "it is quiet");
	again = dup(buffer);
	close(again);
	tap(node_alloc(node, size) == -ENOMEM && node_alloc(node, 0) == -EINVAL,
	    "allocations fail");
	tap(!book_write(&heaps[0], "limit", SIZE) &&
	    !book_write(&heaps[1], "minimum", SIZE), "there is less room");
	tap(!woken(room, NEVER), "nobody is woken");
	tap(!book_write(&heaps[0], "limit", 0) && woken(room, SOON),
	    "the limit goes: there is more");
	room_look(room);
	tap(!book_write(&heaps[1], "minimum", 0) && woken(room, SOON),
	    "and without another heap's minimum");
	room_look(room);
	close(buffer);
	tap(woken(room, SOON), "and without the buffer");
	close(room);
	close(node);
}

/* Fails where the other heaps of the pool don't know. */
static void test_shared(void)
{
	int node = node_open(&heaps[1]), room, buffer;

	buffer = node_alloc(node, SIZE);
	room = room_open(&heaps[0]);
	tap(buffer >= 0 && !woken(room, 0), "another heap has a buffer");
	close(buffer);
	tap(woken(room, SOON), "that is released");
	room_look(room);
	tap(!book_write(&heaps[0], "limit", SIZE), "the limit is next");
	buffer = node_alloc(node, SIZE);
	room_look(room);
	close(buffer);
	tap(!woken(room, NEVER), "and the other heap's memory helps no more");
	book_write(&heaps[0], "limit", 0);
	close(room);
	close(node);
}

/* Fails where who tries in vain wakes itself, and tries again for ever. */
static void test_pieces(void)
{
	int node = node_open(&heaps[0]), buffers[512], count = 0, room, i;
	long long size = books_read(&heaps[0]).size;

	while (count < 512 && count * (long long)SIZE < size) {
		buffers[count] = node_alloc(node, SIZE);
		if (buffers[count++] < 0)
			break;
	}
	tap(count * (long long)SIZE == size && buffers[count - 1] >= 0,
	    "%d buffers fill the pool", count);
	for (i = 0; i < count; i += 2)
		close(buffers[i]);
	tap(eventually(!books_read(&heaps[0]).quarantined), "every other goes");
	room = room_open(&heaps[0]);
	for (i = 0; i < 20; i++)
		if (node_alloc(node, 2 * SIZE) != -ENOMEM)
			break;
	tap(i == 20, "there is room, but no piece that is large enough");
	tap(!woken(room, NEVER), "asking for one wakes nobody");
	close(buffers[1]);
	tap(woken(room, SOON), "a neighbour goes");
	i = node_alloc(node, 2 * SIZE);
	tap(i >= 0, "now there is one");
	close(i);
	for (i = 3; i < count; i += 2)
		close(buffers[i]);
	close(room);
	close(node);
}

/* Fails where memory that could not be scrubbed is waited for in vain. */
static void test_scrubbing(void)
{
	int node = node_open(&heaps[0]), room, all;
	long long size = books_read(&heaps[0]).size;

	all = node_alloc(node, size);
	parameter_write("scrub_error", "-5");
	close(all);
	room = room_open(&heaps[0]);
	tap(node_alloc(node, SIZE) == -ENOMEM, "the TEE does not scrub");
	room_look(room);
	tap(!woken(room, NEVER), "that tells nobody");
	parameter_write("scrub_error", "0");
	tap(woken(room, 5000), "it does again");
	all = node_alloc(node, size);
	tap(all >= 0, "all of it can be allocated");
	close(all);
	close(room);
	close(node);
}

/* Fails where who waits for a pool that has gone waits for ever. */
static void test_removal(void)
{
	int node = node_open(&heaps[0]), room = room_open(&heaps[0]);

	tap(!parameter_write("registered", "0") && woken(room, SOON),
	    "the pool goes");
	tap(!room_look(room) && node_alloc(node, SIZE) == -ENODEV,
	    "there is no room, and no hope");
	tap(!parameter_write("registered", "1") && woken(room, SOON) &&
	    room_look(room) > 0, "another comes");
	close(room);
	close(node);
}

int main(int argc, char **argv)
{
	int err;

	tap_start(argc, argv);
	if (!testpool_may_be_alone("waiting for memory"))
		return tap_done();
	err = testpool_begin(true);
	if (!tap(!err, "rst_testpool.ko takes the place of the real backend (%d)",
		 err))
		return tap_done();
	TAP_CASE(test_release);
	TAP_CASE(test_nothing);
	TAP_CASE(test_shared);
	TAP_CASE(test_pieces);
	TAP_CASE(test_scrubbing);
	TAP_CASE(test_removal);
	parameter_write("scrub_error", "0");
	testpool_end();
	return tap_done();
}
