/* SPDX-License-Identifier: GPL-2.0-only */
/* How a range is divided into entries of a table; tests/user32 compiles it, too. */
#ifndef _HEAPS_ENTRIES_H
#define _HEAPS_ENTRIES_H

/**
 * struct rstmem_limits - what an entry of a device's table must keep to
 * @most:	bytes, above 0
 * @boundary:	a mask: no entry has addresses on both sides of a multiple of
 *		@boundary + 1
 */
struct rstmem_limits {
	size_t most;
	unsigned long long boundary;
};

/* Length of the entry at @address, where @size bytes, above 0, are left. */
static inline size_t rstmem_entry(const struct rstmem_limits *limits,
				  unsigned long long address, size_t size)
{
	unsigned long long room = limits->boundary -
				  (address & limits->boundary);
	size_t last = (size < limits->most ? size : limits->most) - 1;

	return (room < last ? (size_t)room : last) + 1;
}

static inline unsigned int rstmem_entries(const struct rstmem_limits *limits,
					  unsigned long long address,
					  size_t size)
{
	unsigned int count = 0;
	size_t length;

	for (; size; size -= length, address += length, count++)
		length = rstmem_entry(limits, address, size);
	return count;
}

#endif /* _HEAPS_ENTRIES_H */
