// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's arithmetic where a size_t has 32 bits. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heaps/entries.h"
#include "lib/tap.h"

#define PAGE	4096u
#define MOST	(UINT32_MAX & ~(PAGE - 1))	/* as heaps/mapping.c has it */
#define NONE	UINT64_MAX

struct row {
	uint64_t address;
	size_t size;
	struct rstmem_limits limits;
	unsigned int entries;
};

/* Fails if an entry is empty, too long or across, or if bytes are left out. */
static bool divides(const struct row *row)
{
	const struct rstmem_limits *limits = &row->limits;
	uint64_t address = row->address, across;
	size_t size = row->size, length;
	unsigned int count = 0;

	for (; size && count < row->entries; count++) {
		length = rstmem_entry(limits, address, size);
		across = (address ^ (address + length - 1)) & ~limits->boundary;
		if (!length || length > limits->most || length > size || across)
			return false;
		address += length;
		size -= length;
	}
	return !size && count == row->entries;
}

static void test_entries(void)
{
	static const struct row rows[] = {
		{ 0, PAGE, { MOST, NONE }, 1 },
		{ 0, 2 * PAGE, { MOST, NONE }, 1 },
		{ 0, MOST, { MOST, NONE }, 1 },
		{ 0, 5 << 20, { MOST, NONE }, 1 },
		{ 0, PAGE, { PAGE, NONE }, 1 },
		{ 0, 3 * PAGE, { PAGE, NONE }, 3 },
		{ 0, MOST, { 65536, NONE }, 65536 },
		{ 0, 65536 + PAGE, { 65536, NONE }, 2 },
		{ 0, PAGE, { 512, NONE }, 8 },
		{ 0, 3 * PAGE, { MOST, PAGE - 1 }, 3 },
		{ PAGE, 65536, { MOST, 65535 }, 2 },
		{ PAGE, 65536, { 32768, 65535 }, 3 },
		{ UINT32_MAX - PAGE + 1, 2 * PAGE, { MOST, UINT32_MAX }, 2 },
		{ UINT32_MAX - PAGE + 1, 2 * PAGE, { MOST, NONE }, 1 },
		{ UINT64_MAX - PAGE + 1, PAGE, { MOST, NONE }, 1 },
	};
	size_t i;

	tap(sizeof(size_t) == 4, "a size_t has 32 bits");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		unsigned int entries = rstmem_entries(&row->limits,
						      row->address, row->size);

		tap(entries == row->entries && divides(row),
		    "%zu bytes at %#llx, at most %zu, boundary %#llx: %u",
		    row->size, (unsigned long long)row->address,
		    row->limits.most, row->limits.boundary, entries);
	}
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_entries);
	return tap_done();
}
