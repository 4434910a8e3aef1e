// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/align.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rstmem.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "pool.h"
#include "proof.h"

/* For a call that scrubs; a TEE that answers needs a hundredth of it. */
#define STOP_MS	2000

static LIST_HEAD(pools);
static DEFINE_MUTEX(pools_lock); /* guards pools; taken last */

static void pool_scrub(struct work_struct *work);

static void desc_free(struct rstmem_pool_desc *desc)
{
	kfree(desc->ranges);
	kfree_const(desc->name);
}

/* What it points to may be on the caller's stack. */
static bool desc_copy(struct rstmem_pool_desc *desc)
{
	desc->name = kstrdup_const(desc->name, GFP_KERNEL);
	desc->ranges = desc->num_ranges ?
		       kmemdup_array(desc->ranges, desc->num_ranges,
				     sizeof(*desc->ranges), GFP_KERNEL) : NULL;
	if (desc->name && (desc->ranges || !desc->num_ranges))
		return true;
	desc_free(desc);
	return false;
}

/* Return: a closed pool with the registration's reference, or NULL. */
struct rstmem_pool *rstmem_pool_create(const struct rstmem_pool_desc *desc)
{
	struct rstmem_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return NULL;
	pool->desc = *desc;
	if (!desc_copy(&pool->desc)) {
		kfree(pool);
		return NULL;
	}
	kref_init(&pool->users);
	init_rwsem(&pool->gate);
	rstmem_turn_init(&pool->turn);
	INIT_LIST_HEAD(&pool->serving);
	rstmem_scrubber_init(&pool->scrubber, &pool->desc, pool_scrub);
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
	if (pool->books_free)
		pool->books_free(pool);
	desc_free(&pool->desc);
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

static void pool_scrub(struct work_struct *work)
{
	struct rstmem_pool *pool = container_of(to_delayed_work(work),
						struct rstmem_pool,
						scrubber.work);

	if (rstmem_scrubber_run(&pool->scrubber))
		rstmem_pool_put(pool);
}

bool rstmem_pool_is_open(struct rstmem_pool *pool)
{
	return READ_ONCE(pool->open);
}

/*
 * An earlier pool, or an earlier kernel, may have left content. The memory that
 * the backend says is in quarantine is scrubbed from now on.
 */
void rstmem_pool_start(struct rstmem_pool *pool)
{
	if (pool->desc.ops->scrub)
		rstmem_scrubber_start(&pool->scrubber);
}

/*
 * The scrubber is in a call to the TEE that doesn't end. It gets a reference,
 * which it drops when the call has ended; the piece then goes back into
 * quarantine, or is free. If the backend's module is being unloaded, there is no
 * other way than to wait. Return: whether it is so.
 */
static bool pool_abandon(struct rstmem_pool *pool)
{
	pr_warn("pool %s: the TEE is still scrubbing, %zu bytes stay quarantined\n",
		pool->desc.name, rstmem_scrubber_quarantined(&pool->scrubber));
	if (!rstmem_pool_get(pool))
		return true;
	if (!rstmem_scrubber_abandon(&pool->scrubber))
		rstmem_pool_put(pool);
	return false;
}

/*
 * Waits for calls of @alloc and @bind that are in progress, a while for the
 * scrubber, and never for users. What is in quarantine stays there. Return:
 * whether the caller has to call rstmem_pool_await() before the pool is dropped.
 */
bool rstmem_pool_close(struct rstmem_pool *pool)
{
	bool idle = rstmem_scrubber_stop(&pool->scrubber, STOP_MS);

	down_write(&pool->gate);
	WRITE_ONCE(pool->open, false);
	up_write(&pool->gate);
	return !idle && pool_abandon(pool);
}

/* Waits for the scrubber, for as long as it takes: hold no lock that others need. */
void rstmem_pool_await(struct rstmem_pool *pool)
{
	rstmem_scrubber_stop(&pool->scrubber, 0);
}

/*
 * Return: 0, -ENODEV (unregistered), -ENOSPC (there is no clean memory), or what
 * binding failed with.
 */
static int take_open(struct rstmem_pool *pool, size_t size,
		     struct rstmem_range *range, void **handle)
{
	const struct rstmem_pool_desc *desc = &pool->desc;
	size_t align = desc->granule ?: PAGE_SIZE;
	int err;

	lockdep_assert_held_read(&pool->gate);
	if (!pool->open)
		return -ENODEV;

	err = desc->ops->alloc(desc->priv, size, align, range);
	if (err)
		return err == -ENOMEM ? -ENOSPC : err;
	*handle = desc->ops->bind(desc->priv, range);
	if (!IS_ERR(*handle))
		return 0;
	desc->ops->free(desc->priv, range);
	/* others may have looked for memory meanwhile */
	rstmem_scrubber_tell(&pool->scrubber);
	return PTR_ERR(*handle);
}

static int take_once(struct rstmem_pool *pool, size_t size,
		     struct rstmem_range *range, void **handle)
{
	int err;

	down_read(&pool->gate);
	err = take_open(pool, size, range, handle);
	up_read(&pool->gate);
	return err;
}

/* With @turn held: a trial may have had it before. */
static int take_proven(struct rstmem_pool *pool, size_t size,
		       struct rstmem_range *range, void **handle)
{
	lockdep_assert_held(&pool->turn.held);
	if (rstmem_proof_withholds(&pool->proof))
		return -ENODEV;
	return take_once(pool, size, range, handle);
}

static int take_in_turn(struct rstmem_pool *pool, size_t size,
			struct rstmem_range *range, void **handle)
{
	int err = rstmem_turn_take(&pool->turn);

	if (err)
		return err;
	err = take_proven(pool, size, range, handle);
	rstmem_turn_give(&pool->turn);
	return err;
}

/* Waits for the scrubber between attempts, each of which is a call of @take. */
static int take_scrubbed(struct rstmem_pool *pool, size_t size,
			 struct rstmem_range *range, void **handle,
			 int (*take)(struct rstmem_pool *pool, size_t size,
				     struct rstmem_range *range, void **handle))
{
	struct rstmem_scrub_wait wait;
	int err;

	rstmem_scrub_wait_begin(&pool->scrubber, &wait);
	for (;;) {
		err = take(pool, size, range, handle);
		if (err != -ENOSPC)
			return err;
		err = rstmem_scrub_wait(&pool->scrubber, &wait, size);
		if (err)
			return err;
		rstmem_scrub_wait_look(&pool->scrubber, &wait);
	}
}

/*
 * Others took again and again what had just been scrubbed. While nobody else
 * takes anything, the scrubber gets through: what is claimed will be found.
 */
static int take_alone(struct rstmem_pool *pool, size_t size,
		      struct rstmem_range *range, void **handle)
{
	int err = rstmem_turn_take_alone(&pool->turn);

	if (err)
		return err;
	err = take_scrubbed(pool, size, range, handle, take_proven);
	rstmem_turn_give_alone(&pool->turn);
	return err == -ENOSPC ? -ENOMEM : err;
}

/*
 * Allocate a range and bind it to the TEE. If memory has been released, but not
 * scrubbed yet, this waits for the scrubber. Return: the TEE's handle, or
 * ERR_PTR: -ENODEV (unregistered), -ENOMEM, -EINTR (killed while it waited),
 * -EAGAIN (the machine falls asleep, and must not wait), or the backend's error.
 */
void *rstmem_pool_take(struct rstmem_pool *pool, size_t size,
		       struct rstmem_range *range)
{
	void *handle;
	int err = rstmem_proof_wait(&pool->proof);

	if (!err)
		err = take_scrubbed(pool, size, range, &handle, take_in_turn);
	if (err == -ENOSPC)
		err = take_alone(pool, size, range, &handle);
	return err ? ERR_PTR(err) : handle;
}

/* The same for who has @turn alone, so that nobody else takes anything. */
void *rstmem_pool_take_in_turn(struct rstmem_pool *pool, size_t size,
			       struct rstmem_range *range)
{
	void *handle;
	int err = take_scrubbed(pool, size, range, &handle, take_once);

	if (err == -ENOSPC)
		err = -ENOMEM;
	return err ? ERR_PTR(err) : handle;
}

/*
 * Undo rstmem_pool_take(). Nobody waits for the TEE here: this may be the end of
 * a task, or a worker that others need, too.
 */
void rstmem_pool_give(struct rstmem_pool *pool,
		      const struct rstmem_range *range, void *handle)
{
	const struct rstmem_pool_desc *desc = &pool->desc;

	desc->ops->unbind(desc->priv, handle);
	if (!desc->ops->scrub) {
		desc->ops->free(desc->priv, range);
		return;
	}
	desc->ops->quarantine(desc->priv, range);
	rstmem_scrubber_start(&pool->scrubber);
}

/* The same for what nobody has had: it is as clean as it was. */
void rstmem_pool_return(struct rstmem_pool *pool,
			const struct rstmem_range *range, void *handle)
{
	const struct rstmem_pool_desc *desc = &pool->desc;

	desc->ops->unbind(desc->priv, handle);
	desc->ops->free(desc->priv, range);
	/* others may have looked for memory meanwhile */
	rstmem_scrubber_tell(&pool->scrubber);
}

/* Bytes that must not be allocated before they have been scrubbed. */
size_t rstmem_pool_quarantined(struct rstmem_pool *pool)
{
	/* Registering may have failed: a listed pool that isn't adopted. */
	if (!READ_ONCE(pool->adopted))
		return 0;
	return rstmem_scrubber_quarantined(&pool->scrubber);
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
			bytes += rstmem_pool_quarantined(pool);
	}
	mutex_unlock(&pools_lock);
	return bytes;
}

/* Bytes in use or being allocated, in granules. */
size_t rstmem_pool_claimed(const struct rstmem_pool *pool)
{
	return READ_ONCE(pool->claimed);
}

/*
 * The longest range that can be allocated, if need be after scrubbing. A backend
 * that doesn't know may say so only of what nobody has claimed.
 */
size_t rstmem_pool_largest(struct rstmem_pool *pool)
{
	const struct rstmem_pool_desc *desc = &pool->desc;

	if (!READ_ONCE(pool->adopted))
		return 0;
	if (desc->ops->largest)
		return desc->ops->largest(desc->priv);
	return desc->size - min(desc->size, rstmem_pool_claimed(pool));
}

/* As rstmem_pools_quarantined(), of the pool that has the longest. */
size_t rstmem_pools_largest(u32 use_case)
{
	struct rstmem_pool *pool;
	size_t bytes = 0;

	mutex_lock(&pools_lock);
	list_for_each_entry(pool, &pools, all) {
		if (pool->desc.use_cases & BIT(use_case) &&
		    rstmem_pool_is_open(pool))
			bytes = max(bytes, rstmem_pool_largest(pool));
	}
	mutex_unlock(&pools_lock);
	return bytes;
}

static void ranges_show(struct seq_file *file,
			const struct rstmem_pool_desc *desc)
{
	unsigned int i;

	for (i = 0; i < desc->num_ranges; i++)
		seq_printf(file, "%s%pa+%#zx", i ? "," : " at ",
			   &desc->ranges[i].start, desc->ranges[i].size);
}

static void pool_show(struct seq_file *file, struct rstmem_pool *pool)
{
	seq_printf(file, "%s size %zu use_cases %#x users %u used %zu largest %zu quarantined %zu scrubbing %zu waiting %u failures %u error %d",
		   pool->desc.name, pool->desc.size, pool->desc.use_cases,
		   kref_read(&pool->users) - 1, rstmem_pool_claimed(pool),
		   rstmem_pool_largest(pool), rstmem_pool_quarantined(pool),
		   READ_ONCE(pool->scrubber.in_flight),
		   atomic_read(&pool->scrubber.waiting),
		   READ_ONCE(pool->scrubber.failures),
		   READ_ONCE(pool->scrubber.error));
	ranges_show(file, &pool->desc);
	seq_puts(file, rstmem_pool_is_open(pool) ? "\n" : " unregistered\n");
}

void rstmem_pools_show(struct seq_file *file)
{
	struct rstmem_pool *pool;

	mutex_lock(&pools_lock);
	list_for_each_entry(pool, &pools, all)
		pool_show(file, pool);
	mutex_unlock(&pools_lock);
}
