// SPDX-License-Identifier: GPL-2.0-only
/*
 * A heap may be served by several pools, and a pool may serve several heaps.
 * Bytes are claimed before they are allocated, so that concurrent allocations
 * can't exceed a limit together, or take what is kept for another heap.
 */
#include <linux/align.h>
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/rstmem.h>
#include <linux/spinlock.h>

#include "claims.h"
#include "heap.h"
#include "pool.h"
#include "users.h"

/*
 * Guards the list, claims, limits and minima; taken last. The pools of a heap
 * are asked in the order of the list: those for few use-cases first, so that
 * what others need as well lasts longer.
 */
static DEFINE_SPINLOCK(claims_lock);
static LIST_HEAD(serving);
static u64 last_order;

/* How often anyone was told how much there is, or that it isn't enough. */
static unsigned long looks;

static bool pool_serves(const struct rstmem_pool *pool, u32 use_cases)
{
	return !pool->withheld && pool->desc.use_cases & use_cases;
}

/* Whoever has a part of a granule has all of it. */
static u64 granules(const struct rstmem_pool *pool, size_t size)
{
	return pool->desc.granule ? ALIGN((u64)size, pool->desc.granule) : size;
}

static u64 pool_room(const struct rstmem_pool *pool)
{
	return pool->desc.size - min_t(u64, pool->claimed, pool->desc.size);
}

void rstmem_claims_add(struct rstmem_pool *pool)
{
	struct rstmem_pool *other;

	spin_lock(&claims_lock);
	pool->order = (u64)hweight32(pool->desc.use_cases) << 56 | ++last_order;
	list_for_each_entry(other, &serving, serving) {
		if (other->order > pool->order)
			break;
	}
	list_add_tail(&pool->serving, &other->serving);
	spin_unlock(&claims_lock);
}

void rstmem_claims_remove(struct rstmem_pool *pool)
{
	spin_lock(&claims_lock);
	list_del_init(&pool->serving);
	spin_unlock(&claims_lock);
}

/*
 * A pool that is withheld is in the list, but serves no use-case. Return: whether
 * that has changed.
 */
bool rstmem_claims_withhold(struct rstmem_pool *pool, bool withheld)
{
	bool before;

	spin_lock(&claims_lock);
	before = pool->withheld;
	pool->withheld = withheld;
	spin_unlock(&claims_lock);
	return before != withheld;
}

static bool descs_overlap(const struct rstmem_pool_desc *desc,
			  const struct rstmem_pool_desc *other)
{
	unsigned int i, j;

	for (i = 0; i < desc->num_ranges; i++) {
		for (j = 0; j < other->num_ranges; j++) {
			const struct rstmem_range *a = &desc->ranges[i];
			const struct rstmem_range *b = &other->ranges[j];

			if (a->start - b->start < b->size ||
			    b->start - a->start < a->size)
				return true;
		}
	}
	return false;
}

/* Whether a pool that serves has some of the same memory. */
bool rstmem_claims_overlap(const struct rstmem_pool *pool)
{
	struct rstmem_pool *other;
	bool overlap = false;

	spin_lock(&claims_lock);
	list_for_each_entry(other, &serving, serving)
		overlap |= descs_overlap(&pool->desc, &other->desc);
	spin_unlock(&claims_lock);
	return overlap;
}

/* Return: what pools have left that serve any of @use_cases, but not @but. */
static u64 room_of(u32 use_cases, u32 but)
{
	struct rstmem_pool *pool;
	u64 room = 0;

	lockdep_assert_held(&claims_lock);
	list_for_each_entry(pool, &serving, serving) {
		if (pool_serves(pool, use_cases) && !pool_serves(pool, but))
			room += pool_room(pool);
	}
	return room;
}

static u64 limit_left(const struct rstmem_heap *heap)
{
	return heap->limit ? heap->limit - min(heap->limit, heap->claimed) :
	       U64_MAX;
}

/*
 * Return: what is kept for heaps of @use_cases, and not theirs yet. What a heap
 * could not be given anyway is not kept, as others would miss it for nothing.
 */
static u64 kept_for(u32 use_cases)
{
	struct rstmem_heap *heap;
	u64 kept = 0;

	lockdep_assert_held(&claims_lock);
	for (heap = rstmem_heaps; heap->name; heap++) {
		u32 own = BIT(heap->use_case);

		if (use_cases & own && heap->minimum > heap->claimed)
			kept += min3(heap->minimum - heap->claimed,
				     room_of(own, 0), limit_left(heap));
	}
	return kept;
}

/*
 * Whether all that is kept for other heaps has room once @size bytes of @pool
 * are @heap's. That is so if it holds for each set of them and the pools that
 * serve any of the set. There are three heaps.
 */
static bool leaves_minima(const struct rstmem_heap *heap,
			  const struct rstmem_pool *pool, u64 size)
{
	u32 others = RSTMEM_ALL_USE_CASES & ~BIT(heap->use_case), set;

	for (set = others; set; set = (set - 1) & others) {
		u64 kept = kept_for(set), taken;

		taken = pool_serves(pool, set) ? size : 0;
		if (taken && kept && room_of(set, 0) < kept + taken)
			return false;
	}
	return true;
}

static bool keeps_limit(const struct rstmem_heap *heap, u64 size)
{
	return size <= limit_left(heap);
}

/* A user has what nobody else can have any more: whole granules. */
static bool keeps_user_limit(const struct rstmem_claim *claim,
			     const struct rstmem_pool *pool)
{
	u64 limit = claim->heap->user_limit;
	u64 claimed = claim->user->claimed[claim->heap->use_case];

	return !limit || granules(pool, claim->size) <=
			 limit - min(limit, claimed);
}

static bool may_claim(const struct rstmem_claim *claim,
		      const struct rstmem_pool *pool)
{
	u64 taken = granules(pool, claim->size);

	return taken <= pool_room(pool) &&
	       keeps_limit(claim->heap, claim->size) &&
	       keeps_user_limit(claim, pool) &&
	       leaves_minima(claim->heap, pool, taken);
}

/*
 * What the heap's pools have left, without what is kept for other heaps and
 * can't be elsewhere, and without what its limit forbids.
 */
static u64 room_left(const struct rstmem_heap *heap)
{
	u32 own = BIT(heap->use_case), others = RSTMEM_ALL_USE_CASES & ~own, set;
	u64 room = room_of(own, 0), kept = 0;

	for (set = others; set; set = (set - 1) & others) {
		u64 elsewhere = room_of(set, own), wanted = kept_for(set);

		kept = max(kept, wanted - min(wanted, elsewhere));
	}
	return min(room - min(room, kept), limit_left(heap));
}

/* What all heaps have room for before something changes */
struct rooms {
	u64 of[RSTMEM_USE_CASE_SECURE_VIDEO_RECORD + 1];
};

static void rooms_lock(struct rooms *before)
	__acquires(&claims_lock)
{
	struct rstmem_heap *heap;

	spin_lock(&claims_lock);
	for (heap = rstmem_heaps; heap->name; heap++)
		before->of[heap->use_case] = room_left(heap);
}

/* Return: a mask of the use-cases that have more room than before. */
static u32 rooms_unlock(const struct rooms *before)
	__releases(&claims_lock)
{
	struct rstmem_heap *heap;
	u32 grown = 0;

	for (heap = rstmem_heaps; heap->name; heap++) {
		if (room_left(heap) > before->of[heap->use_case])
			grown |= BIT(heap->use_case);
	}
	spin_unlock(&claims_lock);
	return grown;
}

static bool claim_pool(struct rstmem_claim *claim, struct rstmem_pool *pool)
{
	lockdep_assert_held(&claims_lock);
	if (!may_claim(claim, pool) || !rstmem_pool_get(pool))
		return false;
	claim->taken = granules(pool, claim->size);
	pool->claimed += claim->taken;
	claim->heap->claimed += claim->size;
	claim->user->claimed[claim->heap->use_case] += claim->taken;
	claim->pool = pool;
	claim->order = pool->order;
	claim->looks = looks;
	return true;
}

static int claim_any(struct rstmem_claim *claim, const void *tee)
{
	struct rstmem_pool *pool;
	int err = -ENODEV;

	lockdep_assert_held(&claims_lock);
	list_for_each_entry(pool, &serving, serving) {
		if (!pool_serves(pool, BIT(claim->heap->use_case)) ||
		    (tee && pool->desc.tee != tee))
			continue;
		err = -ENOMEM;
		if (pool->order > claim->order && claim_pool(claim, pool))
			return 0;
	}
	looks++;
	return err;
}

/**
 * rstmem_claim() - claim bytes of a pool that has them
 * @claim:	@heap and @size are set, and @order is 0; or all is as it was when
 *		it was undone, to ask the pools that follow
 * @tee:	of a pool of this TEE; NULL means any
 *
 * Return: 0, with a reference to the pool, -ENODEV (no pool serves the heap), or
 * -ENOMEM (none, or none of those that follow, may give that much).
 */
int rstmem_claim(struct rstmem_claim *claim, const void *tee)
{
	int err;

	claim->user = rstmem_user_get();
	if (!claim->user)
		return -ENOMEM;
	spin_lock(&claims_lock);
	err = claim_any(claim, tee);
	spin_unlock(&claims_lock);
	if (err)
		rstmem_user_put(claim->user);
	return err;
}

/* Return: a mask of the use-cases that have more room now. */
static u32 claim_drop(struct rstmem_claim *claim, bool *seen)
{
	struct rooms before;

	rooms_lock(&before);
	claim->heap->claimed -= claim->size;
	claim->user->claimed[claim->heap->use_case] -= claim->taken;
	claim->pool->claimed -= claim->taken;
	*seen = looks != claim->looks;
	return rooms_unlock(&before);
}

/*
 * Nothing could be allocated. Who tries again whenever there is more room must
 * not be woken by that; only who has looked while there was less.
 */
void rstmem_claim_undo(struct rstmem_claim *claim)
{
	bool seen;
	u32 grown = claim_drop(claim, &seen);

	if (seen)
		rstmem_heaps_tell(grown);
	rstmem_user_put(claim->user);
	rstmem_pool_put(claim->pool);
}

/* The memory can be allocated again. */
void rstmem_claim_release(struct rstmem_claim *claim)
{
	bool seen;

	rstmem_heaps_tell(claim_drop(claim, &seen));
	rstmem_user_put(claim->user);
	rstmem_pool_put(claim->pool);
}

/*
 * A limit below what is in use frees nothing; it only makes allocations fail,
 * and so does a minimum that others have taken already.
 */
void rstmem_limit_set(struct rstmem_heap *heap, u64 bytes)
{
	struct rooms before;

	rooms_lock(&before);
	heap->limit = bytes;
	rstmem_heaps_tell(rooms_unlock(&before));
}

/* The room is the same for everybody, so who waits has to ask. */
void rstmem_user_limit_set(struct rstmem_heap *heap, u64 bytes)
{
	spin_lock(&claims_lock);
	heap->user_limit = bytes;
	spin_unlock(&claims_lock);
	rstmem_heaps_tell(BIT(heap->use_case));
}

static u64 size_of(u32 use_cases)
{
	struct rstmem_pool *pool;
	u64 size = 0;

	lockdep_assert_held(&claims_lock);
	list_for_each_entry(pool, &serving, serving) {
		if (pool_serves(pool, use_cases))
			size += pool->desc.size;
	}
	return size;
}

/* Whether @heap's minimum fits beside what its pools can give @others. */
static bool minimum_fits(const struct rstmem_heap *heap, u32 others)
{
	const struct rstmem_heap *other;
	u64 wanted = heap->minimum;

	for (other = rstmem_heaps; other->name; other++) {
		if (others & BIT(other->use_case))
			wanted += min(other->minimum,
				      size_of(BIT(other->use_case)));
	}
	return wanted <= size_of(others | BIT(heap->use_case));
}

/* One that comes before its pools is believed. */
static bool all_minima_fit(const struct rstmem_heap *heap)
{
	u32 own = BIT(heap->use_case), others = RSTMEM_ALL_USE_CASES & ~own, set;

	if (!size_of(own))
		return true;
	for (set = others; set; set = (set - 1) & others) {
		if (!minimum_fits(heap, set))
			return false;
	}
	return minimum_fits(heap, 0);
}

/*
 * At most S64_MAX, so that sums don't overflow. Return: 0, or -ENOSPC: with those
 * of other heaps that is more than there is.
 */
int rstmem_minimum_set(struct rstmem_heap *heap, u64 bytes)
{
	struct rooms before;
	u64 old;
	int err = 0;

	rooms_lock(&before);
	old = heap->minimum;
	heap->minimum = bytes;
	if (bytes > old && !all_minima_fit(heap)) {
		heap->minimum = old;
		err = -ENOSPC;
	}
	rstmem_heaps_tell(rooms_unlock(&before));
	return err;
}

bool rstmem_heap_is_served(const struct rstmem_heap *heap)
{
	return rstmem_heap_size(heap);
}

/* Return: whether the heap has pools, but none of this TEE. */
bool rstmem_heap_is_of_other(const struct rstmem_heap *heap, const void *tee)
{
	struct rstmem_pool *pool;
	bool served = false, ours = false;

	spin_lock(&claims_lock);
	list_for_each_entry(pool, &serving, serving) {
		if (!pool_serves(pool, BIT(heap->use_case)))
			continue;
		served = true;
		ours |= pool->desc.tee == tee;
	}
	spin_unlock(&claims_lock);
	return served && !ours;
}

size_t rstmem_heap_size(const struct rstmem_heap *heap)
{
	size_t size;

	spin_lock(&claims_lock);
	size = size_of(BIT(heap->use_case));
	spin_unlock(&claims_lock);
	return size;
}

/* See room_left(). */
size_t rstmem_heap_room(const struct rstmem_heap *heap)
{
	u64 room;

	spin_lock(&claims_lock);
	looks++;
	room = room_left(heap);
	spin_unlock(&claims_lock);
	return room;
}
