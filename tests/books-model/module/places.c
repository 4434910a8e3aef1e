// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where allocations go: docs/allocator.md. A pool of 4096 pages, so that 64 of
 * them are a large allocation and 3 a tiny one, and of 4 KiB each 256 a frame.
 */
#define pr_fmt(fmt) "rst_carveout: " fmt

#include <linux/err.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <rstmem/pool.h>

#include "tests/lib/check.h"
#include "carveout.h"

#define BASE	((phys_addr_t)SZ_1G)
#define PAGES	4096UL

/**
 * struct stretch - pages of the pool
 * @first:	from this one on
 * @pages:	so many; 0 at the end of a list
 */
struct stretch {
	unsigned long first, pages;
};

static void free_pages_of(struct rstmem_carveout *carveout, unsigned long first,
			  unsigned long pages)
{
	const struct rstmem_range range = {
		BASE + first * PAGE_SIZE, pages * PAGE_SIZE
	};

	rstmem_carveout_free(carveout, &range);
}

/* Return: the page at which @pages are put if @holes are free, or -1. */
static long place(const struct stretch *holes, unsigned long pages,
		  size_t align)
{
	struct rstmem_range range;
	struct rstmem_carveout *carveout;
	long page = -1;

	carveout = rstmem_carveout_create(BASE, PAGES * PAGE_SIZE);
	if (IS_ERR(carveout))
		return -1;
	rstmem_carveout_alloc(carveout, PAGES * PAGE_SIZE, PAGE_SIZE, &range);
	for (; holes->pages; holes++)
		free_pages_of(carveout, holes->first, holes->pages);
	if (!rstmem_carveout_alloc(carveout, pages * PAGE_SIZE, align, &range))
		page = (range.start - BASE) / PAGE_SIZE;
	rstmem_carveout_destroy(carveout);
	return page;
}

/* Fails if the policy is another one. */
void check_places(void)
{
	static const struct stretch sizes[] = {
		{ 100, 50 }, { 200, 23 }, { 300, 45 }, { 400, 23 }, { }
	};
	static const struct stretch sets[] = {
		{ 100, 11 }, { 200, 30 }, { 300, 50 }, { }
	};
	static const struct stretch large[] = {
		{ 100, 100 }, { 300, 90 }, { 500, 90 }, { }
	};
	static const struct stretch plenty[] = {
		{ 100, 30 }, { 200, 5 }, { 300, 600 }, { }
	};
	static const struct stretch room[] = {
		{ 101, 2000 }, { }
	};
	static const struct stretch no_room[] = {
		{ 101, 900 }, { }
	};
	static const struct stretch aligned[] = {
		{ 10, 16 }, { 97, 17 }, { 200, 31 }, { }
	};

	check(place(sizes, 22, PAGE_SIZE) == 200,
	      "the smallest hole, and of equal ones the lowest");
	check(place(sets, 10, PAGE_SIZE) == 200,
	      "a hole for three of its size before one that leaves a rest");
	check(place(sets, 11, PAGE_SIZE) == 100, "one for itself before that");
	check(place(sets, 9, PAGE_SIZE) == 100, "otherwise the smallest");
	check(place(large, 70, PAGE_SIZE) == 320,
	      "a large one goes to the upper end");
	check(place(plenty, 3, PAGE_SIZE) == 100,
	      "a tiny one to the lowest hole while there is plenty");
	check(place(sizes, 3, PAGE_SIZE) == 200, "and to the smallest later");
	check(place(aligned, 16, 16 * PAGE_SIZE) == 208,
	      "an aligned one to the smallest in which it fits");
	check(place(aligned, 8, 16 * PAGE_SIZE) == 16,
	      "which need not be its beginning");
	check(place(aligned, 24, 16 * PAGE_SIZE) == -1,
	      "and to none if it fits in none");
	check(place(room, 300, PAGE_SIZE) ==
	      round_down(1801, SZ_64K / PAGE_SIZE),
	      "frames are aligned where nobody has asked for it");
	check(place(no_room, 300, PAGE_SIZE) == 701,
	      "but not if less than a quarter is free");
	check(place(room, 256 + 4, PAGE_SIZE) == 1841,
	      "and not if that would waste too much");
}
