// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/align.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rstmem.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "pool.h"

static LIST_HEAD(pools);
static DEFINE_MUTEX(pools_lock); /* guards pools; taken last */

/* Return: a closed pool with the registration's reference, or NULL. */
struct rstmem_pool *rstmem_pool_create(const struct rstmem_pool_desc *desc)
{
	struct rstmem_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return NULL;
	pool->desc = *desc;
	pool->desc.name = kstrdup_const(desc->name, GFP_KERNEL);
	if (!pool->desc.name) {
		kfree(pool);
		return NULL;
	}
	kref_init(&pool->users);
	init_rwsem(&pool->gate);
	mutex_init(&pool->scrub_lock);
	mutex_lock(&pools_lock);
	list_add_tail(&pool->all, &pools);
	mutex_unlock(&pools_lock);
	return pool;
}

/* The caller must keep an existing user from leaving while this runs. */
bool rstmem_pool_get(struct rstmem_pool *pool)
{
	if (!try_module_get(pool->desc.owner))
		return false;
	kref_get(&pool->users);
	return true;
}

static void pool_free(struct kref *users)
{
	struct rstmem_pool *pool = container_of(users, struct rstmem_pool,
						users);

	mutex_lock(&pools_lock);
	list_del(&pool->all);
	mutex_unlock(&pools_lock);
	if (pool->adopted)
		pool->desc.ops->release(pool->desc.priv);
	kfree_const(pool->desc.name);
	kfree(pool);
}

void rstmem_pool_put(struct rstmem_pool *pool)
{
	struct module *owner = pool->desc.owner;

	kref_put(&pool->users, pool_free);
	module_put(owner);
}

/* Drop the registration's reference, which came without one to the module. */
void rstmem_pool_drop(struct rstmem_pool *pool)
{
	kref_put(&pool->users, pool_free);
}

bool rstmem_pool_is_open(struct rstmem_pool *pool)
{
	return READ_ONCE(pool->open);
}

/* Waits for calls into the backend that are in progress, never for users. */
void rstmem_pool_close(struct rstmem_pool *pool)
{
	WRITE_ONCE(pool->closing, true);
	down_write(&pool->gate);
	WRITE_ONCE(pool->open, false);
	up_write(&pool->gate);
}

static void pool_quarantine(struct rstmem_pool *pool,
			    const struct rstmem_range *range)
{
	const struct rstmem_pool_desc *desc = &pool->desc;

	if (desc->ops->quarantine)
		desc->ops->quarantine(desc->priv, range);
	else
		atomic64_add(range->size, &pool->lost);
}

/* Bytes that must not be allocated before they have been scrubbed. */
static size_t pool_quarantined(struct rstmem_pool *pool)
{
	const struct rstmem_pool_desc *desc = &pool->desc;
	size_t bytes = atomic64_read(&pool->lost);

	/* Registering may have failed: a listed pool that isn't adopted. */
	if (READ_ONCE(pool->adopted) && desc->ops->quarantined)
		bytes += desc->ops->quarantined(desc->priv);
	return bytes;
}

/* @range has been taken out of quarantine; on failure it goes back. */
static int scrub_quarantined(struct rstmem_pool *pool,
			     const struct rstmem_range *range)
{
	const struct rstmem_pool_desc *desc = &pool->desc;
	void *handle = desc->ops->bind(desc->priv, range);
	int err;

	if (IS_ERR(handle)) {
		err = PTR_ERR(handle);
	} else {
		err = desc->ops->scrub(desc->priv, handle);
		desc->ops->unbind(desc->priv, handle);
	}
	if (err)
		pool_quarantine(pool, range);
	else
		desc->ops->free(desc->priv, range);
	return err;
}

/*
 * Scrub quarantined ranges until the allocation fits. A concurrent caller waits
 * for the lock and may then succeed without scrubbing. As the TEE can take long
 * to scrub a range, the loop ends if the caller is killed, and unregistering
 * the pool waits for one range at most.
 */
static int scrub_and_alloc(struct rstmem_pool *pool, size_t size, size_t align,
			   struct rstmem_range *range)
{
	const struct rstmem_pool_desc *desc = &pool->desc;
	struct rstmem_range quarantined;
	phys_addr_t from = 0;
	int failed = 0, err;

	lockdep_assert_held_read(&pool->gate);
	if (mutex_lock_killable(&pool->scrub_lock))
		return -EINTR;
	for (;;) {
		err = desc->ops->alloc(desc->priv, size, align, range);
		if (err != -ENOMEM)
			break;
		if (READ_ONCE(pool->closing))
			err = -ENODEV;
		else if (fatal_signal_pending(current))
			err = -EINTR;
		if (err != -ENOMEM ||
		    desc->ops->dequarantine(desc->priv, from, &quarantined))
			break;
		from = quarantined.start + quarantined.size;
		failed = scrub_quarantined(pool, &quarantined) ?: failed;
	}
	mutex_unlock(&pool->scrub_lock);
	if (failed)
		pr_err_ratelimited("pool %s: %zu bytes stay quarantined, scrubbing them failed: %d\n",
				   desc->name, pool_quarantined(pool),
				   failed);
	return err;
}

static void *take_locked(struct rstmem_pool *pool, size_t size, size_t align,
			 struct rstmem_range *range)
{
	const struct rstmem_pool_desc *desc = &pool->desc;
	void *handle;
	int err;

	lockdep_assert_held_read(&pool->gate);
	if (!pool->open)
		return ERR_PTR(-ENODEV);

	err = desc->ops->alloc(desc->priv, size, align, range);
	if (err == -ENOMEM && desc->ops->scrub && desc->ops->dequarantine)
		err = scrub_and_alloc(pool, size, align, range);
	if (err)
		return ERR_PTR(err);
	handle = desc->ops->bind(desc->priv, range);
	if (IS_ERR(handle))
		desc->ops->free(desc->priv, range);
	return handle;
}

/*
 * Allocate a range and bind it to the TEE. Return: the TEE's handle, or
 * ERR_PTR: -ENODEV (unregistered), -ENOMEM, -EINTR (killed while ranges were
 * scrubbed), or the backend's error.
 */
void *rstmem_pool_take(struct rstmem_pool *pool, size_t size,
		       struct rstmem_range *range)
{
	void *handle;

	down_read(&pool->gate);
	handle = take_locked(pool, size, PAGE_SIZE, range);
	up_read(&pool->gate);
	return handle;
}

/*
 * Scrub when a buffer is released, not when the range is allocated again, so
 * that its content isn't kept longer than needed. Once the pool has been
 * unregistered, the backend must not be asked to.
 */
static int pool_scrub(struct rstmem_pool *pool, void *handle)
{
	int err = -ENODEV;

	if (!pool->desc.ops->scrub)
		return 0;
	down_read(&pool->gate);
	if (pool->open)
		err = pool->desc.ops->scrub(pool->desc.priv, handle);
	up_read(&pool->gate);
	return err;
}

/* Undo rstmem_pool_take(). A range that can't be scrubbed is quarantined. */
void rstmem_pool_give(struct rstmem_pool *pool,
		      const struct rstmem_range *range, void *handle)
{
	const struct rstmem_pool_desc *desc = &pool->desc;
	int err = pool_scrub(pool, handle);

	desc->ops->unbind(desc->priv, handle);
	if (!err) {
		desc->ops->free(desc->priv, range);
		return;
	}
	pool_quarantine(pool, range);
	pr_warn_ratelimited("pool %s: %zu bytes quarantined, they could not be scrubbed: %d\n",
			    desc->name, range->size, err);
}

/*
 * Of the pool that serves a use-case, if any. Takes no reference, which would
 * keep a backend from being unloaded: pools_lock keeps the pool allocated.
 */
size_t rstmem_pools_quarantined(u32 use_case)
{
	struct rstmem_pool *pool;
	size_t bytes = 0;

	mutex_lock(&pools_lock);
	list_for_each_entry(pool, &pools, all) {
		if (pool->desc.use_cases & BIT(use_case) &&
		    rstmem_pool_is_open(pool))
			bytes += pool_quarantined(pool);
	}
	mutex_unlock(&pools_lock);
	return bytes;
}

void rstmem_pools_show(struct seq_file *file)
{
	struct rstmem_pool *pool;

	mutex_lock(&pools_lock);
	list_for_each_entry(pool, &pools, all)
		seq_printf(file, "%s size %zu use_cases %#x users %u quarantined %zu%s\n",
			   pool->desc.name, pool->desc.size,
			   pool->desc.use_cases, kref_read(&pool->users) - 1,
			   pool_quarantined(pool),
			   rstmem_pool_is_open(pool) ? "" : " unregistered");
	mutex_unlock(&pools_lock);
}
