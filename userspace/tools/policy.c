// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl policy: which devices may attach to restricted buffers */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rstmem.h>

#include "rstctl.h"
#include "supplier.h"

static int no_policy(const char *heap)
{
	return fail("heap %s is " KERNELS_OWN ", and has no policy: any device may attach to its buffers",
		    heap);
}

static int list_failed(const char *heap)
{
	switch (errno) {
	case EOPNOTSUPP:
		return no_policy(heap);
	case ENOENT:
		return fail("heap %s has no policy: rstmem.ko is not loaded",
			    heap);
	case EACCES:
		return fail("only root may see who may attach to buffers of heap %s",
			    heap);
	default:
		return fail("cannot read the policy of heap %s: %s", heap,
			    strerror(errno));
	}
}

/* A line of the kernel's is BUS/DEVICE, and then who says so. */
static void print_line(const char *heap, const char *verdict, char *line,
		       const char *by)
{
	char *space = strchr(line, ' ');

	if (space) {
		*space = '\0';
		by = space + 1;
	}
	printf("%-20s %-6s %-32s %s\n", heap, verdict, line, by);
}

static int print_list(int use_case, enum rstmem_verdict verdict,
		      const char *name, const char *by)
{
	const char *heap = rstmem_use_case_name(use_case);
	char *list = rstmem_policy_list(use_case, verdict);
	char *line, *rest;

	if (!list)
		return list_failed(heap);
	for (line = strtok_r(list, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		print_line(heap, name, line, by);
	free(list);
	return 0;
}

/* Of the heaps that were asked for, one is enough to say it of. */
static int no_policies(int first, int last)
{
	int use_case;

	for (use_case = first; use_case <= last; use_case++)
		if (rstmem_heap_supplier(use_case) == RSTMEM_SUPPLIER_KERNEL)
			return no_policy(rstmem_use_case_name(use_case));
	return no_such_kernels_heap(rstmem_use_case_name(first));
}

static int print(int first, int last)
{
	int use_case, status = 0;

	if (addon_lacks_heap())
		return no_kernels_heap();
	if (rstmem_kernel_supplies())
		return no_policies(first, last);
	printf("%-20s %-6s %-32s %s\n", "HEAP", "MAY", "DEVICE", "SAYS");
	for (use_case = first; use_case <= last && !status; use_case++) {
		status = print_list(use_case, RSTMEM_ALLOW, "yes", "");
		if (!status)
			status = print_list(use_case, RSTMEM_DENY, "no",
					    "administrator");
	}
	return status;
}

static int decide_failed(const char *heap, const char *device)
{
	switch (errno) {
	case EOPNOTSUPP:
		return no_policy(heap);
	case ENOENT:
		if (rstmem_kernel_supplies())
			return no_such_kernels_heap(heap);
		return fail("heap %s has no such policy: rstmem.ko is not loaded, or is an older one",
			    heap);
	case EACCES:
	case EPERM:
		return fail("only root may decide who attaches to buffers of heap %s",
			    heap);
	case ENODEV:
		return fail("there is no device '%s' on any bus: see /sys/bus/*/devices, or 'udevadm info -q path -n /dev/...'",
			    device);
	case EINVAL:
		return fail("'%s' is no device: give BUS/DEVICE as in /sys/bus/BUS/devices/DEVICE, or a path below /sys/devices",
			    device);
	default:
		return fail("heap %s, device %s: %s", heap, device,
			    strerror(errno));
	}
}

/* The kernel knows devices by one path each, people by many. */
static int decide(int use_case, enum rstmem_verdict verdict, const char *name)
{
	char path[PATH_MAX];
	const char *device = name;

	if (!strncmp(name, "/sys/", 5) && realpath(name, path))
		device = path;
	if (addon_lacks_heap())
		return no_kernels_heap();
	if (rstmem_policy_decide(use_case, verdict, device))
		return decide_failed(rstmem_use_case_name(use_case), name);
	return 0;
}

static int parse_verdict(const char *word)
{
	static const char *const words[] = {
		[RSTMEM_ALLOW] = "allow",
		[RSTMEM_DENY] = "deny",
		[RSTMEM_FORGET] = "forget",
		[RSTMEM_ALLOW_PAGES] = "allow-pages",
	};
	int i;

	for (i = RSTMEM_ALLOW; i <= RSTMEM_ALLOW_PAGES; i++)
		if (!strcmp(word, words[i]))
			return i;
	return -1;
}

static int run(int argc, char **argv)
{
	int use_case, verdict;

	if (argc == 1)
		return print(RSTMEM_SECURE_VIDEO, RSTMEM_SECURE_VIDEO_RECORD);
	use_case = rstmem_use_case_from_name(argv[1]);
	if (use_case < 0)
		return usage_error(&policy_command,
				   "no heap is called '%s': there are secure-video, trusted-ui and secure-video-record",
				   argv[1]);
	if (argc == 2)
		return print(use_case, use_case);
	verdict = parse_verdict(argv[2]);
	if (verdict < 0)
		return usage_error(&policy_command,
				   "'%s' is none of allow, deny, forget and allow-pages",
				   argv[2]);
	if (argc != 4)
		return usage_error(&policy_command,
				   "one device must be given");
	return decide(use_case, verdict, argv[3]);
}

const struct command policy_command = {
	.name = "policy",
	.run = run,
	.help = "rstctl policy [HEAP]\n"
		"rstctl policy HEAP allow|deny|forget|allow-pages DEVICE\n"
		"    Say which devices may attach to a heap's buffers, or decide it: allow a\n"
		"    device, deny it whatever its driver says, or leave it to its driver again.\n"
		"    With allow-pages the driver sees the memory's pages, if it has some; for\n"
		"    displays that map buffers in an IOMMU's domain of their own.\n"
		"    DEVICE is BUS/DEVICE, or a path below /sys.\n",
};
