// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the range manager was before it kept runs: a bit for each page, read from
 * one end to the other for the best fit. It is here to be compared with, and
 * nowhere else. Best fit, large from above and small from below, and a wrong
 * free is noticed: as heaps/carveout.c had it, without what was never compared.
 */
#include <linux/bitmap.h>
#include <linux/find.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "before.h"
#include "contenders.h"

/* An allocation of this part of the memory or more is a large one. */
#define LARGE_PART	64

/**
 * struct before_pool - two bits for each page
 * @pages:	number of pages
 * @lock:	guards the bitmaps
 * @quarantined: a set bit is a page that waits for scrubbing; here none is
 * @taken:	a set bit is a page that must not be allocated
 */
struct before_pool {
	unsigned long pages;
	struct mutex lock;	/* guards the bitmaps */
	unsigned long *quarantined;
	unsigned long taken[];
};

void *before_create(size_t size)
{
	unsigned long pages = size >> PAGE_SHIFT;
	struct before_pool *pool;

	pool = kvzalloc(struct_size(pool, taken, 2 * BITS_TO_LONGS(pages)),
			GFP_KERNEL);
	if (!pool)
		return NULL;
	pool->pages = pages;
	pool->quarantined = pool->taken + BITS_TO_LONGS(pages);
	mutex_init(&pool->lock);
	return pool;
}

/**
 * struct hole - a run of free pages that is as long as it can be
 * @first:	its first page
 * @end:	the page after its last one
 */
struct hole {
	unsigned long first, end;
};

static bool hole_next(struct before_pool *pool, struct hole *hole)
{
	hole->first = find_next_zero_bit(pool->taken, pool->pages, hole->end);
	hole->end = find_next_bit(pool->taken, pool->pages, hole->first);
	return hole->first < hole->end;
}

static unsigned long hole_size(const struct hole *hole)
{
	return hole->end - hole->first;
}

/* Of holes of equal size a small one takes the lowest, a large one the highest. */
static unsigned long find_place(struct before_pool *pool, unsigned long pages)
{
	struct hole hole = { }, best = { .end = ULONG_MAX };
	bool high = pages >= pool->pages / LARGE_PART;

	while (hole_next(pool, &hole)) {
		if (hole_size(&hole) > hole_size(&best) ||
		    (hole_size(&hole) == hole_size(&best) && !high))
			continue;
		if (hole_size(&hole) >= pages)
			best = hole;
	}
	if (best.end == ULONG_MAX)
		return ULONG_MAX;
	return high ? best.end - pages : best.first;
}

void before_alloc(void *priv, struct held *held)
{
	unsigned long pages = held->size >> PAGE_SHIFT, place;
	struct before_pool *pool = priv;

	mutex_lock(&pool->lock);
	place = find_place(pool, pages);
	if (place != ULONG_MAX)
		bitmap_set(pool->taken, place, pages);
	mutex_unlock(&pool->lock);
	if (place != ULONG_MAX)
		held->address = POOL_BASE + (place << PAGE_SHIFT);
}

void before_free(void *priv, struct held *held)
{
	unsigned long first = (held->address - POOL_BASE) >> PAGE_SHIFT;
	unsigned long pages = held->size >> PAGE_SHIFT, end = first + pages;
	struct before_pool *pool = priv;
	bool wrong;

	mutex_lock(&pool->lock);
	wrong = end > pool->pages ||
		find_next_zero_bit(pool->taken, end, first) < end ||
		find_next_bit(pool->quarantined, end, first) < end;
	if (!wrong)
		bitmap_clear(pool->taken, first, pages);
	mutex_unlock(&pool->lock);
	WARN_ON_ONCE(wrong);
}

void before_destroy(void *priv)
{
	kvfree(priv);
}
