// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * An allocation beside which others are always done with something, so that it
 * looks again and again: it can be killed, it comes to an end, and what was
 * forbidden meanwhile is.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tap.h"

#define SIZE	65536
#define LARGE	(2 * SIZE)
#define REQUIRE	"/sys/module/rstmem/parameters/require_firewall"

/* What an allocation is allowed to look; then it has the pool for itself. */
#define LOOKS	1024

static int held[1024], count;

static void let_go(void)
{
	for (; count; count--)
		close(held[count - 1]);
}

static bool is_unused(void)
{
	struct books books = books_read(&heaps[0]);

	return !books.bytes && !books.quarantined;
}

/*
 * The pool has room, but all of it in single pieces, and who wants a larger one
 * has a crowd beside it.
 */
static bool crowd_begin(int node)
{
	long long size = books_read(&heaps[0]).size;
	int all, i;

	/* in one piece, or those that follow lie anywhere */
	if (!eventually(is_unused()))
		return false;
	all = node_alloc(node, size);
	close(all);
	if (all < 0 || !eventually(is_unused()))
		return false;
	for (count = 0; count < 1024; count++) {
		held[count] = node_alloc(node, SIZE);
		if (held[count] < 0)
			break;
	}
	for (i = 0; i < count; i += 2) {
		close(held[i]);
		held[i] = -1;
	}
	return count == size / SIZE &&
	       eventually(!books_read(&heaps[0]).quarantined) &&
	       node_alloc(node, LARGE) == -ENOMEM &&
	       !parameter_write("bind_error", "-5") &&
	       !parameter_write_number("crowd", LARGE);
}

static void crowd_end(void)
{
	parameter_write("crowd", "0");
	parameter_write("bind_error", "0");
}

/* Return: a child that ends with the error of its allocation, and holds nothing. */
static pid_t child_alloc(int node, long long size)
{
	pid_t child = fork();
	int buffer;

	if (child)
		return child;
	let_go();
	buffer = node_alloc(node, size);
	_exit(buffer < 0 ? -buffer : 0);
}

/* Within half a minute, as it may be a thousand attempts on a busy host. */
static bool ends(pid_t child, int *status)
{
	int i;

	for (i = 0; i < 300 && waitpid(child, status, WNOHANG) != child; i++)
		usleep(100000);
	return i < 300;
}

/* Fails where only those look at signals who come to wait. */
static void test_killed(void)
{
	int node = node_open(&heaps[0]), status = 0;
	long long before = parameter_read("crowded"), looks;
	pid_t child;

	if (!tap(crowd_begin(node), "others are at work all the time"))
		return;
	child = child_alloc(node, LARGE);
	tap(eventually(parameter_read("crowded") > before + 10),
	    "an allocation looks again and again");
	kill(child, SIGKILL);
	tap(ends(child, &status) && WIFSIGNALED(status), "it can be killed");
	looks = parameter_read("crowded") - before;
	tap(looks < LOOKS, "at once, after %lld looks", looks);
	crowd_end();
	let_go();
	close(node);
}

/* Fails where it goes on for as long as others do. */
static void test_counted(void)
{
	int node = node_open(&heaps[0]), status = 0;
	pid_t child;

	if (!tap(crowd_begin(node), "others are at work all the time"))
		return;
	child = child_alloc(node, LARGE);
	tap(ends(child, &status) && WEXITSTATUS(status) == ENOMEM,
	    "an allocation ends: ENOMEM (%d)", WEXITSTATUS(status));
	crowd_end();
	let_go();
	close(node);
}

/* Whether nobody looks any more: it waits for the pool. */
static bool looks_stop(void)
{
	long long before, after = parameter_read("crowded");
	int i;

	for (i = 0; i < 60; i++) {
		before = after;
		usleep(500000);
		after = parameter_read("crowded");
		if (before == after)
			return true;
	}
	return false;
}

/*
 * Fails where who waits to have the pool for itself then takes what nobody has
 * proven to be protected.
 */
static void test_unproven(void)
{
	int node = node_open(&heaps[0]), status = 0;
	pid_t other, child;

	if (!tap(crowd_begin(node), "others are at work all the time"))
		return;
	parameter_write_number("alloc_hangs", SIZE);
	other = child_alloc(node, SIZE);
	child = child_alloc(node, LARGE);
	tap(looks_stop() && !waitpid(child, &status, WNOHANG),
	    "an allocation waits for another, that hangs");
	crowd_end();
	let_go();
	tap(eventually(is_unused()), "there is memory now");
	tap(!text_write(REQUIRE, "1") &&
	    eventually(access(heaps[0].node, F_OK)),
	    "and a proof is required, which there is not");
	parameter_write("alloc_hangs", "0");
	tap(ends(child, &status) && WEXITSTATUS(status) == ENODEV,
	    "it has none: ENODEV (%d)", WEXITSTATUS(status));
	waitpid(other, &status, 0);
	text_write(REQUIRE, "0");
	tap(eventually(!access(heaps[0].node, F_OK)), "none is required");
	close(node);
}

int main(int argc, char **argv)
{
	int err;

	tap_start(argc, argv);
	if (!testpool_may_be_alone("allocations that others outrun"))
		return tap_done();
	err = testpool_begin(true);
	if (!tap(!err, "rst_testpool.ko takes the place of the real backend (%d)",
		 err))
		return tap_done();
	TAP_CASE(test_killed);
	TAP_CASE(test_counted);
	TAP_CASE(test_unproven);
	parameter_write("alloc_hangs", "0");
	crowd_end();
	testpool_end();
	return tap_done();
}
