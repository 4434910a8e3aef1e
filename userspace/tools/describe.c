// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl describe: what a dma-buf is */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rstmem.h>

#include "json.h"
#include "rstctl.h"

static int parse_number(const char *text, char end_char, int *number,
			const char **rest)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -1;
	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end != end_char || value > INT_MAX)
		return -1;
	*number = value;
	if (rest)
		*rest = end + 1;
	return 0;
}

/* PID:FD or FD; pid is 0 without one. */
static int parse_descriptor(const char *text, int *pid, int *fd)
{
	*pid = 0;
	if (strchr(text, ':') &&
	    parse_number(text, ':', pid, &text) < 0)
		return -1;
	return parse_number(text, '\0', fd, NULL);
}

static int describe_failed(const char *what)
{
	switch (errno) {
	case EBADF:
		return fail("%s: no such open descriptor, or no such process",
			    what);
	case EINVAL:
		return fail("%s is not a dma-buf", what);
	case EACCES:
		return fail("%s belongs to somebody else's process: try as root",
			    what);
	default:
		return fail("%s: %s", what, strerror(errno));
	}
}

static void print(const struct rstmem_info *info)
{
	int use_case = rstmem_info_use_case(info);
	int restricted = rstmem_info_is_restricted(info);

	printf("size:       %" PRIu64 "\n"
	       "exporter:   %s\n"
	       "restricted: %s\n"
	       "use-case:   %s\n", rstmem_info_size(info),
	       rstmem_info_exporter(info), restricted ? "yes" : "no",
	       use_case ? rstmem_use_case_name(use_case) :
	       restricted ? "unknown" : "none");
}

/* Whether there is none, or nobody knows which, is in "restricted". */
static void print_json(const struct rstmem_info *info)
{
	int use_case = rstmem_info_use_case(info);

	printf("{\"size\": %" PRIu64 ", ", rstmem_info_size(info));
	json_string(stdout, "exporter", rstmem_info_exporter(info));
	printf(", \"restricted\": %s, ",
	       rstmem_info_is_restricted(info) ? "true" : "false");
	if (use_case)
		json_string(stdout, "use_case", rstmem_use_case_name(use_case));
	else
		printf("\"use_case\": null");
	puts("}");
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
			return usage_error(&describe_command,
					   "unknown option '%s'",
					   argv[optind - 1]);
		*json = true;
	}
	if (optind != argc - 1)
		return usage_error(&describe_command,
				   "one descriptor must be given");
	return 0;
}

static int run(int argc, char **argv)
{
	struct rstmem_info *info;
	bool json = false;
	int pid, fd, status;

	status = parse(argc, argv, &json);
	if (status)
		return status;
	if (parse_descriptor(argv[optind], &pid, &fd) < 0)
		return usage_error(&describe_command,
				   "'%s' is neither PID:FD nor FD",
				   argv[optind]);

	info = rstmem_describe(pid, fd);
	if (!info)
		return describe_failed(argv[optind]);
	if (json)
		print_json(info);
	else
		print(info);
	rstmem_info_free(info);
	return 0;
}

const struct command describe_command = {
	.name = "describe",
	.run = run,
	.help = "rstctl describe [--json] PID:FD | FD\n"
		"    Say what a dma-buf is: of a process, or one that was inherited.\n",
};
