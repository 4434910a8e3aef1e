// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl alloc: take a buffer from a heap, and keep it for a while */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rstmem.h>

#include "json.h"
#include "rstctl.h"
#include "supplier.h"

struct options {
	int use_case;
	size_t size;
	unsigned int hold, wait;	/* seconds */
	unsigned int reserve;	/* buffers, instead of allocating one */
	bool json;
};

static int parse_size(const char *text, size_t *size)
{
	static const char suffixes[] = "KMG";
	const char *suffix;
	uintmax_t number;
	unsigned int shift = 0;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	number = strtoumax(text, &end, 10);
	if (errno)
		return -1;
	if (*end) {
		suffix = strchr(suffixes, toupper((unsigned char)*end));
		if (!suffix || end[1])
			return -1;
		shift = 10 * (suffix - suffixes + 1);
	}
	if (number > SIZE_MAX >> shift)
		return -1;
	*size = (size_t)number << shift;
	return 0;
}

static int parse_number(const char *text, unsigned int *value)
{
	unsigned long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || number > 1000000)
		return -1;
	*value = number;
	return 0;
}

static int parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "heap", required_argument, NULL, 'h' },
		{ "size", required_argument, NULL, 's' },
		{ "hold", required_argument, NULL, 't' },
		{ "wait", required_argument, NULL, 'w' },
		{ "reserve", required_argument, NULL, 'r' },
		{ "json", no_argument, NULL, 'j' },
		{ }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 'h':
			options->use_case = rstmem_use_case_from_name(optarg);
			if (options->use_case < 0)
				return usage_error(&alloc_command,
						   "no heap is called '%s': there are secure-video, trusted-ui and secure-video-record",
						   optarg);
			break;
		case 's':
			if (parse_size(optarg, &options->size) < 0)
				return usage_error(&alloc_command,
						   "'%s' is not a size", optarg);
			break;
		case 't':
		case 'w':
			if (parse_number(optarg, c == 't' ? &options->hold :
							     &options->wait) < 0)
				return usage_error(&alloc_command,
						   "'%s' is not a number of seconds",
						   optarg);
			break;
		case 'r':
			if (parse_number(optarg, &options->reserve) < 0 ||
			    !options->reserve)
				return usage_error(&alloc_command,
						   "'%s' is not a number of buffers",
						   optarg);
			break;
		case 'j':
			options->json = true;
			break;
		default:
			return usage_error(&alloc_command,
					   "unknown or incomplete option '%s'",
					   argv[optind - 1]);
		}
	}
	if (optind < argc)
		return usage_error(&alloc_command, "unexpected argument '%s'",
				   argv[optind]);
	if (!options->use_case || !options->size)
		return usage_error(&alloc_command,
				   "--heap and --size must be given");
	if (options->reserve && options->wait)
		return usage_error(&alloc_command,
				   "--reserve does not wait: leave out --wait");
	return 0;
}

static int open_failed(const char *name)
{
	if (errno == ENOENT && rstmem_kernel_supplies())
		return no_such_kernels_heap(name);
	if (errno == ENOENT && addon_lacks_heap())
		return no_kernels_heap();
	if (errno == ENOENT)
		return fail("heap %s: no /dev/dma_heap/protected,%s: rstmem.ko is not loaded, OP-TEE has no restricted pool, or rstmem.require_firewall keeps it away (rstctl firewall)",
			    name, name);
	if (errno == EACCES)
		return fail("heap %s: no permission to open /dev/dma_heap/protected,%s: try as root",
			    name, name);
	return fail("heap %s: %s", name, strerror(errno));
}

static int alloc_failed(const char *name, size_t size)
{
	switch (errno) {
	case ENOMEM:
		if (rstmem_kernel_supplies())
			return fail("heap %s has no %zu bytes left, or not in one piece; how much it has, the kernel tells nobody",
				    name, size);
		return fail("heap %s has no %zu bytes left, in its pool or below its limit: see 'rstctl heaps'",
			    name, size);
	case EINVAL:
		return fail("heap %s does not hand out buffers of %zu bytes",
			    name, size);
	case ENODEV:
		return fail("heap %s: the pool behind it has gone away: was the TEE's driver unbound?",
			    name);
	case EIO:
		return fail("heap %s, %zu bytes: the driver of its pool failed: dmesg says how",
			    name, size);
	case EOPNOTSUPP:
		return fail("heap %s has no %zu bytes left, and is " KERNELS_OWN ", which tells nobody when memory becomes free: leave out --wait, and try again",
			    name, size);
	case ENOENT:
		return fail("heap %s: this rstmem.ko tells nobody when memory becomes free: leave out --wait, or load a newer one",
			    name);
	default:
		return fail("heap %s, %zu bytes: %s", name, size,
			    strerror(errno));
	}
}

static void print(const struct rstmem_info *info, int fd, const char *name)
{
	printf("%" PRIu64 " bytes from heap %s, descriptor %d:%d, exporter %s\n",
	       rstmem_info_size(info), name, (int)getpid(), fd,
	       rstmem_info_exporter(info));
}

static void print_json(const struct rstmem_info *info, int fd,
		       const char *name)
{
	printf("{\"size\": %" PRIu64 ", \"heap\": \"%s\", \"pid\": %d, \"fd\": %d, ",
	       rstmem_info_size(info), name, (int)getpid(), fd);
	json_string(stdout, "exporter", rstmem_info_exporter(info));
	puts("}");
}

static int report(int fd, const char *name, bool json)
{
	struct rstmem_info *info;

	info = rstmem_describe(0, fd);
	if (!info)
		return fail("cannot describe the new buffer: %s",
			    strerror(errno));
	if (json)
		print_json(info, fd, name);
	else
		print(info, fd, name);
	fflush(stdout);
	rstmem_info_free(info);
	return 0;
}

static void keep(unsigned int seconds)
{
	while (seconds)
		seconds = sleep(seconds);
}

static int alloc(struct rstmem_heap *heap, const char *name,
		 const struct options *options)
{
	int status, fd;

	fd = options->wait ? rstmem_heap_alloc_wait(heap, options->size,
						    options->wait * 1000) :
			     rstmem_heap_alloc(heap, options->size);
	if (fd < 0)
		return alloc_failed(name, options->size);
	status = report(fd, name, options->json);
	if (!status)
		keep(options->hold);
	close(fd);
	return status;
}

static int reserve_failed(const char *name, const struct options *options)
{
	switch (errno) {
	case ENOSPC:
		return fail("heap %s has no room for %u buffers of %zu bytes: see 'rstctl heaps'",
			    name, options->reserve, options->size);
	case EOPNOTSUPP:
		return fail("heap %s is " KERNELS_OWN ", where nothing can be reserved: leave out --reserve",
			    name);
	case ENOTTY:
		return fail("heap %s: rstmem.ko is too old to reserve memory",
			    name);
	default:
		return alloc_failed(name, options->size);
	}
}

static int reserve(struct rstmem_heap *heap, const char *name,
		   const struct options *options)
{
	if (rstmem_heap_reserve(heap, options->size, options->reserve) < 0)
		return reserve_failed(name, options);
	printf(options->json ?
	       "{\"reserved\": %u, \"size\": %zu, \"heap\": \"%s\"}\n" :
	       "%u buffers of %zu bytes are reserved in heap %s\n",
	       options->reserve, options->size, name);
	fflush(stdout);
	keep(options->hold);
	return 0;
}

static int run(int argc, char **argv)
{
	struct options options = { 0 };
	struct rstmem_heap *heap;
	const char *name;
	int status;

	status = parse(argc, argv, &options);
	if (status)
		return status;

	name = rstmem_use_case_name(options.use_case);
	heap = rstmem_heap_open(options.use_case);
	if (!heap)
		return open_failed(name);

	status = options.reserve ? reserve(heap, name, &options) :
				   alloc(heap, name, &options);
	rstmem_heap_close(heap);
	return status;
}

const struct command alloc_command = {
	.name = "alloc",
	.run = run,
	.help = "rstctl alloc --heap HEAP --size SIZE [--hold SECONDS]\n"
		"                    [--wait SECONDS | --reserve COUNT] [--json]\n"
		"    Allocate a buffer, say what it is, and keep it for a while. With\n"
		"    --wait, wait so long for memory that others have. With --reserve,\n"
		"    find out whether COUNT buffers can be had together, and reserve them.\n"
		"    HEAP is secure-video, trusted-ui or secure-video-record.\n",
};
