// SPDX-License-Identifier: GPL-2.0-only
/* Publishing a backend's pool: connecting it to the heaps that it serves */
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rstmem.h>
#include <linux/sizes.h>

#include "heap.h"
#include "node.h"
#include "pool.h"

/*
 * Serialises registering and unregistering pools, and guards the heaps' nodes.
 * Allocating or releasing a buffer doesn't take it. Taken before a pool's gate.
 */
static DEFINE_MUTEX(publish_lock);

static bool heaps_are_free(u32 use_cases)
{
	struct rstmem_heap *heap;

	lockdep_assert_held(&publish_lock);
	for (heap = rstmem_heaps; heap->name; heap++) {
		if (use_cases & BIT(heap->use_case) && heap->pool)
			return false;
	}
	return true;
}

/* Also undoes a pool_publish() that failed half-way. */
static void pool_withdraw(struct rstmem_pool *pool)
{
	struct rstmem_heap *heap;

	lockdep_assert_held(&publish_lock);
	for (heap = rstmem_heaps; heap->name; heap++) {
		if (heap->pool != pool)
			continue;
		rstmem_heap_set_pool(heap, NULL);
		rstmem_node_remove(heap->node);
		heap->node = NULL;
	}
}

static int pool_publish(struct rstmem_pool *pool)
{
	struct rstmem_heap *heap;

	lockdep_assert_held(&publish_lock);
	for (heap = rstmem_heaps; heap->name; heap++) {
		struct rstmem_node *node;

		if (!(pool->desc.use_cases & BIT(heap->use_case)))
			continue;
		node = rstmem_node_add(heap);
		if (IS_ERR(node))
			return PTR_ERR(node);
		heap->node = node;
		rstmem_heap_set_pool(heap, pool);
	}
	return 0;
}

/*
 * Keep the gate closed until all nodes exist: a process that opens the first of
 * them early waits, and can't have allocated a buffer if a later one fails.
 */
static int pool_open(struct rstmem_pool *pool)
{
	int err;

	lockdep_assert_held(&publish_lock);
	down_write(&pool->gate);
	err = pool_publish(pool);
	if (!err) {
		WRITE_ONCE(pool->adopted, true);
		WRITE_ONCE(pool->open, true);
	}
	up_write(&pool->gate);

	if (err)
		pool_withdraw(pool);
	return err;
}

static bool desc_is_valid(const struct rstmem_pool_desc *desc)
{
	const struct rstmem_pool_ops *ops = desc->ops;

	return desc->name && ops && ops->alloc && ops->free && ops->bind &&
	       ops->unbind && ops->release && desc->size &&
	       PAGE_ALIGNED(desc->size) && desc->use_cases &&
	       !(desc->use_cases & ~RSTMEM_ALL_USE_CASES);
}

struct rstmem_pool *rstmem_pool_register(const struct rstmem_pool_desc *desc)
{
	struct rstmem_pool *pool;
	int err = -EBUSY;

	if (!desc_is_valid(desc))
		return ERR_PTR(-EINVAL);
	pool = rstmem_pool_create(desc);
	if (!pool)
		return ERR_PTR(-ENOMEM);

	mutex_lock(&publish_lock);
	if (heaps_are_free(desc->use_cases))
		err = pool_open(pool);
	mutex_unlock(&publish_lock);
	if (err) {
		rstmem_pool_drop(pool);
		return ERR_PTR(err);
	}
	pr_info("pool %s: %zu KiB, use-cases %#x\n", pool->desc.name,
		pool->desc.size / SZ_1K, pool->desc.use_cases);
	return pool;
}
EXPORT_SYMBOL_GPL(rstmem_pool_register);

void rstmem_pool_unregister(struct rstmem_pool *pool)
{
	if (!pool)
		return;

	mutex_lock(&publish_lock);
	rstmem_pool_close(pool);
	pool_withdraw(pool);
	mutex_unlock(&publish_lock);
	rstmem_pool_drop(pool);
}
EXPORT_SYMBOL_GPL(rstmem_pool_unregister);
