// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dynamic pools: a driver's pool that lends memory, as the heaps see it
 *
 * When the driver is unbound, or the machine goes down, lent memory is taken
 * back even if buffers are still held. They keep their pages, which are not
 * reused before they are released, but the pages are not restricted any more.
 * So they are scrubbed first; if that fails, the memory is left with the secure
 * world for good.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/pfn.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

#include "compat/tee-protmem.h"
#include "tee/calls.h"
#include "tee/core.h"

#include "handle.h"
#include "lent.h"
#include "lent-driver.h"
#include "lent-pool.h"
#include "scrub.h"

static struct lent_range *range_find(struct tee_lent_pool *pool,
				     const struct rstmem_range *range)
{
	return xa_load(&pool->ranges, PHYS_PFN(range->start));
}

static int lent_pool_alloc(void *priv, size_t size, size_t align,
			   struct rstmem_range *range)
{
	return lent_driver_alloc(priv, size, align, range);
}

static void lent_pool_free(void *priv, const struct rstmem_range *range)
{
	struct tee_lent_pool *pool = priv;

	lent_driver_free(pool, range_find(pool, range));
}

static void *lent_pool_bind(void *priv, const struct rstmem_range *range)
{
	struct tee_lent_pool *pool = priv;
	struct lent_range *r = range_find(pool, range);

	return tee_handle_create(range, &r->lent->core.shm, r->offset);
}

static void lent_pool_unbind(void *priv, void *handle)
{
	tee_handle_destroy(handle);
}

/* What the driver has freed already is not restricted any more. */
static void lent_pool_quarantine(void *priv, const struct rstmem_range *range)
{
	struct tee_lent_pool *pool = priv;
	struct lent_range *r;

	guard(mutex)(&pool->lock);

	r = range_find(pool, range);
	if (r->returned)
		lent_range_forget(pool, r);
	else
		r->quarantined = true;
}

static int lent_pool_dequarantine(void *priv, phys_addr_t from,
				  struct rstmem_range *range)
{
	struct tee_lent_pool *pool = priv;
	struct lent_range *r;
	unsigned long pfn;

	guard(mutex)(&pool->lock);

	xa_for_each_start(&pool->ranges, pfn, r, PFN_UP(from)) {
		if (!r->quarantined)
			continue;
		r->quarantined = false;
		*range = r->range;
		return 0;
	}

	return -ENOENT;
}

/*
 * Includes what the driver has not freed yet, and what the TEE has not given
 * back, even if no buffer is left in it.
 */
static size_t lent_pool_quarantined(void *priv)
{
	struct tee_lent_pool *pool = priv;
	size_t bytes = tee_lent_away(pool->scrubbing.teedev);
	struct lent_range *r;
	unsigned long pfn;

	guard(mutex)(&pool->lock);

	xa_for_each(&pool->ranges, pfn, r)
		if ((r->quarantined || r->returning) && !r->lent->lost)
			bytes += r->range.size;

	return bytes;
}

static void lent_pool_release(void *priv)
{
	tee_lent_pool_put(priv);
}

const struct rstmem_pool_ops tee_lent_pool_ops = {
	.alloc = lent_pool_alloc,
	.free = lent_pool_free,
	.bind = lent_pool_bind,
	.unbind = lent_pool_unbind,
	.scrub_begin = tee_pool_scrub_begin,
	.scrub = tee_pool_scrub,
	.scrub_end = tee_pool_scrub_end,
	.quarantine = lent_pool_quarantine,
	.dequarantine = lent_pool_dequarantine,
	.quarantined = lent_pool_quarantined,
	.mark = tee_pool_mark,
	.release = lent_pool_release,
};

/* How many pools exist, of all devices. */
static atomic_t pools = ATOMIC_INIT(0);

/* Ranges that are left were quarantined in memory that is lost. */
static void lent_pool_last(struct kref *users)
{
	struct tee_lent_pool *pool = container_of(users, struct tee_lent_pool,
						   users);
	struct lent_range *r;
	unsigned long pfn;

	mutex_lock(&pool->turn);
	xa_for_each(&pool->ranges, pfn, r)
		lent_range_end(pool, r);
	mutex_unlock(&pool->turn);

	xa_destroy(&pool->ranges);
	mutex_destroy(&pool->lock);
	mutex_destroy(&pool->turn);
	put_device(&pool->scrubbing.teedev->dev);
	kfree(pool);
	atomic_dec(&pools);
}

struct tee_lent_pool *tee_lent_pool_create(struct tee_device *teedev,
					   struct tee_protmem_pool *driver)
{
	struct tee_lent_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return NULL;

	atomic_inc(&pools);
	get_device(&teedev->dev);
	kref_init(&pool->users);
	pool->last = lent_pool_last;
	mutex_init(&pool->turn);
	mutex_init(&pool->lock);
	INIT_WORK(&pool->work, lent_driver_work);
	INIT_LIST_HEAD(&pool->requests);
	INIT_LIST_HEAD(&pool->returns);
	init_waitqueue_head(&pool->answered);
	xa_init(&pool->ranges);
	pool->scrubbing.teedev = teedev;
	tee_scrub_method(NULL, &pool->scrubbing.method);
	pool->driver = driver;
	return pool;
}

int tee_lent_pools_init(void)
{
	return lent_driver_init();
}

/* The module is being unloaded: a pool that is left has been leaked. */
void tee_lent_pools_exit(void)
{
	lent_driver_exit();
	WARN(atomic_read(&pools), "%d pools of drivers are left behind\n",
	     atomic_read(&pools));
}

void tee_lent_pool_put(struct tee_lent_pool *pool)
{
	kref_put(&pool->users, pool->last);
}

/*
 * Have the driver lend memory and take it back once, to be sure that it works,
 * and because only the driver knows how much memory it lends.
 */
int tee_lent_pool_try(struct tee_lent_pool *pool, size_t *size)
{
	struct lent_range *r;

	guard(mutex)(&pool->turn);

	r = lent_range_create(pool, PAGE_SIZE, PAGE_SIZE);
	if (IS_ERR(r))
		return PTR_ERR(r);

	*size = r->lent->core.shm.size;
	lent_range_end(pool, r);

	/* what is lost could not be lent for the first buffer */
	return tee_lent_lost(pool->scrubbing.teedev) ? -EIO : 0;
}

static int range_scrub(struct tee_scrub_batch *batch,
		       const struct lent_range *r)
{
	struct tee_shm *handle;
	int rc;

	handle = tee_handle_create(&r->range, &r->lent->core.shm, r->offset);
	if (IS_ERR(handle))
		return PTR_ERR(handle);

	rc = tee_scrub(batch, handle);
	tee_handle_destroy(handle);
	return rc;
}

/*
 * Without the lock: who lets go of a buffer meanwhile puts it into quarantine,
 * since nothing has been returned. Others would need the turn.
 */
static int ranges_scrub(struct tee_lent_pool *pool)
{
	struct tee_scrub_batch *batch;
	struct lent_range *r;
	unsigned long pfn;
	int rc = 0;

	lockdep_assert_held(&pool->turn);
	if (xa_empty(&pool->ranges))
		return 0;

	batch = tee_scrub_begin_last(pool->scrubbing.teedev,
				     &pool->scrubbing.method);
	if (IS_ERR(batch))
		return PTR_ERR(batch);
	xa_for_each(&pool->ranges, pfn, r)
		rc = rc ?: range_scrub(batch, r);
	tee_scrub_end(batch);
	return rc;
}

/* Before the pool is unregistered: nobody waits for its memory any more. */
void tee_lent_pool_close(struct tee_lent_pool *pool)
{
	lent_driver_close(pool);
}

static int pool_empty(struct tee_lent_pool *pool, bool usable)
{
	struct lent_range *r;
	unsigned long pfn;
	int rc;

	lockdep_assert_held(&pool->turn);

	if (usable)
		lent_driver_settle(pool);
	if (xa_empty(&pool->ranges))
		return 0;
	rc = usable ? ranges_scrub(pool) : -ENODEV;
	if (rc)
		return rc;
	xa_for_each(&pool->ranges, pfn, r)
		lent_range_return(pool, r);
	return 0;
}

/* Who has the turn knows that no call of the worker's is in progress any more. */
static bool calls_are_over(struct tee_lent_pool *pool)
{
	struct tee_device *teedev = pool->scrubbing.teedev;

	lockdep_assert_held(&pool->turn);

	if (tee_calls_are_over(&to_core_device(teedev)->kernel_clients.calls))
		return true;
	pr_warn("%s: calls do not end: what is lent stays with the TEE\n",
		teedev->name);
	return false;
}

/*
 * End the use of the driver's pool, and destroy it; @usable tells whether the
 * driver still works. Calls of the kernel's have been stopped then. The pool has
 * been closed, and unregistered from the heaps, so no buffers are added. Waits
 * for a call into the driver that is in progress, for as long as it takes: the
 * driver can't go before.
 */
void tee_lent_pool_cut(struct tee_lent_pool *pool, bool usable)
{
	struct tee_protmem_pool *driver = pool->driver;
	int rc;

	mutex_lock(&pool->turn);
	usable = usable && calls_are_over(pool);
	rc = pool_empty(pool, usable);
	if (rc) {
		pr_err("%s keeps its memory, buffers in it could not be scrubbed: %d\n",
		       pool->scrubbing.teedev->name, rc);
		tee_lent_lose(pool->scrubbing.teedev);
	}
	tee_lent_settle(pool->scrubbing.teedev, usable);
	pool->driver = NULL;
	driver->ops->destroy_pool(driver);
	mutex_unlock(&pool->turn);
	/* what only the table is left of */
	lent_driver_kick(pool);
}
