// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dynamic pools: a driver's pool that lends memory, as the heaps see it
 *
 * The driver lends memory when the first buffer is allocated, and takes it back
 * when the last one is freed. In some drivers these two race, so calls into the
 * driver are serialised.
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
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

#include "compat/tee-protmem.h"

#include "handle.h"
#include "lent.h"
#include "lent-pool.h"
#include "scrub.h"

/**
 * struct lent_range - memory of one buffer
 * @range:	where it is
 * @lent:	what it is a part of; holds a reference
 * @offset:	in @lent
 * @table:	what the driver allocated, and needs to free it
 * @returned:	the driver has freed it, but the buffer is still held
 * @quarantined: no buffer has it, but it could not be scrubbed
 */
struct lent_range {
	struct rstmem_range range;
	struct tee_lent *lent;
	size_t offset;
	struct sg_table table;
	bool returned;
	bool quarantined;
};

static void range_destroy(struct lent_range *r)
{
	tee_lent_put(r->lent);
	kfree(r);
}

/*
 * Return the memory to the driver, which may take it back from the TEE. If the
 * driver has gone, only the table is left to be freed.
 */
static void range_return(struct tee_lent_pool *pool,
			 struct lent_range *r)
{
	lockdep_assert_held(&pool->lock);

	if (r->returned)
		return;
	if (pool->driver)
		pool->driver->ops->free(pool->driver, &r->table);
	else
		sg_free_table(&r->table);
	r->returned = true;
}

/* The driver's memory must be one piece, and part of what was lent here. */
static int range_adopt(struct tee_lent_pool *pool,
		       struct lent_range *r, size_t size, size_t align)
{
	struct tee_protmem_pool *driver = pool->driver;
	struct scatterlist *sg = r->table.sgl;
	struct tee_shm shm = { .size = size, .id = -1 };
	struct tee_shm *parent = NULL;
	int rc;

	rc = driver->ops->update_shm(driver, &r->table, r->offset, &shm,
				     &parent);
	if (rc)
		return rc;

	r->lent = tee_lent_of(parent);
	if (!r->lent || r->table.orig_nents != 1 || sg->length < size)
		return -EOPNOTSUPP;

	r->range.start = sg_phys(sg);
	r->range.size = size;
	return IS_ALIGNED(r->range.start, align) ? 0 : -ENOMEM;
}

static struct lent_range *range_create(struct tee_lent_pool *pool,
				       size_t size, size_t align)
{
	struct tee_protmem_pool *driver = pool->driver;
	struct lent_range *r;
	int rc;

	lockdep_assert_held(&pool->lock);

	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return ERR_PTR(-ENOMEM);

	rc = driver->ops->alloc(driver, &r->table, size, &r->offset);
	/* some drivers pass the firmware's error on as it is */
	if (rc > 0)
		rc = -EIO;
	if (rc)
		goto err_range;

	rc = range_adopt(pool, r, size, align);
	if (rc)
		goto err_table;

	rc = xa_insert(&pool->ranges, PHYS_PFN(r->range.start), r,
		       GFP_KERNEL);
	if (rc)
		goto err_table;

	tee_lent_get(r->lent);
	return r;

err_table:
	driver->ops->free(driver, &r->table);
err_range:
	kfree(r);
	return ERR_PTR(rc);
}

static struct lent_range *range_find(struct tee_lent_pool *pool,
				     const struct rstmem_range *range)
{
	return xa_load(&pool->ranges, PHYS_PFN(range->start));
}

static int lent_pool_alloc(void *priv, size_t size, size_t align,
			   struct rstmem_range *range)
{
	struct tee_lent_pool *pool = priv;
	struct lent_range *r;

	guard(mutex)(&pool->lock);

	if (!pool->driver)
		return -ENODEV;

	r = range_create(pool, size, align);
	if (IS_ERR(r)) {
		pr_debug("%s: no memory of %zu bytes: %ld\n",
			 pool->teedev->name, size, PTR_ERR(r));
		return -ENOMEM;
	}

	*range = r->range;
	return 0;
}

static void lent_pool_free(void *priv, const struct rstmem_range *range)
{
	struct tee_lent_pool *pool = priv;
	struct lent_range *r;

	guard(mutex)(&pool->lock);

	r = xa_erase(&pool->ranges, PHYS_PFN(range->start));
	range_return(pool, r);
	range_destroy(r);
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

static int lent_pool_scrub_begin(void *priv, void **batch)
{
	struct tee_lent_pool *pool = priv;

	*batch = tee_scrub_begin(pool->teedev, &pool->method);
	return PTR_ERR_OR_ZERO(*batch);
}

static int lent_pool_scrub(void *priv, void *batch, void *handle)
{
	return tee_scrub(batch, handle);
}

static void lent_pool_scrub_end(void *priv, void *batch)
{
	tee_scrub_end(batch);
}

/*
 * What the driver has freed already is not restricted any more. Asks no TEE, but
 * may wait for the lock, and so for a call that the driver makes for an
 * allocation, or for memory that has been scrubbed.
 */
static void lent_pool_quarantine(void *priv, const struct rstmem_range *range)
{
	struct tee_lent_pool *pool = priv;
	struct lent_range *r;

	guard(mutex)(&pool->lock);

	r = range_find(pool, range);
	if (r->returned) {
		xa_erase(&pool->ranges, PHYS_PFN(range->start));
		range_destroy(r);
	} else {
		r->quarantined = true;
	}
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

/* Includes what the TEE has not given back, even if no buffer is left in it. */
static size_t lent_pool_quarantined(void *priv)
{
	struct tee_lent_pool *pool = priv;
	size_t bytes = tee_lent_away(pool->teedev);
	struct lent_range *r;
	unsigned long pfn;

	guard(mutex)(&pool->lock);

	xa_for_each(&pool->ranges, pfn, r)
		if (r->quarantined && !r->lent->lost)
			bytes += r->range.size;

	return bytes;
}

static int lent_pool_mark(void *priv, void *handle, size_t offset, size_t size,
			  u64 pattern[2])
{
	struct tee_lent_pool *pool = priv;

	return tee_mark(pool->teedev, &pool->method, handle, offset, size,
			pattern);
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
	.scrub_begin = lent_pool_scrub_begin,
	.scrub = lent_pool_scrub,
	.scrub_end = lent_pool_scrub_end,
	.quarantine = lent_pool_quarantine,
	.dequarantine = lent_pool_dequarantine,
	.quarantined = lent_pool_quarantined,
	.mark = lent_pool_mark,
	.release = lent_pool_release,
};

/* How many pools exist, of all devices. */
static atomic_t pools = ATOMIC_INIT(0);

struct tee_lent_pool *tee_lent_pool_create(struct tee_device *teedev,
					   struct tee_protmem_pool *driver)
{
	struct tee_lent_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return NULL;

	atomic_inc(&pools);
	get_device(&teedev->dev);
	kref_init(&pool->users);
	mutex_init(&pool->lock);
	xa_init(&pool->ranges);
	pool->teedev = teedev;
	tee_scrub_method(NULL, &pool->method);
	pool->driver = driver;
	return pool;
}

/* Ranges that are left were quarantined in memory that is lost. */
static void lent_pool_last(struct kref *users)
{
	struct tee_lent_pool *pool = container_of(users, struct tee_lent_pool,
						   users);
	struct lent_range *r;
	unsigned long pfn;

	mutex_lock(&pool->lock);
	xa_for_each(&pool->ranges, pfn, r) {
		range_return(pool, r);
		range_destroy(r);
	}
	mutex_unlock(&pool->lock);

	xa_destroy(&pool->ranges);
	mutex_destroy(&pool->lock);
	put_device(&pool->teedev->dev);
	kfree(pool);
	atomic_dec(&pools);
}

/* The module is being unloaded: a pool that is left has been leaked. */
void tee_lent_pools_exit(void)
{
	WARN(atomic_read(&pools), "%d pools of drivers are left behind\n",
	     atomic_read(&pools));
}

void tee_lent_pool_put(struct tee_lent_pool *pool)
{
	kref_put(&pool->users, lent_pool_last);
}

/*
 * Have the driver lend memory and take it back once, to be sure that it works,
 * and because only the driver knows how much memory it lends.
 */
int tee_lent_pool_try(struct tee_lent_pool *pool, size_t *size)
{
	struct lent_range *r;

	guard(mutex)(&pool->lock);

	r = range_create(pool, PAGE_SIZE, PAGE_SIZE);
	if (IS_ERR(r))
		return PTR_ERR(r);

	*size = r->lent->core.shm.size;
	xa_erase(&pool->ranges, PHYS_PFN(r->range.start));
	range_return(pool, r);
	range_destroy(r);

	/* what is lost could not be lent for the first buffer */
	return tee_lent_lost(pool->teedev) ? -EIO : 0;
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

static int ranges_scrub(struct tee_lent_pool *pool)
{
	struct tee_scrub_batch *batch;
	struct lent_range *r;
	unsigned long pfn;
	int rc = 0;

	lockdep_assert_held(&pool->lock);
	if (xa_empty(&pool->ranges))
		return 0;

	batch = tee_scrub_begin_last(pool->teedev, &pool->method);
	if (IS_ERR(batch))
		return PTR_ERR(batch);
	xa_for_each(&pool->ranges, pfn, r)
		rc = rc ?: range_scrub(batch, r);
	tee_scrub_end(batch);
	return rc;
}

/*
 * End the use of the driver's pool, and destroy it; @usable tells whether the
 * driver still works. The pool has been unregistered from the heaps, so no
 * buffers are added.
 */
void tee_lent_pool_cut(struct tee_lent_pool *pool, bool usable)
{
	struct tee_protmem_pool *driver = pool->driver;
	struct lent_range *r;
	unsigned long pfn;
	int rc = 0;

	guard(mutex)(&pool->lock);

	if (!xa_empty(&pool->ranges))
		rc = usable ? ranges_scrub(pool) : -ENODEV;

	if (rc) {
		pr_err("%s keeps its memory, buffers in it could not be scrubbed: %d\n",
		       pool->teedev->name, rc);
		tee_lent_lose(pool->teedev);
	} else {
		xa_for_each(&pool->ranges, pfn, r)
			range_return(pool, r);
	}

	tee_lent_settle(pool->teedev, usable);
	pool->driver = NULL;
	driver->ops->destroy_pool(driver);
}
