// SPDX-License-Identifier: GPL-2.0-only
/*
 * Buffers, registrations and the device in the hands of several processes, and
 * let go of while a call has them.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <linux/dma-heap.h>

#include "lib/tee.h"

#define HEAP	RSTMEM_HEAP_SECURE_VIDEO_PLAY
#define WAIT_MS	2000

/* <fcntl.h> has it with everything else of GNU's, which includes a tee() */
#ifndef O_PATH
#define O_PATH	010000000
#endif

static int tee;
static uint32_t session;

static int call(uint32_t function, int id, uint64_t size, uint32_t value)
{
	return client_call(tee, session, function,
			   memref(function == RESTRICTED_TA_FILL ? OUT : IN, id,
				  0, size), &value);
}

static int use(int id)
{
	return call(RESTRICTED_TA_FILL, id, PAGE, 1);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static int heap_alloc_as(int flags)
{
	int heap = client_open("/dev/dma_heap/" HEAP);
	int rc = node_alloc_as(heap, PAGE, flags | O_CLOEXEC);

	close(heap);
	return rc;
}

static void modes(void)
{
	static const int flags[] = { O_RDONLY, O_WRONLY };

	for (int i = 0; i < 2; i++) {
		int buffer = heap_alloc_as(flags[i]);
		int fds = fds_open(), id;

		tap(buffer >= 0 &&
		    client_register_fd(tee, buffer, &id) == -EACCES &&
		    fds_open() == fds,
		    "a descriptor for %s only: EACCES, and none is left behind",
		    i ? "writing" : "reading");
		close(buffer);
	}
}

/*
 * Ids are given out from the lowest on. Somebody who names the next one while a
 * registration is being refused must not find it there for a moment.
 */
static void guessed(void)
{
	int buffer = heap_alloc_as(O_RDONLY), id, status;
	int whole = heap_alloc(HEAP, PAGE);
	int64_t end = now_ms() + WAIT_MS;
	unsigned int refused = 0, others = 0;
	pid_t child;

	close(client_register_fd(tee, whole, &id));
	close(whole);
	child = fork();
	if (!child) {
		while (now_ms() < end)
			if (use(id) != -EINVAL)
				_exit(1);
		_exit(0);
	}
	while (now_ms() < end) {
		int unused;

		if (client_register_fd(tee, buffer, &unused) == -EACCES)
			refused++;
		else
			others++;
	}
	waitpid(child, &status, 0);
	close(buffer);
	tap(refused && !others && !status,
	    "refused %u times, and its id named never meanwhile", refused);
}

/* All below the limit are taken: a buffer that nobody can have must not stay. */
static bool none_left(void)
{
	int buffer = heap_alloc(HEAP, PAGE), id, fd;
	struct rlimit limit = { 64, 64 };

	if (buffer < 0 || setrlimit(RLIMIT_NOFILE, &limit))
		return false;
	do {
		fd = dup(buffer);
	} while (fd >= 0);
	return client_register_fd(tee, buffer, &id) == -EMFILE &&
	       client_rstmem_alloc(tee, 1, PAGE, &id) == -EMFILE;
}

static void no_descriptors(void)
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit(!none_left());
	waitpid(child, &status, 0);
	tap(!status, "no descriptor left: EMFILE");
}

/*
 * The registration goes to another process, and this one closes its own: the id
 * lives for as long as somebody has the descriptor.
 */
static void registration_sent(void)
{
	int buffer = heap_alloc(HEAP, PAGE), pair[2], id, shm;
	char byte;
	pid_t child;

	shm = client_register_fd(tee, buffer, &id);
	close(buffer);
	socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
	child = fork();
	if (!child) {
		close(shm);
		close(pair[0]);
		fd_receive(pair[1], 0);
		(void)!write(pair[1], "r", 1);
		(void)!read(pair[1], &byte, 1);
		_exit(0);
	}
	close(pair[1]);
	fd_send(pair[0], shm, 0);
	(void)!read(pair[0], &byte, 1);
	close(shm);
	tap(!use(id), "a registration that was sent away still holds");
	close(pair[0]);
	waitpid(child, NULL, 0);
	tap(use(id) == -EINVAL, "and ends with the process that has it: EINVAL");
}

/* A child has the same context, and so the same ids. */
static void forked(void)
{
	int buffer = heap_alloc(HEAP, PAGE), id = 0, ids[2], shm;
	int ready[2], done[2];
	char byte;
	pid_t child;

	if (pipe(ids) || pipe(ready) || pipe(done))
		return;
	child = fork();
	if (!child) {
		close(done[1]);
		shm = client_register_fd(tee, buffer, &id);
		(void)!write(ids[1], &id, sizeof(id));
		(void)!read(done[0], &byte, 1);
		_exit(shm < 0);
	}
	close(buffer);
	(void)!read(ids[0], &id, sizeof(id));
	tap(id > 0 && !use(id), "what a child registers, its parent can name");
	close(done[1]);
	waitpid(child, NULL, 0);
	tap(use(id) == -EINVAL, "until the child is gone: EINVAL");
}

/* In a process of its own, as the parent is to do something meanwhile. */
static pid_t waiting(int id, int keep)
{
	pid_t child = fork();

	if (!child) {
		if (keep >= 0)
			close(keep);
		_exit(call(RESTRICTED_TA_WAIT, id, PAGE, WAIT_MS) != 0);
	}
	usleep(WAIT_MS * 1000 / 4);
	return child;
}

static void closed_in_call(void)
{
	int id, buffer = client_rstmem_alloc(tee, 1, PAGE, &id), status;
	pid_t child = waiting(id, buffer);
	int64_t begin = now_ms(), took;

	close(buffer);
	took = now_ms() - begin;
	tap(took < WAIT_MS / 4, "closing a buffer that a call has took %lld ms",
	    (long long)took);
	waitpid(child, &status, 0);
	tap(!status, "and the call came to its end");
	tap(use(id) == -EINVAL, "after which the buffer is gone: EINVAL");
}

static void registration_closed_in_call(void)
{
	int buffer = heap_alloc(HEAP, PAGE), id, status;
	int shm = client_register_fd(tee, buffer, &id);
	int64_t begin, took;
	pid_t child;

	close(buffer);
	child = waiting(id, shm);
	begin = now_ms();
	close(shm);
	took = now_ms() - begin;
	tap(took < WAIT_MS / 4,
	    "closing a registration that a call has took %lld ms",
	    (long long)took);
	waitpid(child, &status, 0);
	tap(!status && use(id) == -EINVAL, "and the call came to its end");
}

static void killed_in_call(void)
{
	int id, buffer = client_rstmem_alloc(tee, 1, PAGE, &id);
	pid_t child = waiting(id, buffer);

	kill(child, SIGKILL);
	close(buffer);
	waitpid(child, NULL, 0);
	tap(use(id) == -EINVAL, "killed in a call: the buffer is gone: EINVAL");
}

/* The dma-buf without its file: an O_PATH descriptor has the dentry. */
static void path_only(void)
{
	int id, buffer = client_rstmem_alloc(tee, 1, PAGE, &id), path;
	char name[64];

	snprintf(name, sizeof(name), "/proc/self/fd/%d", buffer);
	path = open(name, O_PATH | O_CLOEXEC);
	close(buffer);
	tap(path >= 0 && !use(id), "a path is enough to keep a buffer");
	close(path);
	tap(use(id) == -EINVAL, "and nothing keeps it after that: EINVAL");
}

int main(int argc, char **argv)
{
	uint32_t ret;

	tap_start(argc, argv);
	tee = client_open(TEE_DEVICE);
	if (!tap(!client_open_session(tee, uuid_restricted_ta, &session, &ret) &&
		 !ret, "a session with the application"))
		return tap_done();
	TAP_CASE(modes);
	TAP_CASE(guessed);
	TAP_CASE(no_descriptors);
	TAP_CASE(registration_sent);
	TAP_CASE(forked);
	TAP_CASE(closed_in_call);
	TAP_CASE(registration_closed_in_call);
	TAP_CASE(killed_in_call);
	TAP_CASE(path_only);
	close(tee);
	return tap_done();
}
