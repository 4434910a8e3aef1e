// SPDX-License-Identifier: GPL-2.0-only
/* Those without a lock of their own get a mutex, like ours. */
#include <drm/drm_mm.h>
#include <linux/err.h>
#include <linux/genalloc.h>
#include <linux/gpu_buddy.h>
#include <linux/list.h>
#include <linux/maple_tree.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <rstmem/pool.h>

#include "before.h"
#include "contenders.h"

static DEFINE_MUTEX(lock);	/* of one pool at a time */

static void *carveout_create(size_t size)
{
	struct rstmem_carveout *carveout;

	carveout = rstmem_carveout_create(POOL_BASE, size);
	return IS_ERR(carveout) ? NULL : carveout;
}

static void carveout_alloc(void *pool, struct held *held)
{
	struct rstmem_range range;

	if (!rstmem_carveout_alloc(pool, held->size, PAGE_SIZE, &range))
		held->address = range.start;
}

static void carveout_free(void *pool, struct held *held)
{
	const struct rstmem_range range = { held->address, held->size };

	rstmem_carveout_free(pool, &range);
}

static void carveout_destroy(void *pool)
{
	rstmem_carveout_destroy(pool);
}

static void *gen_create(size_t size, genpool_algo_t algo)
{
	struct gen_pool *pool = gen_pool_create(PAGE_SHIFT, NUMA_NO_NODE);

	if (!pool)
		return NULL;
	gen_pool_set_algo(pool, algo, NULL);
	if (gen_pool_add(pool, POOL_BASE, size, NUMA_NO_NODE)) {
		gen_pool_destroy(pool);
		return NULL;
	}
	return pool;
}

static void *first_fit_create(size_t size)
{
	return gen_create(size, gen_pool_first_fit);
}

static void *best_fit_create(size_t size)
{
	return gen_create(size, gen_pool_best_fit);
}

static void gen_alloc(void *pool, struct held *held)
{
	held->address = gen_pool_alloc(pool, held->size);
}

static void gen_free(void *pool, struct held *held)
{
	gen_pool_free(pool, held->address, held->size);
}

static void gen_destroy(void *pool)
{
	gen_pool_destroy(pool);
}

static void *drm_create(size_t size)
{
	struct drm_mm *mm = kzalloc(sizeof(*mm), GFP_KERNEL);

	if (mm)
		drm_mm_init(mm, POOL_BASE, size);
	return mm;
}

static void drm_alloc(void *pool, struct held *held)
{
	struct drm_mm_node *node = kzalloc(sizeof(*node), GFP_KERNEL);
	int err;

	if (!node)
		return;
	mutex_lock(&lock);
	err = drm_mm_insert_node_generic(pool, node, held->size, 0, 0,
					 DRM_MM_INSERT_BEST);
	mutex_unlock(&lock);
	if (err) {
		kfree(node);
		return;
	}
	held->cookie = node;
	held->address = node->start;
}

static void drm_free(void *pool, struct held *held)
{
	mutex_lock(&lock);
	drm_mm_remove_node(held->cookie);
	mutex_unlock(&lock);
	kfree(held->cookie);
}

static void drm_destroy(void *pool)
{
	drm_mm_takedown(pool);
	kfree(pool);
}

static void *buddy_create(size_t size)
{
	struct gpu_buddy *buddy = kzalloc(sizeof(*buddy), GFP_KERNEL);

	if (buddy && gpu_buddy_init(buddy, size, PAGE_SIZE)) {
		kfree(buddy);
		buddy = NULL;
	}
	return buddy;
}

static void buddy_alloc(void *pool, struct held *held)
{
	struct list_head *blocks = kmalloc(sizeof(*blocks), GFP_KERNEL);
	struct gpu_buddy *buddy = pool;
	struct gpu_buddy_block *block;
	u64 lowest = U64_MAX;
	int err;

	if (!blocks)
		return;
	INIT_LIST_HEAD(blocks);
	mutex_lock(&lock);
	err = gpu_buddy_alloc_blocks(buddy, 0, buddy->size, held->size,
				     PAGE_SIZE, blocks,
				     GPU_BUDDY_CONTIGUOUS_ALLOCATION);
	mutex_unlock(&lock);
	if (err) {
		kfree(blocks);
		return;
	}
	list_for_each_entry(block, blocks, link)
		lowest = min(lowest, gpu_buddy_block_offset(block));
	held->cookie = blocks;
	held->address = POOL_BASE + lowest;
}

static void buddy_free(void *pool, struct held *held)
{
	mutex_lock(&lock);
	gpu_buddy_free_list(pool, held->cookie, 0);
	mutex_unlock(&lock);
	kfree(held->cookie);
}

static void buddy_destroy(void *pool)
{
	gpu_buddy_fini(pool);
	kfree(pool);
}

/**
 * struct maple_pool - page numbers in a maple tree
 * @tree:	what is taken
 * @end:	the last page's number
 */
struct maple_pool {
	struct maple_tree tree;
	unsigned long end;
};

static void *maple_create(size_t size)
{
	struct maple_pool *maple = kzalloc(sizeof(*maple), GFP_KERNEL);

	if (!maple)
		return NULL;
	mt_init_flags(&maple->tree, MT_FLAGS_ALLOC_RANGE);
	maple->end = ((POOL_BASE + size) >> PAGE_SHIFT) - 1;
	return maple;
}

static void maple_alloc(void *pool, struct held *held)
{
	struct maple_pool *maple = pool;
	unsigned long first;

	if (!mtree_alloc_range(&maple->tree, &first, maple,
			       held->size >> PAGE_SHIFT, POOL_BASE >> PAGE_SHIFT,
			       maple->end, GFP_KERNEL))
		held->address = first << PAGE_SHIFT;
}

static void maple_free(void *pool, struct held *held)
{
	struct maple_pool *maple = pool;

	mtree_erase(&maple->tree, held->address >> PAGE_SHIFT);
}

static void maple_destroy(void *pool)
{
	struct maple_pool *maple = pool;

	mtree_destroy(&maple->tree);
	kfree(maple);
}

const struct contender contenders[NUM_CONTENDERS] = {
	{ "rstmem", carveout_create, carveout_alloc, carveout_free,
	  carveout_destroy },
	{ "the bitmap before", before_create, before_alloc, before_free,
	  before_destroy },
	{ "genalloc, first fit", first_fit_create, gen_alloc, gen_free,
	  gen_destroy },
	{ "genalloc, best fit", best_fit_create, gen_alloc, gen_free,
	  gen_destroy },
	{ "drm_mm, best", drm_create, drm_alloc, drm_free, drm_destroy },
	{ "gpu_buddy", buddy_create, buddy_alloc, buddy_free, buddy_destroy },
	{ "maple tree", maple_create, maple_alloc, maple_free, maple_destroy },
};
