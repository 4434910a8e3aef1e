// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/rstmem.h>

#include "heap.h"
#include "pool.h"

struct rstmem_heap rstmem_heaps[] = {
	{
		.use_case = RSTMEM_USE_CASE_SECURE_VIDEO_PLAY,
		.name = "secure-video",
		.node_name = RSTMEM_HEAP_SECURE_VIDEO_PLAY,
		.exporter = "rstmem:secure-video",
	}, {
		.use_case = RSTMEM_USE_CASE_TRUSTED_UI,
		.name = "trusted-ui",
		.node_name = RSTMEM_HEAP_TRUSTED_UI,
		.exporter = "rstmem:trusted-ui",
	}, {
		.use_case = RSTMEM_USE_CASE_SECURE_VIDEO_RECORD,
		.name = "secure-video-record",
		.node_name = RSTMEM_HEAP_SECURE_VIDEO_RECORD,
		.exporter = "rstmem:secure-video-record",
	},
	{ }
};

void rstmem_heaps_init(void)
{
	struct rstmem_heap *heap;

	for (heap = rstmem_heaps; heap->name; heap++) {
		spin_lock_init(&heap->pool_lock);
		mutex_init(&heap->held_lock);
		INIT_LIST_HEAD(&heap->held);
	}
}

struct rstmem_heap *rstmem_heap_find(u32 use_case)
{
	struct rstmem_heap *heap;

	for (heap = rstmem_heaps; heap->name; heap++) {
		if (heap->use_case == use_case)
			return heap;
	}
	return NULL;
}

/*
 * Claim bytes before allocating them, so that concurrent allocations can't
 * exceed the limit together. Lowering the limit below what is in use frees
 * nothing; it only makes allocations fail.
 */
int rstmem_heap_claim(struct rstmem_heap *heap, size_t size)
{
	s64 claimed = atomic64_read(&heap->claimed);
	s64 limit;

	do {
		limit = atomic64_read(&heap->limit);
		if (limit && (claimed >= limit || size > limit - claimed))
			return -ENOMEM;
	} while (!atomic64_try_cmpxchg(&heap->claimed, &claimed,
				       claimed + size));
	return 0;
}

void rstmem_heap_unclaim(struct rstmem_heap *heap, size_t size)
{
	atomic64_sub(size, &heap->claimed);
}

/* A claim has become a buffer: only now do the visible books change. */
void rstmem_heap_enter(struct rstmem_heap *heap, size_t size)
{
	s64 bytes = atomic64_add_return(size, &heap->bytes);
	s64 mark = atomic64_read(&heap->high_water);

	while (mark < bytes &&
	       !atomic64_try_cmpxchg(&heap->high_water, &mark, bytes))
		;
	atomic_inc(&heap->buffers);
}

/*
 * To be called before the memory is freed; otherwise its next owner's bytes
 * could be counted on top of these. The claim is given up after that.
 */
void rstmem_heap_leave(struct rstmem_heap *heap, size_t size)
{
	atomic_dec(&heap->buffers);
	atomic64_sub(size, &heap->bytes);
}

/* Return: the pool, with a reference for the caller, or NULL. */
struct rstmem_pool *rstmem_heap_get_pool(struct rstmem_heap *heap)
{
	struct rstmem_pool *pool;

	spin_lock(&heap->pool_lock);
	pool = heap->pool;
	if (pool && !rstmem_pool_get(pool))
		pool = NULL;
	spin_unlock(&heap->pool_lock);
	return pool;
}

/* Return: whether the heap has a pool, and it belongs to another TEE. */
bool rstmem_heap_is_of_other(struct rstmem_heap *heap, const void *tee)
{
	bool other;

	spin_lock(&heap->pool_lock);
	other = heap->pool && heap->pool->desc.tee != tee;
	spin_unlock(&heap->pool_lock);
	return other;
}

size_t rstmem_heap_size(struct rstmem_heap *heap)
{
	size_t size;

	spin_lock(&heap->pool_lock);
	size = heap->pool ? heap->pool->desc.size : 0;
	spin_unlock(&heap->pool_lock);
	return size;
}

void rstmem_heap_set_pool(struct rstmem_heap *heap, struct rstmem_pool *pool)
{
	spin_lock(&heap->pool_lock);
	heap->pool = pool;
	spin_unlock(&heap->pool_lock);
}
