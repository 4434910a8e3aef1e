// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl heaps: the heaps and their books */
#include <errno.h>
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

static void print(const struct row *rows)
{
	int i;

	printf("%-20s %10s %10s %8s %10s %8s %8s %11s %10s\n", "HEAP", "SIZE",
	       "USED", "BUFFERS", "HIGH", "FAILURES", "REFUSED", "QUARANTINED",
	       "LIMIT");
	for (i = 0; i < NUM_ROWS; i++) {
		const struct rstmem_books *b = &rows[i].books;

		if (!rows[i].present)
			continue;
		printf("%-20s %10" PRIu64 " %10" PRIu64 " %8" PRIu64
		       " %10" PRIu64 " %8" PRIu64 " %8" PRIu64 " %11" PRIu64,
		       rows[i].name, b->size, b->bytes, b->buffers,
		       b->high_water, b->failures, b->refused, b->quarantined);
		if (b->limit)
			printf(" %10" PRIu64 "\n", b->limit);
		else
			printf(" %10s\n", "none");
	}
}

static int run(int argc, char **argv)
{
	struct row rows[NUM_ROWS];
	int status;

	if (argc > 1)
		return usage_error(&heaps_command, "unexpected argument '%s'",
				   argv[1]);
	status = collect(rows);
	if (!status)
		print(rows);
	return status;
}

const struct command heaps_command = {
	.name = "heaps",
	.run = run,
	.help = "rstctl heaps\n"
		"    List the heaps with their books, sizes in bytes.\n",
};
