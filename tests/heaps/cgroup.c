// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * Control groups count restricted memory where the kernel has that (6.14 on, with
 * CONFIG_CGROUP_DMEM, which Debian does not set): dmem.max holds, and
 * dmem.current and dmem.capacity are right.
 */
#include <errno.h>
#include <linux/rstmem.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/heap.h"

#define ROOT	"/tmp/cgroup"
#define GROUP	ROOT "/rstmem"
#define SIZE	65536

static char region[32];	/* "rstmem/poolN" */

static void find_region(void)
{
	int number;

	for (number = 0; number < 16; number++) {
		char path[64];

		snprintf(path, sizeof(path), "/sys/class/rstmem_pool/pool%d",
			 number);
		if (!access(path, F_OK))
			break;
	}
	snprintf(region, sizeof(region), "rstmem/pool%d", number);
}

static bool says(const char *file, long long bytes)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %lld", region, bytes);
	return file_has(file, line);
}

static int max_write(long long bytes)
{
	char line[64];

	snprintf(line, sizeof(line), "%s %lld", region, bytes);
	return text_write(GROUP "/dmem.max", line);
}

static int reserve(int node, uint32_t count)
{
	struct rstmem_reserve_data data = { .size = SIZE, .count = count };

	return ioctl(node, RSTMEM_IOC_RESERVE, &data) ? -errno : 0;
}

/* What a process of the group gets: the bits of what went wrong. */
static int in_group(int node)
{
	int first, second, wrong = 0;

	if (text_write(GROUP "/cgroup.procs", "0"))
		return 1;
	first = node_alloc(node, SIZE);
	second = node_alloc(node, SIZE);
	wrong |= first < 0 || second < 0 ? 2 : 0;
	wrong |= says(GROUP "/dmem.current", 2 * SIZE) ? 0 : 4;
	wrong |= node_alloc(node, SIZE) == -ENOMEM ? 0 : 8;
	wrong |= reserve(node, 1) == -ENOSPC ? 0 : 16;
	close(first);
	wrong |= reserve(node, 1) ? 32 : 0;
	wrong |= says(GROUP "/dmem.current", 2 * SIZE) ? 0 : 64;
	return wrong;
}

static void test_group(void)
{
	int node = node_open(&heaps[0]), status = -1, other;
	pid_t child;

	tap(!text_write(ROOT "/cgroup.subtree_control", "+dmem") &&
	    !mkdir(GROUP, 0700) && !max_write(2 * SIZE),
	    "a group may have two buffers");
	/* the file is there as soon as a group uses the controller */
	tap(says(ROOT "/dmem.capacity", books_read(&heaps[0]).size),
	    "%s has a capacity", region);
	child = fork();
	if (!child)
		_exit(in_group(node));
	waitpid(child, &status, 0);
	tap(!status, "it has them, and no more (%#x)", status);
	other = node_alloc(node, 8 * SIZE);
	tap(other >= 0, "others have the rest");
	close(other);
	close(node);
	tap(eventually(says(GROUP "/dmem.current", 0)), "all is given back");
	rmdir(GROUP);
}

int main(int argc, char **argv)
{
	int err;

	tap_start(argc, argv);
	if (!testpool_may_be_alone("control groups"))
		return tap_done();
	err = testpool_begin(true);
	if (!tap(!err, "rst_testpool.ko takes the place of the real backend (%d)",
		 err))
		return tap_done();
	find_region();
	mkdir(ROOT, 0700);
	mount("none", ROOT, "cgroup2", 0, NULL);
	if (file_has(ROOT "/cgroup.controllers", "dmem"))
		TAP_CASE(test_group);
	else
		tap_skip("dmem.max holds",
			 "this kernel has no CONFIG_CGROUP_DMEM");
	umount(ROOT);
	rmdir(ROOT);
	testpool_end();
	return tap_done();
}
