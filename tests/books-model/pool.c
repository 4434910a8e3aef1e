// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy that docs/allocator.md describes, written down a second time: the
 * smallest hole; what is small goes to the lowest end, what is large (a 64th of
 * the pool) to the highest.
 */
#include <limits.h>

#include "model.h"

long pool_alloc(struct pool *pool, long pages)
{
	long place = NONE, best = LONG_MAX, first, end;
	bool large = pages >= pool->pages / 64;

	for (first = 0; first < pool->pages; first = end) {
		end = first;
		while (end < pool->pages && !pool->taken[end])
			end++;
		if (end - first >= pages &&
		    (end - first < best || (end - first == best && large))) {
			best = end - first;
			place = large ? end - pages : first;
		}
		if (end == first)
			end++;
	}
	if (place != NONE) {
		for (end = 0; end < pages; end++)
			pool->taken[place + end] = true;
	}
	return place;
}

void pool_free(struct pool *pool, long first, long pages)
{
	while (pages--)
		pool->taken[first++] = false;
}
