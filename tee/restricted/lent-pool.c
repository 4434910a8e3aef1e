// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dynamic pools: a driver's pool that lends memory, as the heaps see it
 *
 * The driver lends memory when the first buffer comes and takes it back when the
 * last one goes. Drivers have been seen to let these two race, so that they are
 * called by one thread at a time.
 *
 * When the driver goes, or the machine, its memory is taken back with buffers
 * still held: these keep their pages, which nobody else gets before they are
 * released, but the pages are not restricted any more. They are scrubbed first,
 * and where that fails the memory is left with the secure world for good.
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
 * struct tee_protmem_range - memory of one buffer
 * @range:	where it is
 * @lent:	what it is a part of; holds a reference
 * @offset:	in @lent
 * @table:	what the driver gave and wants back
 * @returned:	the driver has it back, the buffer is still held
 * @soiled:	no buffer has it, but it could not be scrubbed
 */
struct tee_protmem_range {
	struct rstmem_range range;
	struct tee_lent *lent;
	size_t offset;
	struct sg_table table;
	bool returned;
	bool soiled;
};

static void range_destroy(struct tee_protmem_range *r)
{
	tee_lent_put(r->lent);
	kfree(r);
}

/*
 * The driver may take back what it lent. Where it has gone without, all that is
 * left to be freed is the table.
 */
static void range_return(struct tee_protmem *protmem,
			 struct tee_protmem_range *r)
{
	lockdep_assert_held(&protmem->lock);

	if (r->returned)
		return;
	if (protmem->driver)
		protmem->driver->ops->free(protmem->driver, &r->table);
	else
		sg_free_table(&r->table);
	r->returned = true;
}

/* What the driver gave must be one piece, in memory that it has from us. */
static int range_adopt(struct tee_protmem *protmem,
		       struct tee_protmem_range *r, size_t size, size_t align)
{
	struct tee_protmem_pool *driver = protmem->driver;
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

static struct tee_protmem_range *range_create(struct tee_protmem *protmem,
					      size_t size, size_t align)
{
	struct tee_protmem_pool *driver = protmem->driver;
	struct tee_protmem_range *r;
	int rc;

	lockdep_assert_held(&protmem->lock);

	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return ERR_PTR(-ENOMEM);

	rc = driver->ops->alloc(driver, &r->table, size, &r->offset);
	/* a refused call of the firmware may come through as it is */
	if (rc > 0)
		rc = -EIO;
	if (rc)
		goto err_range;

	rc = range_adopt(protmem, r, size, align);
	if (rc)
		goto err_table;

	rc = xa_insert(&protmem->ranges, PHYS_PFN(r->range.start), r,
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

static struct tee_protmem_range *range_find(struct tee_protmem *protmem,
					    const struct rstmem_range *range)
{
	return xa_load(&protmem->ranges, PHYS_PFN(range->start));
}

static int protmem_alloc(void *priv, size_t size, size_t align,
			 struct rstmem_range *range)
{
	struct tee_protmem *protmem = priv;
	struct tee_protmem_range *r;

	guard(mutex)(&protmem->lock);

	if (!protmem->driver)
		return -ENODEV;

	r = range_create(protmem, size, align);
	if (IS_ERR(r)) {
		pr_debug("%s: no memory of %zu bytes: %ld\n",
			 protmem->teedev->name, size, PTR_ERR(r));
		return -ENOMEM;
	}

	*range = r->range;
	return 0;
}

static void protmem_free(void *priv, const struct rstmem_range *range)
{
	struct tee_protmem *protmem = priv;
	struct tee_protmem_range *r;

	guard(mutex)(&protmem->lock);

	r = xa_erase(&protmem->ranges, PHYS_PFN(range->start));
	range_return(protmem, r);
	range_destroy(r);
}

static void *protmem_bind(void *priv, const struct rstmem_range *range)
{
	struct tee_protmem *protmem = priv;
	struct tee_protmem_range *r = range_find(protmem, range);

	return tee_handle_create(range, &r->lent->core.shm, r->offset);
}

static void protmem_unbind(void *priv, void *handle)
{
	tee_handle_destroy(handle);
}

static int protmem_scrub(void *priv, void *handle)
{
	struct tee_protmem *protmem = priv;
	struct tee_shm *shm = handle;

	return tee_scrub(protmem->teedev, shm, 0, shm->size);
}

/* What the driver has back already is nothing to be scrubbed by the TEE. */
static void protmem_quarantine(void *priv, const struct rstmem_range *range)
{
	struct tee_protmem *protmem = priv;
	struct tee_protmem_range *r;

	guard(mutex)(&protmem->lock);

	r = range_find(protmem, range);
	if (r->returned) {
		xa_erase(&protmem->ranges, PHYS_PFN(range->start));
		range_destroy(r);
	} else {
		r->soiled = true;
	}
}

static int protmem_dequarantine(void *priv, phys_addr_t from,
				struct rstmem_range *range)
{
	struct tee_protmem *protmem = priv;
	struct tee_protmem_range *r;
	unsigned long pfn;

	guard(mutex)(&protmem->lock);

	xa_for_each_start(&protmem->ranges, pfn, r, PFN_UP(from)) {
		if (!r->soiled)
			continue;
		r->soiled = false;
		*range = r->range;
		return 0;
	}

	return -ENOENT;
}

/* Also what the TEE never gave back, though no buffer is in it any more. */
static size_t protmem_quarantined(void *priv)
{
	struct tee_protmem *protmem = priv;
	size_t bytes = tee_lent_lost(protmem->teedev);
	struct tee_protmem_range *r;
	unsigned long pfn;

	guard(mutex)(&protmem->lock);

	xa_for_each(&protmem->ranges, pfn, r)
		if (r->soiled && !r->lent->lost)
			bytes += r->range.size;

	return bytes;
}

static void protmem_release(void *priv)
{
	tee_protmem_put(priv);
}

const struct rstmem_pool_ops tee_protmem_ops = {
	.alloc = protmem_alloc,
	.free = protmem_free,
	.bind = protmem_bind,
	.unbind = protmem_unbind,
	.scrub = protmem_scrub,
	.quarantine = protmem_quarantine,
	.dequarantine = protmem_dequarantine,
	.quarantined = protmem_quarantined,
	.release = protmem_release,
};

/* How many there are, of all devices. */
static atomic_t protmems = ATOMIC_INIT(0);

struct tee_protmem *tee_protmem_create(struct tee_device *teedev,
				       struct tee_protmem_pool *driver)
{
	struct tee_protmem *protmem = kzalloc(sizeof(*protmem), GFP_KERNEL);

	if (!protmem)
		return NULL;

	atomic_inc(&protmems);
	get_device(&teedev->dev);
	kref_init(&protmem->users);
	mutex_init(&protmem->lock);
	xa_init(&protmem->ranges);
	protmem->teedev = teedev;
	protmem->driver = driver;
	return protmem;
}

/* Ranges that are left belong to memory that is lost with them. */
static void protmem_last(struct kref *users)
{
	struct tee_protmem *protmem = container_of(users, struct tee_protmem,
						   users);
	struct tee_protmem_range *r;
	unsigned long pfn;

	mutex_lock(&protmem->lock);
	xa_for_each(&protmem->ranges, pfn, r) {
		range_return(protmem, r);
		range_destroy(r);
	}
	mutex_unlock(&protmem->lock);

	xa_destroy(&protmem->ranges);
	mutex_destroy(&protmem->lock);
	put_device(&protmem->teedev->dev);
	kfree(protmem);
	atomic_dec(&protmems);
}

/* The module goes: nothing else would show that one was forgotten. */
void tee_lent_pools_exit(void)
{
	WARN(atomic_read(&protmems), "%d pools of drivers are left behind\n",
	     atomic_read(&protmems));
}

void tee_protmem_put(struct tee_protmem *protmem)
{
	kref_put(&protmem->users, protmem_last);
}

/*
 * Have memory lent and taken back once, before anybody relies on it. Also, only
 * the driver knows how much memory it lends.
 */
int tee_protmem_try(struct tee_protmem *protmem, size_t *size)
{
	struct tee_protmem_range *r;

	guard(mutex)(&protmem->lock);

	r = range_create(protmem, PAGE_SIZE, PAGE_SIZE);
	if (IS_ERR(r))
		return PTR_ERR(r);

	*size = r->lent->core.shm.size;
	xa_erase(&protmem->ranges, PHYS_PFN(r->range.start));
	range_return(protmem, r);
	range_destroy(r);

	/* it would have to be lent again for the first buffer */
	return tee_lent_lost(protmem->teedev) ? -EIO : 0;
}

static int range_scrub(struct tee_protmem *protmem,
		       const struct tee_protmem_range *r)
{
	struct tee_shm *handle;
	int rc;

	handle = tee_handle_create(&r->range, &r->lent->core.shm, r->offset);
	if (IS_ERR(handle))
		return PTR_ERR(handle);

	rc = tee_scrub_last(protmem->teedev, handle, 0, handle->size);
	tee_handle_destroy(handle);
	return rc;
}

/*
 * The last thing that the driver is asked for; @usable tells whether it still
 * answers. The pool has been unregistered, so that no buffers are added.
 */
void tee_protmem_cut(struct tee_protmem *protmem, bool usable)
{
	struct tee_protmem_pool *driver = protmem->driver;
	struct tee_protmem_range *r;
	unsigned long pfn;
	int rc = 0;

	guard(mutex)(&protmem->lock);

	xa_for_each(&protmem->ranges, pfn, r)
		rc = usable ? range_scrub(protmem, r) ?: rc : -ENODEV;

	if (rc) {
		pr_err("%s keeps its memory, buffers in it could not be scrubbed: %d\n",
		       protmem->teedev->name, rc);
		tee_lent_lose(protmem->teedev);
	} else {
		xa_for_each(&protmem->ranges, pfn, r)
			range_return(protmem, r);
	}

	protmem->driver = NULL;
	driver->ops->destroy_pool(driver);
}
