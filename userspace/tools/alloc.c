// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl alloc: take a buffer from a heap, and keep it for a while */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rstmem.h>

#include "rstctl.h"

struct options {
	int use_case;
	size_t size;
	unsigned int hold;	/* seconds */
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

static int parse_seconds(const char *text, unsigned int *seconds)
{
	unsigned long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || number > 1000000)
		return -1;
	*seconds = number;
	return 0;
}

static int parse(int argc, char **argv, struct options *options)
{
	static const struct option known[] = {
		{ "heap", required_argument, NULL, 'h' },
		{ "size", required_argument, NULL, 's' },
		{ "hold", required_argument, NULL, 't' },
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
			if (parse_seconds(optarg, &options->hold) < 0)
				return usage_error(&alloc_command,
						   "'%s' is not a number of seconds",
						   optarg);
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
	return 0;
}

static int open_failed(const char *name)
{
	if (errno == ENOENT)
		return fail("heap %s: no /dev/dma_heap/protected,%s: rstmem.ko is not loaded, or OP-TEE has no restricted pool",
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
		return fail("heap %s has no %zu bytes left, in its pool or below its limit: see 'rstctl heaps'",
			    name, size);
	case EINVAL:
		return fail("heap %s does not hand out buffers of %zu bytes",
			    name, size);
	case ENODEV:
		return fail("heap %s: the pool behind it has gone away: was the TEE's driver unbound?",
			    name);
	default:
		return fail("heap %s, %zu bytes: %s", name, size,
			    strerror(errno));
	}
}

static int report(int fd, const char *name, unsigned int hold)
{
	struct rstmem_info *info;

	info = rstmem_describe(0, fd);
	if (!info)
		return fail("cannot describe the new buffer: %s",
			    strerror(errno));
	printf("%" PRIu64 " bytes from heap %s, descriptor %d:%d, exporter %s\n",
	       rstmem_info_size(info), name, (int)getpid(), fd,
	       rstmem_info_exporter(info));
	fflush(stdout);
	rstmem_info_free(info);
	while (hold)
		hold = sleep(hold);
	return 0;
}

static int run(int argc, char **argv)
{
	struct options options = { 0 };
	struct rstmem_heap *heap;
	const char *name;
	int status, fd;

	status = parse(argc, argv, &options);
	if (status)
		return status;

	name = rstmem_use_case_name(options.use_case);
	heap = rstmem_heap_open(options.use_case);
	if (!heap)
		return open_failed(name);

	fd = rstmem_heap_alloc(heap, options.size);
	if (fd < 0) {
		status = alloc_failed(name, options.size);
	} else {
		status = report(fd, name, options.hold);
		close(fd);
	}
	rstmem_heap_close(heap);
	return status;
}

const struct command alloc_command = {
	.name = "alloc",
	.run = run,
	.help = "rstctl alloc --heap HEAP --size SIZE [--hold SECONDS]\n"
		"    Allocate a buffer, say what it is, and keep it for a while.\n"
		"    HEAP is secure-video, trusted-ui or secure-video-record.\n",
};
