// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl describe: what a dma-buf is */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rstmem.h>

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
static int parse(const char *text, int *pid, int *fd)
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

static int run(int argc, char **argv)
{
	struct rstmem_info *info;
	int pid, fd, use_case, restricted;

	if (argc != 2)
		return usage_error(&describe_command,
				   "one descriptor must be given");
	if (parse(argv[1], &pid, &fd) < 0)
		return usage_error(&describe_command,
				   "'%s' is neither PID:FD nor FD", argv[1]);

	info = rstmem_describe(pid, fd);
	if (!info)
		return describe_failed(argv[1]);

	use_case = rstmem_info_use_case(info);
	restricted = rstmem_info_is_restricted(info);
	printf("size:       %" PRIu64 "\n"
	       "exporter:   %s\n"
	       "restricted: %s\n"
	       "use-case:   %s\n", rstmem_info_size(info),
	       rstmem_info_exporter(info), restricted ? "yes" : "no",
	       use_case ? rstmem_use_case_name(use_case) :
	       restricted ? "unknown" : "none");
	rstmem_info_free(info);
	return 0;
}

const struct command describe_command = {
	.name = "describe",
	.run = run,
	.help = "rstctl describe PID:FD | FD\n"
		"    Say what a dma-buf is: of a process, or one that was inherited.\n",
};
