// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl heaps: the heaps and their books */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <rstmem.h>

#include "rstctl.h"

struct row {
	const char *name;
	bool present;
	struct rstmem_books books;
};

#define NUM_ROWS RSTMEM_SECURE_VIDEO_RECORD

static int collect(struct row *rows)
{
	int found = 0;
	int i;

	for (i = 0; i < NUM_ROWS; i++) {
		enum rstmem_use_case use_case = i + 1;

		rows[i].name = rstmem_use_case_name(use_case);
		rows[i].present = !rstmem_books_read(use_case, &rows[i].books);
		if (!rows[i].present && errno != ENOENT)
			return fail("cannot read the books of heap %s: %s",
				    rows[i].name, strerror(errno));
		found += rows[i].present;
	}
	if (!found)
		return fail("no heaps: rstmem.ko is not loaded, or OP-TEE has no restricted pool");
	return 0;
}

/* Bytes, or with @human what fits: 5.0M, 700K. */
static const char *format_size(char text[24], uint64_t bytes, bool human)
{
	static const char suffixes[] = "KMGTPE";
	double size = bytes;
	int i = -1;

	if (!human || bytes < 1024) {
		snprintf(text, 24, "%" PRIu64, bytes);
		return text;
	}
	for (; size >= 1024; i++)
		size /= 1024;
	snprintf(text, 24, size < 10 ? "%.1f%c" : "%.0f%c", size, suffixes[i]);
	return text;
}

static void print_row(const struct row *row, bool human)
{
	const struct rstmem_books *b = &row->books;
	char size[24], used[24], high[24], quarantined[24], limit[24];

	printf("%-20s %10s %10s %8" PRIu64 " %10s %8" PRIu64 " %8" PRIu64
	       " %11s %10s\n", row->name, format_size(size, b->size, human),
	       format_size(used, b->bytes, human), b->buffers,
	       format_size(high, b->high_water, human), b->failures, b->refused,
	       format_size(quarantined, b->quarantined, human),
	       b->limit ? format_size(limit, b->limit, human) : "none");
}

static void print_table(const struct row *rows, bool human)
{
	int i;

	printf("%-20s %10s %10s %8s %10s %8s %8s %11s %10s\n", "HEAP", "SIZE",
	       "USED", "BUFFERS", "HIGH", "FAILURES", "REFUSED", "QUARANTINED",
	       "LIMIT");
	for (i = 0; i < NUM_ROWS; i++)
		if (rows[i].present)
			print_row(&rows[i], human);
}

/* The names are those of the files in sysfs. */
static void print_json(const struct row *rows)
{
	const char *comma = "";
	int i;

	printf("[");
	for (i = 0; i < NUM_ROWS; i++) {
		const struct rstmem_books *b = &rows[i].books;

		if (!rows[i].present)
			continue;
		printf("%s\n  {\"heap\": \"%s\", \"size\": %" PRIu64
		       ", \"bytes\": %" PRIu64 ", \"buffers\": %" PRIu64
		       ", \"high_water\": %" PRIu64 ", \"failures\": %" PRIu64
		       ", \"refused\": %" PRIu64 ", \"quarantined\": %" PRIu64
		       ", \"limit\": ", comma, rows[i].name, b->size, b->bytes,
		       b->buffers, b->high_water, b->failures, b->refused,
		       b->quarantined);
		if (b->limit)
			printf("%" PRIu64 "}", b->limit);
		else
			printf("null}");
		comma = ",";
	}
	puts("]");
}

static int parse(int argc, char **argv, bool *human, bool *json)
{
	static const struct option known[] = {
		{ "human", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'j' },
		{ }
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (c == 'h')
			*human = true;
		else if (c == 'j')
			*json = true;
		else
			return usage_error(&heaps_command,
					   "unknown option '%s'",
					   argv[optind - 1]);
	}
	if (optind < argc)
		return usage_error(&heaps_command, "unexpected argument '%s'",
				   argv[optind]);
	if (*human && *json)
		return usage_error(&heaps_command,
				   "--human and --json exclude each other");
	return 0;
}

static int run(int argc, char **argv)
{
	bool human = false, json = false;
	struct row rows[NUM_ROWS];
	int status;

	status = parse(argc, argv, &human, &json);
	if (!status)
		status = collect(rows);
	if (status)
		return status;
	if (json)
		print_json(rows);
	else
		print_table(rows, human);
	return 0;
}

const struct command heaps_command = {
	.name = "heaps",
	.run = run,
	.help = "rstctl heaps [--human | --json]\n"
		"    List the heaps with their books, sizes in bytes; --human writes 5.0M.\n",
};
