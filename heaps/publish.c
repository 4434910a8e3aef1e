// SPDX-License-Identifier: GPL-2.0-only
/* Publishing a backend's pool: connecting it to the heaps that it serves */
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rstmem.h>
#include <linux/sizes.h>

#include "claims.h"
#include "heap.h"
#include "node.h"
#include "pool.h"
#include "pool-books.h"
#include "proof.h"
#include "publish.h"

/*
 * Serialises registering and unregistering pools, and guards the heaps' nodes.
 * Allocating or releasing a buffer doesn't take it. Taken before a pool's gate.
 */
static DEFINE_MUTEX(publish_lock);
static LIST_HEAD(registered); /* publish_lock guards it */

/* Each heap that is served has a node, and no other has. */
static int nodes_update(void)
{
	struct rstmem_heap *heap;
	struct rstmem_node *node;

	lockdep_assert_held(&publish_lock);
	for (heap = rstmem_heaps; heap->name; heap++) {
		if (rstmem_heap_is_served(heap) == !!heap->node)
			continue;
		if (heap->node) {
			rstmem_node_remove(heap->node);
			heap->node = NULL;
			continue;
		}
		node = rstmem_node_add(heap);
		if (IS_ERR(node))
			return PTR_ERR(node);
		heap->node = node;
	}
	return 0;
}

/* Also undoes a pool_publish() that failed half-way. */
static void pool_withdraw(struct rstmem_pool *pool)
{
	lockdep_assert_held(&publish_lock);
	list_del(&pool->registered);
	rstmem_pool_books_remove(pool);
	rstmem_claims_remove(pool);
	/* Nothing is added, so nothing fails. */
	nodes_update();
	/* Who waits for memory might wait for ever. */
	rstmem_heaps_tell(pool->desc.use_cases);
}

static int pool_publish(struct rstmem_pool *pool)
{
	int err;

	lockdep_assert_held(&publish_lock);
	list_add_tail(&pool->registered, &registered);
	rstmem_claims_withhold(pool, rstmem_proof_withholds(&pool->proof));
	/* Before anybody allocates: control groups count what the books name. */
	err = rstmem_pool_books_add(pool);
	if (err)
		return err;
	rstmem_claims_add(pool);
	return nodes_update();
}

static void pool_start(struct rstmem_pool *pool)
{
	rstmem_pool_start(pool);
	rstmem_heaps_tell(pool->desc.use_cases);
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
	else
		pool_start(pool);
	return err;
}

/* What can't be scrubbed at once has to be kept somewhere. */
static bool scrubbing_is_valid(const struct rstmem_pool_ops *ops)
{
	return !ops->scrub ||
	       (ops->quarantine && ops->dequarantine && ops->quarantined);
}

static bool granule_is_valid(const struct rstmem_pool_desc *desc)
{
	return !desc->granule ||
	       (is_power_of_2(desc->granule) && PAGE_ALIGNED(desc->granule));
}

static bool desc_is_valid(const struct rstmem_pool_desc *desc)
{
	const struct rstmem_pool_ops *ops = desc->ops;

	return desc->name && ops && ops->alloc && ops->free && ops->bind &&
	       ops->unbind && ops->release && scrubbing_is_valid(ops) &&
	       desc->size &&
	       PAGE_ALIGNED(desc->size) && granule_is_valid(desc) &&
	       desc->use_cases &&
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
	if (!rstmem_claims_overlap(pool))
		err = pool_open(pool);
	mutex_unlock(&publish_lock);
	if (err) {
		rstmem_pool_drop(pool);
		return ERR_PTR(err);
	}
	pr_info("pool %s: %zu KiB, use-cases %#x%s\n", pool->desc.name,
		pool->desc.size / SZ_1K, pool->desc.use_cases,
		rstmem_proof_withholds(&pool->proof) ?
		"; serves no heap before it is proven to be protected" : "");
	rstmem_proofs_renew(false);
	return pool;
}
EXPORT_SYMBOL_GPL(rstmem_pool_register);

void rstmem_pool_unregister(struct rstmem_pool *pool)
{
	bool busy;

	if (!pool)
		return;

	mutex_lock(&publish_lock);
	busy = rstmem_pool_close(pool);
	pool_withdraw(pool);
	mutex_unlock(&publish_lock);
	if (busy)
		rstmem_pool_await(pool);
	rstmem_pool_drop(pool);
}
EXPORT_SYMBOL_GPL(rstmem_pool_unregister);

void rstmem_publish_update(const struct rstmem_pool *only)
{
	struct rstmem_pool *pool;
	u32 changed = 0;
	int err;

	mutex_lock(&publish_lock);
	list_for_each_entry(pool, &registered, registered) {
		if (only && pool != only)
			continue;
		if (rstmem_claims_withhold(pool,
					   rstmem_proof_withholds(&pool->proof)))
			changed |= pool->desc.use_cases;
	}
	err = nodes_update();
	mutex_unlock(&publish_lock);
	rstmem_heaps_tell(changed);
	if (err)
		pr_err("a pool is protected, but serves no heap: error %d\n", err);
}

struct rstmem_pool *rstmem_publish_find_old(void)
{
	struct rstmem_pool *pool, *found = NULL;

	mutex_lock(&publish_lock);
	list_for_each_entry(pool, &registered, registered) {
		if (rstmem_proof_is_old(&pool->proof) && rstmem_pool_get(pool)) {
			found = pool;
			break;
		}
	}
	mutex_unlock(&publish_lock);
	return found;
}

bool rstmem_publish_try_again(void)
{
	struct rstmem_pool *pool;
	bool any = false;

	mutex_lock(&publish_lock);
	list_for_each_entry(pool, &registered, registered)
		any |= rstmem_proof_try_again(&pool->proof);
	mutex_unlock(&publish_lock);
	return any;
}
