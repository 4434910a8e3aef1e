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
#include "supplier.h"

struct row {
	const char *name;
	bool present;
	bool known;	/* the kernel's own heaps have no books */
	struct rstmem_books books;
};

#define NUM_ROWS RSTMEM_SECURE_VIDEO_RECORD
#define TEXT_ROW "%-20s %10s %10s %8s %10s %8s %8s %11s %10s %10s %10s %10s\n"

static int collect(struct row *rows)
{
	int found = 0;
	int i;

	for (i = 0; i < NUM_ROWS; i++) {
		enum rstmem_use_case use_case = i + 1;

		rows[i].name = rstmem_use_case_name(use_case);
		rows[i].books = (struct rstmem_books) { 0 };
		rows[i].known = !rstmem_books_read(use_case, &rows[i].books,
						   sizeof(rows[i].books));
		rows[i].present = rows[i].known || errno == EOPNOTSUPP;
		if (!rows[i].present && errno != ENOENT)
			return fail("cannot read the books of heap %s: %s",
				    rows[i].name, strerror(errno));
		found += rows[i].present;
	}
	if (!found && addon_lacks_heap())
		return no_kernels_heap();
	if (!found)
		return fail("no heaps: rstmem.ko is not loaded, OP-TEE has no restricted pool, or rstmem.require_firewall keeps it away (rstctl firewall)");
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
	char minimum[24], room[24], largest[24];

	if (!row->known) {
		printf(TEXT_ROW, row->name, "-", "-", "-", "-", "-", "-",
		       "-", "-", "-", "-", "-");
		return;
	}
	printf("%-20s %10s %10s %8" PRIu64 " %10s %8" PRIu64 " %8" PRIu64
	       " %11s %10s %10s %10s %10s\n", row->name, format_size(size, b->size, human),
	       format_size(used, b->bytes, human), b->buffers,
	       format_size(high, b->high_water, human), b->failures, b->refused,
	       format_size(quarantined, b->quarantined, human),
	       b->limit ? format_size(limit, b->limit, human) : "none",
	       b->minimum ? format_size(minimum, b->minimum, human) : "none",
	       format_size(room, b->room, human),
	       format_size(largest, b->largest, human));
}

static void print_table(const struct row *rows, bool human)
{
	int i;

	printf(TEXT_ROW, "HEAP", "SIZE", "USED", "BUFFERS", "HIGH", "FAILURES", "REFUSED",
	       "QUARANTINED", "LIMIT", "MINIMUM", "ROOM", "LARGEST");
	for (i = 0; i < NUM_ROWS; i++)
		if (rows[i].present)
			print_row(&rows[i], human);
}

static void print_value(const char *name, uint64_t value, bool null)
{
	if (null)
		printf(", \"%s\": null", name);
	else
		printf(", \"%s\": %" PRIu64, name, value);
}

/* The names are those of the files in sysfs. */
static void print_values(const struct row *row)
{
	const struct rstmem_books *b = &row->books;
	const struct {
		const char *name;
		uint64_t value;
	} values[] = {
		{ "size", b->size }, { "bytes", b->bytes },
		{ "buffers", b->buffers }, { "high_water", b->high_water },
		{ "failures", b->failures }, { "refused", b->refused },
		{ "quarantined", b->quarantined }, { "minimum", b->minimum },
		{ "room", b->room }, { "largest", b->largest },
		{ "reserved", b->reserved },
	};
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		print_value(values[i].name, values[i].value, !row->known);
	print_value("limit", b->limit, !row->known || !b->limit);
	print_value("user_limit", b->user_limit,
		    !row->known || !b->user_limit);
}

static void print_json(const struct row *rows)
{
	const char *comma = "";
	int i;

	printf("[");
	for (i = 0; i < NUM_ROWS; i++) {
		if (!rows[i].present)
			continue;
		printf("%s\n  {\"heap\": \"%s\", \"supplier\": \"%s\"", comma,
		       rows[i].name, rows[i].known ? "rstmem" : "kernel");
		print_values(&rows[i]);
		printf("}");
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
		"    List the heaps with their books, sizes in bytes; --human writes 5.0M.\n"
		"    Heaps of the kernel's own have no books: \"-\".\n",
};
