// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Several heaps share a pool, and several pools serve a heap: nobody starves
 * who is given a minimum, and the books say who has what of which pool.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tap.h"
#include "lib/tee.h"

#define KIB		1024LL
#define MIB		(1024 * KIB)
#define PIECE		(64 * KIB)
#define MOST		512

enum { VIDEO, UI, RECORD };

/* A heap's buffers, and its node. */
struct hoard {
	int node, count, buffers[MOST];
};

static long long book(int heap, const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s",
		 heaps[heap].name, name);
	return number_read(path);
}

static int book_write(int heap, const char *name, const char *text)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/%s",
		 heaps[heap].name, name);
	return text_write(path, text);
}

static int minimum_write(int heap, long long bytes)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", bytes);
	return book_write(heap, "minimum", text);
}

static void hoard_open(struct hoard *hoard, int heap)
{
	hoard->node = node_open(&heaps[heap]);
	hoard->count = 0;
}

/* Return: the bytes that it was given before an allocation failed. */
static long long hoard_take(struct hoard *hoard, long long size)
{
	int before = hoard->count, buffer;

	while (hoard->count < MOST) {
		buffer = node_alloc(hoard->node, size);
		if (buffer < 0)
			break;
		hoard->buffers[hoard->count++] = buffer;
	}
	return (hoard->count - before) * size;
}

static void hoard_drop(struct hoard *hoard)
{
	while (hoard->count)
		close(hoard->buffers[--hoard->count]);
}

static void hoard_close(struct hoard *hoard, int heap)
{
	hoard_drop(hoard);
	close(hoard->node);
	tap(eventually(book(heap, "bytes") == 0), "%s has nothing any more",
	    heaps[heap].name);
}

/* The attack, and what a minimum does about it. */
static void test_starvation(void)
{
	long long size = book(VIDEO, "size");
	struct hoard video, ui, record;

	hoard_open(&video, VIDEO);
	hoard_open(&ui, UI);
	hoard_open(&record, RECORD);
	tap(hoard_take(&video, PIECE) == size && hoard_take(&ui, PIECE) == 0,
	    "without a minimum, secure-video takes all and trusted-ui starves");
	hoard_drop(&video);
	tap(eventually(book(VIDEO, "bytes") == 0), "it lets go");

	tap(!minimum_write(UI, MIB) && book(UI, "minimum") == MIB,
	    "a MiB is kept for trusted-ui");
	tap(book(VIDEO, "room") == size - MIB && book(UI, "room") == size,
	    "the books say who has room for what");
	tap(book(VIDEO, "largest") == size - MIB &&
	    book(UI, "largest") == size, "in one piece, too");
	tap(hoard_take(&video, PIECE) == size - MIB,
	    "now secure-video gets all but that");
	tap(hoard_take(&record, PIECE) == 0, "secure-video-record gets nothing");
	tap(book(VIDEO, "room") == 0 && book(UI, "room") == MIB,
	    "and the books say so");
	tap(hoard_take(&ui, PIECE) == MIB, "trusted-ui gets its MiB");
	close(ui.buffers[--ui.count]);
	tap(eventually(book(UI, "bytes") == MIB - PIECE) &&
	    hoard_take(&record, PIECE) == 0 && hoard_take(&video, PIECE) == 0 &&
	    hoard_take(&ui, PIECE) == PIECE,
	    "what it returns is kept for it, too");

	tap(!minimum_write(UI, 0), "nothing is kept any more");
	hoard_drop(&ui);
	tap(eventually(book(UI, "bytes") == 0) &&
	    hoard_take(&record, PIECE) == MIB, "and others get it");
	hoard_close(&record, RECORD);
	hoard_close(&ui, UI);
	hoard_close(&video, VIDEO);
}

/*
 * Nothing waits to be scrubbed. A minimum is no piece: while memory is scrubbed,
 * holes of a MiB may have to be cut.
 */
static bool settled(void)
{
	return eventually(book(VIDEO, "bytes") == 0 &&
			  book(VIDEO, "quarantined") == 0);
}

/* A minimum counts what the heap has already, and two add up. */
static void test_minima(void)
{
	long long size = book(VIDEO, "size");
	struct hoard video, ui, record;

	tap(settled(), "a clean pool");
	hoard_open(&video, VIDEO);
	hoard_open(&ui, UI);
	hoard_open(&record, RECORD);
	tap(!minimum_write(UI, 2 * MIB) && !minimum_write(RECORD, MIB),
	    "2 MiB for trusted-ui, a MiB for secure-video-record");
	tap(hoard_take(&video, MIB) == size - 3 * MIB,
	    "secure-video gets the rest");
	hoard_drop(&video);
	tap(settled(), "and returns it");
	tap(hoard_take(&ui, MIB) == size - MIB,
	    "trusted-ui gets more than its minimum while nobody else needs it");
	tap(hoard_take(&video, MIB) == 0 && hoard_take(&record, MIB) == MIB,
	    "secure-video-record's is still there");
	hoard_close(&ui, UI);
	tap(settled() && hoard_take(&video, MIB) == size - 3 * MIB,
	    "trusted-ui's is kept again");
	minimum_write(UI, 0);
	minimum_write(RECORD, 0);
	hoard_close(&record, RECORD);
	hoard_close(&video, VIDEO);
}

static int try_without_admin(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = { };
	int status;
	pid_t child = fork();

	if (!child) {
		/* root's files are open to it, but it may do nothing special */
		syscall(SYS_capset, &header, data);
		_exit(-minimum_write(UI, PIECE));
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
}

static void test_bad_minima(void)
{
	long long size = book(UI, "size");

	tap(minimum_write(UI, size + 4096) == -ENOSPC,
	    "more than there is: ENOSPC");
	tap(!minimum_write(VIDEO, size - MIB) &&
	    minimum_write(UI, MIB + 4096) == -ENOSPC &&
	    !minimum_write(UI, MIB), "and what others are promised counts");
	tap(minimum_write(UI, -1) == -EINVAL && book(UI, "minimum") == MIB,
	    "no number: EINVAL");
	tap(book_write(UI, "minimum", "0x8000000000000000") == -ERANGE &&
	    book(UI, "minimum") == MIB, "no size: ERANGE");
	tap(try_without_admin() == -EPERM && book(UI, "minimum") == MIB,
	    "without CAP_SYS_ADMIN: EPERM");
	minimum_write(VIDEO, 0);
	parameter_write("registered", "0");
	tap(!minimum_write(UI, 100 * size) &&
	    !parameter_write("registered", "1") && book(VIDEO, "room") == 0,
	    "one that comes before its pool is believed");
	minimum_write(UI, 0);
	tap(book(VIDEO, "room") == size, "and can be taken back");
}

static void take_for_ever(int heap)
{
	struct hoard hoard;

	hoard_open(&hoard, heap);
	for (;;) {
		hoard_take(&hoard, PIECE);
		hoard_drop(&hoard);
	}
}

/*
 * Fails where a claim and what is kept are looked at apart from each other, or
 * where others may again and again be faster at what has just been scrubbed.
 */
static void test_race(void)
{
	pid_t greedy[4];
	int i, good = 0, node = node_open(&heaps[UI]), buffer;

	minimum_write(UI, PIECE);
	for (i = 0; i < 4; i++) {
		greedy[i] = fork();
		if (!greedy[i])
			take_for_ever(i % 2 ? VIDEO : RECORD);
	}
	for (i = 0; i < 200; i++) {
		buffer = node_alloc(node, 4096);
		good += buffer >= 0;
		close(buffer);
		usleep(1000);
	}
	for (i = 0; i < 4; i++) {
		kill(greedy[i], SIGKILL);
		waitpid(greedy[i], NULL, 0);
	}
	tap(good == 200, "of 200 while four others take all: %d", good);
	close(node);
	minimum_write(UI, 0);
	tap(eventually(book(VIDEO, "bytes") + book(RECORD, "bytes") == 0),
	    "and nothing is left behind");
}

static bool test_pool(const char *options)
{
	char text[256];
	int err = module_unload("rst_testpool");

	if (err && err != -ENOENT)
		return false;
	snprintf(text, sizeof(text), "registered=1 %s", options);
	return !module_load("rst_testpool", text);
}

/* Fails where others miss what a heap could not be given anyway. */
static void test_vain_minima(void)
{
	struct hoard video;

	tap(test_pool("base=0x20000000 size=0x200000 use_cases=0xa") &&
	    book(UI, "size") == 0, "a pool that does not serve trusted-ui");
	hoard_open(&video, VIDEO);
	tap(!minimum_write(UI, 100 * MIB) && book(VIDEO, "room") == 2 * MIB,
	    "whose minimum takes nothing from those that are served");
	tap(!minimum_write(RECORD, MIB) && book(VIDEO, "room") == MIB,
	    "nor does it from what they are promised");
	tap(hoard_take(&video, PIECE) == MIB, "secure-video gets all but that");
	hoard_drop(&video);
	tap(settled() && !book_write(RECORD, "limit", "65536") &&
	    book(VIDEO, "room") == 2 * MIB - PIECE &&
	    hoard_take(&video, PIECE) == 2 * MIB - PIECE,
	    "what a limit forbids is not kept");
	book_write(RECORD, "limit", "0");
	minimum_write(RECORD, 0);
	minimum_write(UI, 0);
	hoard_close(&video, VIDEO);
}

/* Fails where a range is lost, or two that do not touch are taken for one. */
static void test_ranges(void)
{
	struct hoard video;

	tap(test_pool("base=0x20000000 size=0x100000 more_base=0x30000000 more_size=0x200000"),
	    "a pool of two ranges");
	hoard_open(&video, VIDEO);
	tap(book(VIDEO, "size") == 3 * MIB && book(VIDEO, "room") == 3 * MIB &&
	    book(VIDEO, "largest") == 2 * MIB,
	    "3 MiB, of which the largest piece has 2");
	tap(node_alloc(video.node, 2 * MIB + PIECE) == -ENOMEM,
	    "no buffer is in both");
	tap(hoard_take(&video, MIB) == 3 * MIB && book(VIDEO, "largest") == 0,
	    "and all of it is handed out");
	hoard_close(&video, VIDEO);

	tap(test_pool("base=0x20000000 size=0x100000 more_base=0x20100000 more_size=0x100000") &&
	    book(VIDEO, "largest") == 2 * MIB, "ranges that touch are one");
}

/* Fails where two owners share a granule, or the books know only of pages. */
static void test_granules(void)
{
	struct hoard video;
	long long page = getpagesize();

	tap(test_pool("base=0x20000000 size=0x100000 granule=0x10000"),
	    "a firewall with granules of 64 KiB");
	hoard_open(&video, VIDEO);
	tap(hoard_take(&video, page) == 16 * page,
	    "a MiB is sixteen buffers of a page");
	tap(book(VIDEO, "bytes") == 16 * page && book(VIDEO, "room") == 0,
	    "in whose books is what was asked for, and no room");
	hoard_close(&video, VIDEO);
	tap(eventually(book(VIDEO, "quarantined") == 0) &&
	    book(VIDEO, "largest") == MIB, "all of it comes back");
}

/* Return: the number of the test's pool in /sys/class/rstmem_pool, or -1. */
static int pool_number(void)
{
	char path[64];
	int i;

	for (i = 0; i < 8; i++) {
		snprintf(path, sizeof(path), "/sys/class/rstmem_pool/pool%d/name",
			 i);
		if (file_has(path, "test"))
			return i;
	}
	return -1;
}

static void pool_path(char path[80], const char *name)
{
	snprintf(path, 80, "/sys/class/rstmem_pool/pool%d/%s", pool_number(),
		 name);
}

static long long pool_book(const char *name)
{
	char path[80];

	pool_path(path, name);
	return number_read(path);
}

static bool pool_has(const char *name, const char *word)
{
	char path[80];

	pool_path(path, name);
	return file_has(path, word);
}

/* Beside the real pool: one for trusted-ui alone. */
static void test_two_pools(void)
{
	long long shared = book(VIDEO, "size");
	struct hoard ui, video;
	int tee, id, buffer;

	tap(test_pool("base=0x20000000 size=0x200000 use_cases=4"),
	    "a second pool, for trusted-ui only");
	tap(book(UI, "size") == shared + 2 * MIB &&
	    book(VIDEO, "size") == shared, "which has both");
	hoard_open(&ui, UI);
	hoard_open(&video, VIDEO);
	ui.buffers[ui.count++] = node_alloc(ui.node, MIB);
	tap(pool_book("bytes") == MIB && pool_book("largest") == MIB &&
	    pool_book("size") == 2 * MIB && pool_has("heaps", "trusted-ui") &&
	    !pool_has("heaps", "secure-video"),
	    "its own pool is asked first, and has books");
	tee = client_open(TEE_DEVICE);
	buffer = client_rstmem_alloc(tee, UI + 1, PIECE, &id);
	tap(buffer >= 0 && pool_book("bytes") == MIB,
	    "but not for what OP-TEE has to know");
	close(buffer);
	close(tee);

	tap(!minimum_write(UI, 2 * MIB + PIECE), "2 MiB and 64 KiB are kept");
	tap(book(VIDEO, "room") == shared - PIECE &&
	    hoard_take(&video, PIECE) == shared - PIECE,
	    "of which the shared pool needs to keep only 64 KiB");
	tap(hoard_take(&ui, PIECE) == MIB + PIECE,
	    "trusted-ui goes on in the shared pool");
	hoard_close(&video, VIDEO);

	tap(!parameter_write("registered", "0") &&
	    hoard_take(&ui, PIECE) > 0 && book(UI, "size") == shared,
	    "when its own goes, the node stays and the other serves");
	tap(module_unload("rst_testpool") == -EAGAIN,
	    "what it holds of the one that went stays");
	minimum_write(UI, 0);
	hoard_close(&ui, UI);
	tap(eventually(!module_unload("rst_testpool")), "until it lets go");
}

static void with_test_pool(void)
{
	TAP_CASE(test_starvation);
	TAP_CASE(test_minima);
	TAP_CASE(test_bad_minima);
	TAP_CASE(test_race);
	TAP_CASE(test_vain_minima);
	TAP_CASE(test_ranges);
	TAP_CASE(test_granules);
}

int main(int argc, char **argv)
{
	int err;

	tap_start(argc, argv);
	if (!access(heaps[VIDEO].node, F_OK))
		TAP_CASE(test_two_pools);
	if (!testpool_may_be_alone("sharing between pools"))
		return tap_done();
	err = testpool_begin(true);
	if (tap(!err, "rst_testpool.ko takes the place of the real backend (%d)",
		err))
		with_test_pool();
	testpool_end();
	return tap_done();
}
