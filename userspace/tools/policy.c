// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl policy: which devices may attach to restricted buffers */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rstmem.h>

#include "json.h"
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

/* What is to be printed: nothing but an error, if there is one. */
struct output {
	FILE *out;
	bool json;
	bool started;
};

/* One of the words behind a device */
static bool says(const char *by, const char *word)
{
	size_t length = strlen(word);

	for (; *by; by += strspn(by, " ")) {
		size_t next = strcspn(by, " ");

		if (next == length && !strncmp(by, word, length))
			return true;
		by += next;
	}
	return false;
}

static void print_flag(FILE *out, const char *name, bool flag)
{
	fprintf(out, ", \"%s\": %s", name, flag ? "true" : "false");
}

static void print_object(struct output *output, const char *heap, bool may,
			 const char *device, const char *by)
{
	FILE *out = output->out;

	fprintf(out, "%s\n  {\"heap\": \"%s\", ", output->started ? "," : "",
		heap);
	output->started = true;
	json_string(out, "device", device);
	print_flag(out, "may", may);
	print_flag(out, "driver", says(by, "driver"));
	print_flag(out, "administrator", says(by, "administrator"));
	print_flag(out, "pages", says(by, "pages"));
	putc('}', out);
}

/* A line of the kernel's is BUS/DEVICE, and then who says so. */
static void print_line(struct output *output, const char *heap, bool may,
		       char *line)
{
	const char *by = may ? "" : "administrator";
	char *space = strchr(line, ' ');

	if (space) {
		*space = '\0';
		by = space + 1;
	}
	if (output->json)
		print_object(output, heap, may, line, by);
	else
		fprintf(output->out, "%-20s %-6s %-32s %s\n", heap,
			may ? "yes" : "no", line, by);
}

static int print_list(struct output *output, int use_case, bool may)
{
	const char *heap = rstmem_use_case_name(use_case);
	char *list = rstmem_policy_list(use_case,
					may ? RSTMEM_ALLOW : RSTMEM_DENY);
	char *line, *rest;

	if (!list)
		return list_failed(heap);
	for (line = strtok_r(list, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest))
		print_line(output, heap, may, line);
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

static int print_lists(struct output *output, int first, int last)
{
	int use_case, status = 0;

	if (output->json)
		fputs("[", output->out);
	else
		fprintf(output->out, "%-20s %-6s %-32s %s\n", "HEAP", "MAY",
			"DEVICE", "SAYS");
	for (use_case = first; use_case <= last && !status; use_case++) {
		status = print_list(output, use_case, true);
		if (!status)
			status = print_list(output, use_case, false);
	}
	if (output->json)
		fputs("]\n", output->out);
	return status;
}

static int print(int first, int last, bool json)
{
	struct output output = { .json = json };
	char *text = NULL;
	size_t size;
	int status;

	if (addon_lacks_heap())
		return no_kernels_heap();
	if (rstmem_kernel_supplies())
		return no_policies(first, last);
	output.out = open_memstream(&text, &size);
	if (!output.out)
		return fail("no memory for a list");
	status = print_lists(&output, first, last);
	if (fclose(output.out))
		status = fail("no memory for a list");
	if (!status)
		fputs(text, stdout);
	free(text);
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

static int parse(int argc, char **argv, bool *json)
{
	static const struct option known[] = {
		{ "json", no_argument, NULL, 'j' },
		{ }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (c != 'j')
			return usage_error(&policy_command,
					   "unknown option '%s'",
					   argv[optind - 1]);
		*json = true;
	}
	if (*json && argc - optind > 1)
		return usage_error(&policy_command,
				   "a decision prints nothing that --json could shape");
	return 0;
}

static int run(int argc, char **argv)
{
	int use_case, verdict, status;
	bool json = false;

	status = parse(argc, argv, &json);
	if (status)
		return status;
	argc -= optind;
	argv += optind;

	if (argc == 0)
		return print(RSTMEM_SECURE_VIDEO, RSTMEM_SECURE_VIDEO_RECORD,
			     json);
	use_case = rstmem_use_case_from_name(argv[0]);
	if (use_case < 0)
		return usage_error(&policy_command,
				   "no heap is called '%s': there are secure-video, trusted-ui and secure-video-record",
				   argv[0]);
	if (argc == 1)
		return print(use_case, use_case, json);
	verdict = parse_verdict(argv[1]);
	if (verdict < 0)
		return usage_error(&policy_command,
				   "'%s' is none of allow, deny, forget and allow-pages",
				   argv[1]);
	if (argc != 3)
		return usage_error(&policy_command,
				   "one device must be given");
	return decide(use_case, verdict, argv[2]);
}

const struct command policy_command = {
	.name = "policy",
	.run = run,
	.help = "rstctl policy [--json] [HEAP]\n"
		"rstctl policy HEAP allow|deny|forget|allow-pages DEVICE\n"
		"    Say which devices may attach to a heap's buffers, or decide it: allow a\n"
		"    device, deny it whatever its driver says, or leave it to its driver again.\n"
		"    With allow-pages the driver sees the memory's pages, if it has some; for\n"
		"    displays that map buffers in an IOMMU's domain of their own.\n"
		"    DEVICE is BUS/DEVICE, or a path below /sys.\n",
};
