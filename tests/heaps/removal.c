// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * A pool goes while its node is open, its buffers are held and devices are
 * attached to them. Nothing waits, nothing dangles, and all of it comes back.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/heap.h"

#define SIZE	65536

static bool nodes_exist(void)
{
	int i, count = 0;

	for (i = 0; i < 3; i++)
		count += !access(heaps[i].node, F_OK);
	return count == 3;
}

static bool nodes_are_gone(void)
{
	int i, count = 0;

	for (i = 0; i < 3; i++)
		count += !access(heaps[i].node, F_OK);
	return !count;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

/* Fails where unregistering waits for what this process itself holds. */
static void test_held(void)
{
	int node = node_open(&heaps[0]), buffer = node_alloc(node, SIZE), other;
	long long released = parameter_read("released");
	double began;

	parameter_write("policy", "0xe");
	tap(!parameter_write_number("attach", buffer), "a buffer in use");
	began = seconds();
	tap(!parameter_write("registered", "0") && seconds() - began < 1,
	    "the pool goes without waiting");
	tap(nodes_are_gone(), "the nodes go at once");
	tap(node_alloc(node, SIZE) == -ENODEV, "the open node says ENODEV");
	tap(books_read(&heaps[0]).bytes == SIZE &&
	    books_read(&heaps[0]).size == 0,
	    "the buffer is in the books, a pool is not");
	tap(parameter_read("bound") == 1 &&
	    parameter_read("released") == released,
	    "the TEE still knows the buffer");
	tap(module_unload("rst_testpool") == -EAGAIN,
	    "the backend's code stays for the held buffer");

	tap(!parameter_write("registered", "1") && nodes_exist(),
	    "another pool brings the nodes back");
	tap(node_alloc(node, SIZE) == -ENODEV,
	    "the node of the old pool goes on saying ENODEV");
	close(node);
	node = node_open(&heaps[0]);
	other = node_alloc(node, SIZE);
	tap(other >= 0 && books_read(&heaps[0]).bytes == 2 * SIZE,
	    "the new pool serves beside the old buffer");

	parameter_write("detach", "1");
	tap(parameter_write_number("attach", buffer) == -ENODEV,
	    "nobody can attach to the old buffer: ENODEV");
	tap(!parameter_write_number("attach", other), "but to the new one");
	parameter_write("detach", "1");
	close(buffer);
	tap(eventually(parameter_read("released") == released + 1),
	    "the old pool is released with its last buffer");
	close(other);
	close(node);
	tap(eventually(books_read(&heaps[0]).bytes == 0 &&
		       parameter_read("bound") == 0), "everything is free");
}

static long long quarantined(void)
{
	return books_read(&heaps[0]).quarantined;
}

/* Fails where what could not be scrubbed reaches anybody, or never comes back. */
static void test_scrub(void)
{
	long long size = books_read(&heaps[0]).size, scrubbed;
	int node = node_open(&heaps[0]), buffer;

	/* what nobody has had yet is scrubbed as it is needed */
	close(node_alloc(node, size));
	tap(eventually(!quarantined()), "a pool is scrubbed for the first owners");
	scrubbed = parameter_read("scrubbed");
	close(node_alloc(node, SIZE));
	tap(eventually(parameter_read("scrubbed") == scrubbed + 1),
	    "a buffer is scrubbed when it goes");
	buffer = node_alloc(node, SIZE);
	parameter_write("scrub_error", "-5");
	close(buffer);
	tap(eventually(books_read(&heaps[0]).bytes == 0 &&
		       parameter_read("bound") == 0),
	    "one that cannot be scrubbed leaves the books");
	tap(eventually(file_has("/sys/kernel/debug/rstmem/pools",
				"quarantined 65536 scrubbing 0 waiting 0 failures 1 error -5")),
	    "debugfs says that it is in quarantine, and why");
	tap(quarantined() == SIZE, "so do the books");
	tap(node_alloc(node, size) == -ENOMEM && quarantined() == SIZE,
	    "and stays there while scrubbing fails");
	buffer = node_alloc(node, size - SIZE);
	tap(buffer >= 0, "no other memory does");
	close(buffer);
	parameter_write("scrub_error", "0");
	tap(eventually((buffer = node_alloc(node, size)) >= 0) &&
	    !quarantined(), "once scrubbing works again all of it is served");
	close(buffer);
	close(node);
}

/* Fails where a pool forgets, when it comes again, what nobody scrubbed. */
static void test_unscrubbed(void)
{
	int node = node_open(&heaps[0]), buffer = node_alloc(node, SIZE);
	long long size = books_read(&heaps[0]).size, scrubbed;

	tap(eventually(!quarantined()), "all is scrubbed but a buffer");
	scrubbed = parameter_read("scrubbed");
	parameter_write("registered", "0");
	tap(!quarantined(), "without a pool nothing is in quarantine");
	close(buffer);
	close(node);
	tap(eventually(parameter_read("bound") == 0) &&
	    parameter_read("scrubbed") == scrubbed,
	    "nothing is scrubbed behind the back of a pool that has gone");

	parameter_write("scrub_error", "-5");
	parameter_write("registered", "1");
	node = node_open(&heaps[0]);
	tap(quarantined() == size, "when it comes again all is in quarantine");
	tap(node_alloc(node, SIZE) == -ENOMEM && quarantined() == size,
	    "nobody gets what was not scrubbed");
	parameter_write("scrub_error", "0");
	tap(eventually((buffer = node_alloc(node, SIZE)) >= 0) &&
	    quarantined() < size && parameter_read("scrubbed") > scrubbed,
	    "then what is needed is scrubbed");
	close(buffer);
	buffer = node_alloc(node, size);
	tap(buffer >= 0 && !quarantined(), "and so is the rest");
	close(buffer);
	close(node);
}

static void test_bind_error(void)
{
	int node = node_open(&heaps[0]), buffer;
	long long failures = books_read(&heaps[0]).failures;

	parameter_write("bind_error", "-12");
	tap(node_alloc(node, SIZE) == -ENOMEM &&
	    books_read(&heaps[0]).failures == failures + 1 &&
	    books_read(&heaps[0]).bytes == 0, "the TEE will not know a buffer");
	parameter_write("bind_error", "0");
	buffer = node_alloc(node, SIZE);
	tap(buffer >= 0, "and then it will");
	close(buffer);
	close(node);
}

static void allocate_for_ever(void)
{
	for (;;) {
		int node = node_open(&heaps[rand() % 3]);
		int buffer = node_alloc(node, SIZE);

		if (buffer >= 0)
			close(buffer);
		if (node >= 0)
			close(node);
	}
}

/* What shows pools and buffers must not look at one that goes. */
static void read_for_ever(void)
{
	for (;;) {
		file_has("/sys/kernel/debug/rstmem/pools", "-");
		file_has("/sys/kernel/debug/rstmem/buffers", "-");
		books_read(&heaps[rand() % 3]);
	}
}

/* Fails by a warning, a hang, or what is left. */
static void test_under_load(void)
{
	pid_t children[5];
	bool good = true;
	int i;

	for (i = 0; i < 5; i++) {
		children[i] = fork();
		if (!children[i] && i < 4)
			allocate_for_ever();
		if (!children[i])
			read_for_ever();
	}
	for (i = 0; i < 100; i++) {
		good = good && !parameter_write("registered", "0");
		good = good && !parameter_write("registered", "1");
		usleep(2000);
	}
	for (i = 0; i < 5; i++) {
		kill(children[i], SIGKILL);
		waitpid(children[i], NULL, 0);
	}
	tap(good, "a pool goes and comes a hundred times while four allocate and one looks");
	for (i = 0; i < 3; i++)
		tap(eventually(books_read(&heaps[i]).bytes == 0 &&
			       books_read(&heaps[i]).buffers == 0),
		    "%s: the books are empty", heaps[i].name);
	tap(eventually(parameter_read("bound") == 0), "the TEE knows no buffer");
}

/* Only where a real backend is there, too, and in the same memory. */
static void test_second_backend(void)
{
	if (!nodes_exist())
		return;
	tap(module_load("rst_testpool", "registered=1") == -EBUSY &&
	    nodes_exist(), "a second pool in the same memory: EBUSY");
}

int main(int argc, char **argv)
{
	int err;

	tap_start(argc, argv);
	TAP_CASE(test_second_backend);
	if (!testpool_may_be_alone("removal of the pool"))
		return tap_done();
	err = testpool_begin(true);
	if (!tap(!err, "rst_testpool.ko takes the place of the real backend (%d)",
		 err))
		return tap_done();
	tap(nodes_exist(), "three nodes");
	TAP_CASE(test_bind_error);
	TAP_CASE(test_held);
	TAP_CASE(test_under_load);
	TAP_CASE(test_scrub);
	TAP_CASE(test_unscrubbed);
	tap(!module_unload("rst_testpool"), "the backend can be unloaded");
	tap(nodes_are_gone(), "and takes the nodes along");
	testpool_end();
	return tap_done();
}
