// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/* RSTMEM_IOC_RESERVE: what is promised is kept, for its owner and as long as he lives. */
#include <errno.h>
#include <fcntl.h>
#include <linux/rstmem.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/fds.h"
#include "lib/people.h"
#include "lib/tap.h"
#include "lib/heap.h"

#define SIZE	65536
#define PIECES	16

static int reserve(int node, uint64_t size, uint32_t count)
{
	struct rstmem_reserve_data data = { .size = size, .count = count };

	return ioctl(node, RSTMEM_IOC_RESERVE, &data) ? -errno : 0;
}

static long long book(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s", heaps[0].name,
		 name);
	return number_read(path);
}

/* All of them, clean */
static bool all_back(void)
{
	return eventually(!book("bytes") && !book("reserved") &&
			  !book("buffers") && !book("quarantined"));
}

/* Fails where a reservation keeps nothing, or nothing for its owner. */
static void test_kept(void)
{
	int node = node_open(&heaps[0]), other = node_open(&heaps[0]);
	long long size = book("size"), pieces = size / SIZE;
	int buffers[PIECES], i, got;

	tap(!reserve(node, SIZE - 1, pieces), "all of the pool is reserved");
	tap(book("bytes") == size && book("reserved") == size &&
	    book("buffers") == pieces && book("room") == 0 &&
	    book("high_water") == size, "the books count it like memory");
	tap(file_has("/sys/kernel/debug/rstmem/buffers", "reserved"),
	    "debugfs names who has it");
	tap(node_alloc(other, SIZE) == -ENOMEM &&
	    reserve(other, SIZE, 1) == -ENOSPC &&
	    reserve(node, SIZE, 1) == -ENOSPC, "others get nothing");
	tap(node_alloc(node, 2 * SIZE) == -ENOMEM,
	    "nor does its owner in other sizes");
	for (i = 0; i < PIECES; i++) {
		buffers[i] = node_alloc(node, SIZE - i);
		if (buffers[i] < 0)
			break;
	}
	tap(i == PIECES && book("bytes") == size &&
	    book("reserved") == size - i * SIZE, "%d are drawn", i);
	close(buffers[0]);
	tap(eventually(book("bytes") == size - SIZE),
	    "one is released: it is everybody's");
	got = node_alloc(other, SIZE);
	tap(got >= 0, "another process has it");
	close(node);
	tap(book("reserved") == 0 && book("bytes") == i * SIZE,
	    "the node is closed: the rest is given back, what was drawn stays");
	for (i = 1; i < PIECES; i++)
		close(buffers[i]);
	close(got);
	close(other);
	tap(all_back(), "all is back");
}

/* Fails where a number overflows, or half of a reservation stays. */
static void test_numbers(void)
{
	static const struct {
		uint64_t size;
		uint32_t count;
		int want;
	} bad[] = {
		{ 0, 1, -EINVAL }, { SIZE, 0, -EINVAL },
		{ UINT64_MAX, 1, -EINVAL }, { UINT64_MAX - 4094, 1, -EINVAL },
		{ 1ULL << 63, 2, -ENOSPC }, { 1ULL << 62, 4, -ENOSPC },
		{ 1ULL << 32, UINT32_MAX, -ENOSPC }, { 1, UINT32_MAX, -ENOSPC },
		{ 1ULL << 63, UINT32_MAX, -ENOSPC }, { 1ULL << 40, 1, -ENOSPC },
	};
	struct rstmem_reserve_data data = { SIZE, 1, 1 };
	long long failures = book("failures"), size = book("size");
	int node = node_open(&heaps[0]), i, wrong = 0, buffer;

	for (i = 0; i < (int)(sizeof(bad) / sizeof(bad[0])); i++) {
		int got = reserve(node, bad[i].size, bad[i].count);

		if (got != bad[i].want)
			printf("# %d: %d\n", i, got);
		wrong += got != bad[i].want;
	}
	tap(!wrong, "%d absurd numbers, %d wrong answers", i, wrong);
	tap(ioctl(node, RSTMEM_IOC_RESERVE, &data) && errno == EINVAL,
	    "unknown flags are refused");
	tap(ioctl(node, RSTMEM_IOC_RESERVE, 8) && errno == EFAULT,
	    "so is no memory");
	tap(ioctl(node, _IOC(_IOC_WRITE, 'H', 0x40, 8), &data) &&
	    errno == ENOTTY, "and another size of the structure");
	tap(!book("bytes"), "nothing is reserved");

	buffer = node_alloc(node, size / 2);
	tap(reserve(node, size / 4 + 4096, 2) == -ENOSPC && !book("reserved") &&
	    book("bytes") == size / 2, "all or nothing");
	close(buffer);
	tap(reserve(node, 4096, 1025) == -ENOSPC && !reserve(node, 4096, 1000) &&
	    reserve(node, 4096, 25) == -ENOSPC && !reserve(node, 4096, 24),
	    "no more than 1024 buffers");
	close(node);
	tap(all_back() && book("failures") == failures,
	    "a question is no failed allocation");
}

/* Fails where pieces that are too small are promised. */
static void test_pieces(void)
{
	int node = node_open(&heaps[0]), buffers[256], count, i;
	long long size = book("size");

	for (count = 0; count < 256 && count * (long long)SIZE < size; count++)
		buffers[count] = node_alloc(node, SIZE);
	for (i = 0; i < count; i += 2)
		close(buffers[i]);
	tap(eventually(!book("quarantined")) && book("room") >= 2 * SIZE &&
	    book("largest") == SIZE, "there is room in pieces");
	tap(reserve(node, 2 * SIZE, 1) == -ENOSPC, "no two of them are promised");
	tap(!reserve(node, SIZE, count / 2), "all of them are");
	for (i = 1; i < count; i += 2)
		close(buffers[i]);
	close(node);
	tap(all_back(), "all is back");
}

/* Fails where another heap's minimum, or the limit, is circumvented. */
static void test_limits(void)
{
	int node = node_open(&heaps[0]);
	long long size = book("size");

	limit_write(&heaps[0], "131072");
	tap(reserve(node, SIZE, 3) == -ENOSPC && !reserve(node, SIZE, 2),
	    "not beyond the limit");
	tap(node_alloc(node, 4096) == -ENOMEM, "nothing is left below it");
	limit_write(&heaps[0], "0");
	text_write("/sys/class/rstmem/trusted-ui/minimum", "1048576");
	tap(reserve(node, size - 1048576, 1) == -ENOSPC,
	    "not what is kept for another heap");
	text_write("/sys/class/rstmem/trusted-ui/minimum", "0");
	close(node);
	tap(all_back(), "all is back");
}

/* Fails where it ends too early, or survives its owners. */
static void test_owners(void)
{
	int node = node_open(&heaps[0]), pair[2], status = -1, got, passed;
	pid_t child;

	tap(!reserve(node, SIZE, 4), "4 buffers");
	child = fork();
	if (!child)
		_exit(node_alloc(node, SIZE) < 0);
	waitpid(child, &status, 0);
	tap(!status && eventually(book("reserved") == 3 * SIZE &&
				  book("bytes") == 3 * SIZE),
	    "a child draws one, and dies");
	socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair);
	fd_send(pair[0], node, 0);
	close(node);
	tap(book("reserved") == 3 * SIZE, "it lives in a message");
	passed = fd_receive(pair[1], 0);
	got = node_alloc(passed, SIZE);
	tap(got >= 0 && book("reserved") == 2 * SIZE,
	    "whoever receives it draws on it");
	close(got);
	close(passed);
	close(pair[0]);
	close(pair[1]);
	tap(all_back(), "with the last descriptor it ends");

	child = fork();
	if (!child) {
		node = node_open(&heaps[0]);
		_exit(reserve(node, SIZE, 8) || raise(SIGKILL));
	}
	waitpid(child, &status, 0);
	tap(WIFSIGNALED(status) && all_back(), "and with kill -9");
}

static int shared_node;

static int lift_limit(void)
{
	return text_write("/sys/class/rstmem/secure-video/user_limit", "0");
}

static int reserve_three(void)
{
	return reserve(shared_node, SIZE, 3);
}

static int reserve_two(void)
{
	return reserve(shared_node, SIZE, 2);
}

static int alloc_more(void)
{
	int fd = node_alloc(shared_node, 4096);

	return fd < 0 ? fd : 0;
}

static void become_other(void)
{
	become_member(SOMEONE + 1, SOMEONE);
}

static void become_someone(void)
{
	become_member(SOMEONE, SOMEONE);
}

/* As newuidmap does for whoever has a line in /etc/subuid. */
static void map_subordinates(pid_t of)
{
	char path[64], text[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/uid_map", (int)of);
	snprintf(text, sizeof(text), "0 %d 1\n1 100000 1\n", SOMEONE);
	fd = open(path, O_WRONLY);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		_exit(1);
	_exit(0);
}

/* A user's namespace, and in it a user of its own. */
static void become_subordinate(void)
{
	int ready[2], status = -1;
	pid_t self = getpid(), mapper;
	char byte;

	if (pipe(ready))
		_exit(99);
	mapper = fork();
	if (!mapper) {
		close(ready[1]);
		if (!read(ready[0], &byte, 1))
			map_subordinates(self);
		_exit(1);
	}
	if (setresuid(SOMEONE, SOMEONE, SOMEONE) || unshare(CLONE_NEWUSER))
		_exit(98);
	close(ready[1]);
	waitpid(mapper, &status, 0);
	if (status || setresuid(1, 1, 1))
		_exit(97);
}

static void become_setuid(void)
{
	if (setresuid(SOMEONE, NOBODY, NOBODY))
		_exit(99);
}

/* Fails where one user, in however many processes, takes all. */
static void test_users(void)
{
	const char *limit = "/sys/class/rstmem/secure-video/user_limit";

	shared_node = node_open(&heaps[0]);
	tap(!text_write(limit, "131072"), "a user may have two buffers");
	tap(as_other(become_someone, reserve_three) == -ENOSPC &&
	    !as_other(become_someone, reserve_two), "and can reserve no more");
	tap(as_other(become_someone, alloc_more) == -ENOMEM &&
	    as_other(become_setuid, alloc_more) == -ENOMEM,
	    "nor allocate, in other processes or by a program with setuid");
	if (access("/proc/self/ns/user", F_OK))
		tap_skip("a user of one's own namespace",
			 "this kernel has no CONFIG_USER_NS");
	else
		tap(as_other(become_subordinate, reserve_two) == -ENOSPC,
		    "nor as a user of one's own namespace");
	tap(as_other(become_other, reserve_three) == -ENOSPC &&
	    !as_other(become_other, reserve_two), "another user has as much");
	tap(reserve_three() == -ENOSPC && !reserve_two(), "and so has root");
	tap(book("reserved") == 6 * SIZE, "all of it is reserved");
	close(shared_node);
	tap(all_back(), "all is back");
	shared_node = node_open(&heaps[0]);
	tap(!as_other(become_someone, reserve_two), "and can be had again");
	tap(!text_write(limit, "0") && !as_other(become_someone, reserve_three),
	    "without the limit, more");
	tap(as_other(become_powerless, lift_limit) == -EPERM,
	    "root of a container sets none");
	close(shared_node);
	tap(all_back(), "all is back");
}

/* Fails where the pool's backend goes under a reservation. */
static void test_removal(void)
{
	int node = node_open(&heaps[0]), other;

	tap(!reserve(node, SIZE, 2) && !parameter_write("registered", "0"),
	    "the pool goes");
	tap(reserve(node, SIZE, 1) == -ENODEV &&
	    node_alloc(node, SIZE) == -ENODEV, "what is reserved is lost");
	tap(!parameter_write("registered", "1"), "another comes");
	other = node_open(&heaps[0]);
	tap(node_alloc(node, SIZE) == -ENODEV && !reserve(other, SIZE, 2),
	    "of which the old file has nothing");
	tap(module_unload("rst_testpool") == -EAGAIN, "its code is held");
	close(node);
	close(other);
	tap(all_back(), "all is back");
}

static volatile bool stop;

static void *draw_and_reserve(void *unused)
{
	while (!stop) {
		reserve(shared_node, SIZE, 3);
		close(node_alloc(shared_node, SIZE));
		close(node_alloc(shared_node, 2 * SIZE));
	}
	return unused;
}

/* Fails where close, draw and reserve at once lose or double a buffer. */
static void test_race(void)
{
	pthread_t threads[4];
	int round, i;

	for (round = 0; round < 20; round++) {
		shared_node = node_open(&heaps[0]);
		stop = false;
		for (i = 0; i < 4; i++)
			pthread_create(&threads[i], NULL, draw_and_reserve,
				       NULL);
		usleep(20000);
		close(shared_node);
		stop = true;
		for (i = 0; i < 4; i++)
			pthread_join(threads[i], NULL);
	}
	tap(all_back(), "%d rounds of four threads lose nothing", round);
}

int main(int argc, char **argv)
{
	int err;

	tap_start(argc, argv);
	if (!testpool_may_be_alone("reservations"))
		return tap_done();
	err = testpool_begin(true);
	if (!tap(!err, "rst_testpool.ko takes the place of the real backend (%d)",
		 err))
		return tap_done();
	TAP_CASE(test_kept);
	TAP_CASE(test_numbers);
	TAP_CASE(test_pieces);
	TAP_CASE(test_limits);
	TAP_CASE(test_owners);
	TAP_CASE(test_users);
	TAP_CASE(test_removal);
	TAP_CASE(test_race);
	testpool_end();
	return tap_done();
}
