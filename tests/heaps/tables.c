// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table that an importer gets: entries no longer than its device takes, and
 * across no boundary of it; and nothing the importer writes there does harm.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tap.h"

/* Whole pages, whatever their size. */
#define SIZE	(512 << 10)
#define ENTRIES	"/sys/module/rst_testpool/parameters/entries"

/* What an importer may spoil: a leak of 32 bytes each time is seen. */
#define TIMES	60000
#define LEAK_KB	1000
#define KMEMLEAK	"/sys/kernel/debug/kmemleak"

struct entries {
	unsigned int count;
	unsigned long long bytes;
	bool longer, across, scattered;
};

static struct entries entries_read(unsigned long long most,
				   unsigned long long boundary)
{
	struct entries all = { 0 };
	unsigned long long address, length, next = 0;
	FILE *file = fopen(ENTRIES, "r");

	while (file && fscanf(file, "%llx %llu", &address, &length) == 2) {
		all.longer |= length > most;
		all.across |= (address ^ (address + length - 1)) & ~boundary;
		all.scattered |= all.count && address != next;
		next = address + length;
		all.bytes += length;
		all.count++;
	}
	if (file)
		fclose(file);
	return all;
}

static void check_limits(int buffer, const char *what, unsigned long long most,
			 unsigned long long boundary, unsigned int at_least)
{
	struct entries all;
	char text[64];

	snprintf(text, sizeof(text), "%#llx %#llx", most, boundary);
	parameter_write("limits", text);
	if (!tap(!parameter_write_number("attach", buffer), "%s: attached",
		 what))
		return;
	all = entries_read(most, boundary);
	tap(all.count >= at_least && !all.longer && !all.across,
	    "%u entries, none%s, none%s", all.count,
	    all.longer ? " BUT ONE longer" : " longer",
	    all.across ? " BUT ONE across" : " across");
	tap(all.bytes == SIZE && !all.scattered,
	    "which follow each other, %llu bytes in all", all.bytes);
	parameter_write("detach", "1");
}

static void test_limits(int buffer)
{
	check_limits(buffer, "segments of 64 KiB", 65536, ~0ull, 8);
	check_limits(buffer, "of 100000 bytes", 100000, ~0ull, 6);
	check_limits(buffer, "no boundary of 128 KiB", 1 << 30, 0x1ffff, 4);
	check_limits(buffer, "both", 98304, 0x1ffff, 6);
	check_limits(buffer, "neither", 0xffffffff, ~0ull, 1);
	parameter_write("limits", "0 0");
}

static long long kernel_kb(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	long long kb = -1;
	char line[128];

	while (file && fgets(line, sizeof(line), file) &&
	       sscanf(line, "SUnreclaim: %lld", &kb) != 1)
		;
	if (file)
		fclose(file);
	return kb;
}

/* rockchip_drm writes 0 to nents if it could not map the table once more. */
static void test_spoilt(int buffer)
{
	long long before;

	parameter_write_number("attach", buffer);
	parameter_write("spoil", "1000");
	before = kernel_kb();
	tap(!parameter_write_number("spoil", TIMES),
	    "an importer writes 0 to nents, %d times", TIMES);
	if (access(KMEMLEAK, F_OK))
		tap(before > 0 && kernel_kb() - before < LEAK_KB,
		    "nothing leaks: %lld KiB more", kernel_kb() - before);
	else
		tap_skip("nothing leaks",
			 "KASAN keeps what was freed, and kmemleak looks");
	parameter_write("detach", "1");
}

int main(int argc, char **argv)
{
	bool alone = access(heaps[0].node, F_OK);
	int node, buffer;

	tap_start(argc, argv);
	if (!tap(!testpool_begin(alone), "rst_testpool.ko loads"))
		return tap_done();
	parameter_write("policy", "0x2");
	node = node_open(&heaps[0]);
	buffer = node_alloc(node, SIZE);
	if (tap(buffer >= 0, "a buffer")) {
		TAP_CASE(test_limits, buffer);
		TAP_CASE(test_spoilt, buffer);
	}
	close(buffer);
	close(node);
	testpool_end();
	return tap_done();
}
