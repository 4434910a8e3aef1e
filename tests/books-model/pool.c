// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy that docs/allocator.md describes, written down a second time: a
 * hole for exactly one, two, three or four such buffers; or else the smallest;
 * but while an eighth is free the lowest for what is tiny, less than a 1024th.
 * Of equal ones the lowest. What is large, a 64th, goes to the hole's upper end.
 * A MiB or more is aligned to 64 KiB, while a quarter is free and no more than a
 * 32nd is wasted. (A pool of 16 MiB and more also knows 2 MiB; not this model.)
 */
#include <limits.h>

#include "model.h"

#define KIB	1024L

struct hole {
	long first, pages;
};

/* How pages are to be placed */
struct wish {
	long pages, align;
	bool high, low;
};

static bool next_hole(const struct pool *pool, struct hole *hole)
{
	hole->first += hole->pages;
	while (hole->first < pool->pages && pool->taken[hole->first])
		hole->first++;
	hole->pages = 0;
	while (hole->first + hole->pages < pool->pages &&
	       !pool->taken[hole->first + hole->pages])
		hole->pages++;
	return hole->pages;
}

static long pages_unused(const struct pool *pool)
{
	struct hole hole = { 0 };
	long pages = 0;

	while (next_hole(pool, &hole))
		pages += hole.pages;
	return pages;
}

/* Where in the hole, or NONE. */
static long place_in(const struct hole *hole, const struct wish *wish)
{
	long end = hole->first + hole->pages - wish->pages;
	long place = (hole->first + wish->align - 1) / wish->align * wish->align;

	if (place > end)
		return NONE;
	return wish->high ? end / wish->align * wish->align : place;
}

/* Lower ranks are better; holes are asked in the order of their places. */
static long hole_rank(long hole, const struct wish *wish)
{
	if (hole % wish->pages == 0 && hole / wish->pages <= 4)
		return hole / wish->pages;
	return wish->low ? 5 : 5 + hole;
}

static long best_place(const struct pool *pool, const struct wish *wish)
{
	long least = LONG_MAX, best = NONE;
	struct hole hole = { 0 };

	while (next_hole(pool, &hole)) {
		long rank = hole_rank(hole.pages, wish);
		long place = place_in(&hole, wish);

		if (place == NONE || rank >= least)
			continue;
		least = rank;
		best = place;
	}
	return best;
}

static bool is_frame(const struct pool *pool, long pages, long align,
		     long unused)
{
	return pages * pool->page_size >= KIB * KIB && align > 1 &&
	       (align - pages % align) % align <= pages / 32 &&
	       unused >= pool->pages / 4;
}

long pool_alloc(struct pool *pool, long pages)
{
	long unused = pages_unused(pool), align = 64 * KIB / pool->page_size;
	struct wish wish = { .pages = pages };
	long place = NONE, i;

	wish.high = pages >= pool->pages / 64;
	if (is_frame(pool, pages, align, unused)) {
		wish.align = align;
		place = best_place(pool, &wish);
	}
	if (place == NONE) {
		wish.align = 1;
		wish.low = pages < pool->pages / 1024 &&
			   unused >= pool->pages / 8;
		place = best_place(pool, &wish);
	}
	for (i = 0; place != NONE && i < pages; i++)
		pool->taken[place + i] = true;
	return place;
}

void pool_free(struct pool *pool, long first, long pages)
{
	while (pages--)
		pool->taken[first++] = false;
}
