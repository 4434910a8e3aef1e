// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Who waits for a TEE that scrubs slowly, not at all, or for ever: nobody who
 * releases a buffer, nobody who is killed, and nobody whose memory is there.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/heap.h"

#define SIZE	65536
#define FRAMES	12

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static long long quarantined(void)
{
	return books_read(&heaps[0]).quarantined;
}

static long long pool_size(void)
{
	return books_read(&heaps[0]).size;
}

static bool pools_say(const char *text)
{
	return file_has("/sys/kernel/debug/rstmem/pools", text);
}

/* The TEE works again; with a failure behind it, after a second. */
static bool recovered(void)
{
	double end = seconds() + 8;

	parameter_write("scrub_hangs", "0");
	parameter_write("scrub_error", "0");
	parameter_write("scrub_ms", "0");
	while (quarantined() && seconds() < end)
		usleep(20000);
	return !quarantined();
}

/* Fails where releasing waits for the TEE. */
static void test_release(void)
{
	int node = node_open(&heaps[0]), buffers[FRAMES], i;
	double began;

	tap(recovered(), "a clean pool");
	for (i = 0; i < FRAMES; i++)
		buffers[i] = node_alloc(node, SIZE);
	parameter_write("scrub_ms", "200");
	began = seconds();
	for (i = 0; i < FRAMES; i++)
		close(buffers[i]);
	tap(seconds() - began < 0.1, "%d buffers are let go of in %.1f ms", i,
	    (seconds() - began) * 1000);
	tap(books_read(&heaps[0]).bytes == 0 && quarantined() == FRAMES * SIZE,
	    "they are in quarantine, and in no other book");
	tap(recovered(), "until they are scrubbed");
	close(node);
}

/* Fails where each buffer has a session, or neighbours stay apart. */
static void test_batch(void)
{
	int node = node_open(&heaps[0]), buffers[FRAMES], first, i;
	long long batches, tried;

	tap(recovered(), "a clean pool");
	first = node_alloc(node, pool_size() - FRAMES * SIZE);
	for (i = 0; i < FRAMES; i++)
		buffers[i] = node_alloc(node, SIZE);
	batches = parameter_read("batches");
	tried = parameter_read("tried");
	parameter_write("scrub_hangs", "1");
	close(buffers[0]);
	tap(eventually(parameter_read("tried") == tried + 1),
	    "one is being scrubbed");
	tap(pools_say("scrubbing 65536"), "debugfs says so");
	for (i = 1; i < FRAMES; i++)
		close(buffers[i]);
	tap(recovered(), "all are scrubbed");
	tap(parameter_read("batches") == batches + 1 &&
	    parameter_read("tried") <= tried + 3,
	    "%d neighbours in %lld pieces and %lld batch", FRAMES,
	    parameter_read("tried") - tried,
	    parameter_read("batches") - batches);
	close(first);
	close(node);
}

/* Fails where who needs no dirty memory waits, or who needs it fails. */
static void test_waits(void)
{
	int node = node_open(&heaps[0]), all, small, other, status = -1;
	long long failures;
	double began;
	pid_t child;

	tap(recovered(), "a clean pool");
	all = node_alloc(node, pool_size() - 2 * SIZE);
	small = node_alloc(node, SIZE);
	failures = books_read(&heaps[0]).failures;
	parameter_write("scrub_hangs", "1");
	close(all);
	began = seconds();
	other = node_alloc(node, SIZE);
	tap(other >= 0 && seconds() - began < 0.1,
	    "clean memory is there at once");

	child = fork();
	if (!child)
		_exit(node_alloc(node, 16 * SIZE) < 0);
	tap(eventually(pools_say("waiting 1")), "who needs more waits for it");
	tap(!waitpid(child, &status, WNOHANG), "for as long as it takes");
	parameter_write("scrub_hangs", "0");
	waitpid(child, &status, 0);
	tap(!status, "and gets it");

	parameter_write("scrub_hangs", "1");
	close(small);
	child = fork();
	if (!child)
		_exit(node_alloc(node, pool_size() - SIZE) < 0);
	tap(eventually(pools_say("waiting 1")), "another waits");
	kill(child, SIGKILL);
	tap(eventually(waitpid(child, &status, WNOHANG) == child),
	    "and can be killed");
	tap(recovered(), "what was in the way is scrubbed");
	tap(node_alloc(node, pool_size()) == -ENOMEM,
	    "more than there is: ENOMEM");
	tap(books_read(&heaps[0]).failures == failures + 2,
	    "which counts as a failure, as does being killed");
	close(other);
	close(node);
}

/* Fails where every piece, and every allocation, tries what cannot be. */
static void test_hopeless(void)
{
	int node = node_open(&heaps[0]), all, i;
	long long tried;
	double began;

	tap(recovered(), "a clean pool");
	all = node_alloc(node, pool_size());
	parameter_write("scrub_ms", "100");
	parameter_write("scrub_error", "-5");
	tried = parameter_read("tried");
	close(all);
	began = seconds();
	for (i = 0; i < 10; i++) {
		if (node_alloc(node, SIZE) != -ENOMEM)
			break;
	}
	tap(i == 10 && seconds() - began < 0.8,
	    "%d allocations fail in %.0f ms", i, (seconds() - began) * 1000);
	tap(parameter_read("tried") - tried <= 4, "after %lld pieces",
	    parameter_read("tried") - tried);
	tap(quarantined() == pool_size(), "all is in quarantine");
	parameter_write("scrub_error", "0");
	parameter_write("scrub_ms", "0");
	tap(recovered(), "it is tried again without being asked for");
	close(node);
}

/* Fails where a piece that could not be scrubbed is forgotten for the others. */
static void test_one_fails(void)
{
	int node = node_open(&heaps[0]), piece, apart, other;
	long long batches, tried;

	tap(recovered(), "a clean pool");
	piece = node_alloc(node, SIZE);
	apart = node_alloc(node, SIZE);
	other = node_alloc(node, SIZE);
	batches = parameter_read("batches");
	tried = parameter_read("tried");
	parameter_write("scrub_hangs", "1");
	close(piece);
	tap(apart >= 0 && eventually(pools_say("scrubbing 65536")),
	    "a piece is being scrubbed");
	close(other);
	tap(quarantined() == 2 * SIZE, "and another is next");
	parameter_write("scrub_fails", "1");
	parameter_write("scrub_hangs", "0");
	tap(eventually(!quarantined()), "the first fails, and all get clean");
	tap(parameter_read("batches") == batches + 1 &&
	    parameter_read("tried") == tried + 3,
	    "as it has another turn after the next, in the same batch");
	close(apart);
	close(node);
}

/* Fails where a TEE that doesn't answer holds a pool, or its memory gets lost. */
static void test_hung_removal(void)
{
	int node = node_open(&heaps[0]), buffer = node_alloc(node, SIZE);
	long long released;
	double began;

	tap(recovered() && buffer >= 0, "a clean pool, and a buffer");
	released = parameter_read("released");
	parameter_write("scrub_hangs", "1");
	close(buffer);
	close(node);
	tap(eventually(pools_say("scrubbing 65536")), "the TEE hangs");
	began = seconds();
	tap(!parameter_write("registered", "0") && seconds() - began < 4,
	    "the pool goes after %.1f s", seconds() - began);
	tap(!parameter_write("registered", "1") && access(heaps[0].node, F_OK) == 0,
	    "another one comes");
	tap(parameter_read("released") == released &&
	    module_unload("rst_testpool") == -EAGAIN,
	    "the code that hangs is kept");
	parameter_write("scrub_hangs", "0");
	tap(eventually(parameter_read("released") == released + 1),
	    "the pool is released when the TEE answers");
	tap(recovered(), "the other one works");
}

/* A child, and well, and within ten seconds */
static bool ends(pid_t child)
{
	int status = 1, i;

	for (i = 0; i < 100 && !waitpid(child, &status, WNOHANG); i++)
		usleep(100000);
	return i < 100 && !status;
}

/* Fails where who unloads a backend whose TEE hangs is waited for by others. */
static void test_hung_unloading(void)
{
	int node = node_open(&heaps[0]), buffer = node_alloc(node, SIZE);
	pid_t unloader, loader;
	int status;

	tap(recovered() && buffer >= 0, "a clean pool, and a buffer");
	parameter_write("scrub_hangs", "1");
	close(buffer);
	close(node);
	tap(eventually(pools_say("scrubbing 65536")), "the TEE hangs");
	unloader = fork();
	if (!unloader)
		_exit(!!module_unload("rst_testpool"));
	/* For two seconds it is waited for in the hope that it ends. */
	sleep(4);
	tap(!waitpid(unloader, &status, WNOHANG),
	    "who unloads the backend waits for it");
	loader = fork();
	if (!loader)
		_exit(!!module_load("optee_rstmem", ""));
	tap(ends(loader), "another backend comes meanwhile");
	tap(!waitpid(unloader, &status, WNOHANG), "while the TEE still hangs");
	parameter_write("scrub_hangs", "0");
	tap(ends(unloader), "it answers, and the backend is unloaded");
	waitpid(loader, &status, 0);
	tap(!testpool_begin(true), "and loaded again in the other's place");
}

int main(int argc, char **argv)
{
	int err;

	tap_start(argc, argv);
	if (!testpool_may_be_alone("scrubbing by a test's pool"))
		return tap_done();
	err = testpool_begin(true);
	if (!tap(!err, "rst_testpool.ko takes the place of the real backend (%d)",
		 err))
		return tap_done();
	TAP_CASE(test_release);
	TAP_CASE(test_batch);
	TAP_CASE(test_waits);
	TAP_CASE(test_hopeless);
	TAP_CASE(test_one_fails);
	TAP_CASE(test_hung_removal);
	TAP_CASE(test_hung_unloading);
	parameter_write("scrub_hangs", "0");
	tap(!module_unload("rst_testpool"), "the backend can be unloaded");
	testpool_end();
	return tap_done();
}
