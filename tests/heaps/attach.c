// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which devices may attach, and what they are told: an address that they can
 * reach and no page, or an error. Never a copy.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/heap.h"

/* Whole pages, whatever their size. */
#define SIZE	(3 * 16384)
#define TRACING	"/sys/kernel/tracing"

struct attached {
	int attached;
	unsigned int entries, cpu_entries, length;
	unsigned long long address;
};

static struct attached attached_read(void)
{
	FILE *file = fopen("/sys/module/rst_testpool/parameters/attach", "r");
	struct attached now = { 0 };

	if (!file)
		return now;
	if (fscanf(file, "%d %u %u %llx %u", &now.attached, &now.entries,
		   &now.cpu_entries, &now.address, &now.length) != 5)
		now.attached = -1;
	fclose(file);
	return now;
}

static void test_policy(int buffer)
{
	long long refused = books_read(&heaps[0]).refused;
	int err = parameter_write_number("attach", buffer);

	tap(err == -EACCES, "a device nobody allowed: EACCES (got %d)", err);
	tap(books_read(&heaps[0]).refused == refused + 1, "it is counted");

	parameter_write("policy", "0xc");
	err = parameter_write_number("attach", buffer);
	tap(err == -EACCES, "allowed for other use-cases: EACCES (got %d)",
	    err);
	tap(parameter_write("policy", "0x1") == -EINVAL &&
	    parameter_write("policy", "0x10") == -EINVAL,
	    "use-cases that do not exist cannot be allowed");
}

static void test_mapping(int buffer)
{
	struct attached now;

	parameter_write("policy", "0x2");
	tap(!parameter_write_number("attach", buffer), "allowed: attached");
	now = attached_read();
	tap(now.attached == 1 && now.entries == 1 && now.length == SIZE &&
	    now.address, "one entry of %u bytes at %#llx", now.length,
	    now.address);
	tap(now.cpu_entries == 0, "no entry for a CPU");
	tap(file_has("/sys/kernel/debug/rstmem/buffers",
		     "attached: rst_testpool"), "debugfs names the device");
	parameter_write("detach", "1");
	tap(file_has("/sys/kernel/debug/rstmem/buffers", "attached:\n"),
	    "and forgets it when it detaches");
}

static void test_unreachable(int buffer)
{
	int err;

	parameter_write("policy", "0x2");
	parameter_write("dma_bits", "24");
	err = parameter_write_number("attach", buffer);
	tap(err == -EIO, "a device that reaches 16 MiB only: EIO (got %d)",
	    err);
	parameter_write("dma_bits", "32");
	tap(!parameter_write_number("attach", buffer), "32 bits will do");
	parameter_write("detach", "1");
}

static bool write_text(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	return file && fputs(text, file) >= 0 && !fclose(file);
}

/* Fails where an event is missing: the film's buffers are counted by these. */
static void test_trace(int node, int buffer)
{
	if (access(TRACING "/trace", F_OK))
		mount("tracefs", TRACING, "tracefs", 0, NULL);
	write_text(TRACING "/trace", "");
	if (!tap(write_text(TRACING "/events/rstmem/enable", "1"),
		 "trace events"))
		return;
	close(node_alloc(node, SIZE));
	parameter_write("policy", "0x2");
	parameter_write_number("attach", buffer);
	parameter_write("detach", "1");
	parameter_write("policy", "0");
	parameter_write_number("attach", buffer);
	tap(file_has(TRACING "/trace", "rstmem_alloc: heap=secure-video "),
	    "allocating is traced");
	tap(eventually(file_has(TRACING "/trace",
				"rstmem_free: heap=secure-video ")),
	    "freeing is traced");
	tap(file_has(TRACING "/trace", "rstmem_attach: heap=secure-video "),
	    "attaching is traced");
	tap(file_has(TRACING "/trace", "rstmem_refused: heap=secure-video "),
	    "refusing is traced");
	write_text(TRACING "/events/rstmem/enable", "0");
}

static void test_revoked(int buffer)
{
	parameter_write("policy", "0x2");
	parameter_write("policy", "0");
	tap(parameter_write_number("attach", buffer) == -EACCES,
	    "revoked: EACCES again");
}

int main(int argc, char **argv)
{
	bool alone = access(heaps[0].node, F_OK);
	int node, buffer;

	tap_start(argc, argv);
	if (!tap(!testpool_begin(alone), "rst_testpool.ko loads"))
		return tap_done();
	node = node_open(&heaps[0]);
	buffer = node_alloc(node, SIZE);
	if (tap(buffer >= 0, "a buffer")) {
		TAP_CASE(test_policy, buffer);
		TAP_CASE(test_mapping, buffer);
		TAP_CASE(test_unreachable, buffer);
		TAP_CASE(test_revoked, buffer);
		TAP_CASE(test_trace, node, buffer);
	}
	close(buffer);
	close(node);
	testpool_end();
	return tap_done();
}
