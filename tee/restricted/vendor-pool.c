// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pools of drivers that allocate or protect by calls of their own
 *
 * A driver is told of whole pieces only, as they were allocated: in quarantine,
 * too, they stay whole. What a driver allocates is entered in the memory's
 * carve-out, which notices what can't be. What is in memory that rstmem allocates
 * before anybody had it is no piece, and the carve-out's to quarantine.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/align.h>
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include <rstmem/pool.h>
#include <rstmem/tee.h>

#include "tee/core.h"
#include "tee/device.h"

#include "handle.h"
#include "scrub.h"
#include "static-memory.h"
#include "static-pool.h"
#include "vendor-pieces.h"
#include "vendor-pool.h"

/**
 * struct vendor_pool - a pool, until its last buffer has been released
 * @scrubbing:	how it is scrubbed
 * @node:	in vendor_pools
 * @owner:	the driver's module
 * @registered:	the pool, as the heaps know it
 * @name:	a copy
 * @ops:	the driver's
 * @priv:	passed to @ops
 * @memory:	where it is
 * @scrubbed:	it is, or the driver said that it need not be; not if tee.ko was
 *		told to scrub nothing
 * @pieces:	what is allocated
 * @lost:	bytes that the driver would not unprotect
 */
struct vendor_pool {
	struct tee_scrubbing scrubbing;
	struct list_head node;
	struct module *owner;
	struct rstmem_pool *registered;
	const char *name;
	const struct tee_rstmem_pool_ops *ops;
	void *priv;
	struct tee_static_memory *memory;
	bool scrubbed;
	struct tee_vendor_pieces pieces;
	atomic_long_t lost;
};
static_assert(!offsetof(struct vendor_pool, scrubbing));

static LIST_HEAD(vendor_pools);
static DEFINE_MUTEX(vendor_pools_lock);	/* protects the list; taken last */

/* What is no error code would be taken for a pointer. */
static int error_of(const struct vendor_pool *pool, const char *call, int rc)
{
	if (rc <= 0 && rc >= -MAX_ERRNO)
		return rc;
	pr_err_ratelimited("pool %s: its driver's %s returned %d, which is no error code\n",
			   pool->name, call, rc);
	return -EIO;
}

static const char *answer_fault(const struct vendor_pool *pool,
				const struct rstmem_range *range, size_t size,
				size_t align)
{
	if (range->size != size)
		return "not of the size that was asked for";
	if (!IS_ALIGNED(range->start, align))
		return "not aligned as was asked for";
	switch (rstmem_carveout_take(pool->memory->carveout, range)) {
	case 0:
		return NULL;
	case -EBUSY:
		return "in use already";
	default:
		return "outside the pool";
	}
}

static int driver_alloc(struct vendor_pool *pool, size_t align,
			struct rstmem_range *range)
{
	size_t size = range->size;
	const char *fault;
	int rc;

	*range = (struct rstmem_range){ };
	rc = error_of(pool, "alloc",
		      pool->ops->alloc(pool->priv, size, align, range));
	if (rc)
		return rc;
	fault = answer_fault(pool, range, size, align);
	if (!fault)
		return 0;
	pr_err_ratelimited("pool %s: its driver allocated %pa + %zu for %zu bytes, which is %s: not used\n",
			   pool->name, &range->start, range->size, size, fault);
	return -EIO;
}

/* @range has the size, which is whole granules. */
static int place_find(struct vendor_pool *pool, size_t align,
		      struct rstmem_range *range)
{
	if (pool->ops->alloc)
		return driver_alloc(pool, align, range);
	return rstmem_carveout_alloc(pool->memory->carveout, range->size, align,
				     range);
}

/* The driver may allocate it again at once: it is freed here before. */
static void place_free(struct vendor_pool *pool,
		       const struct rstmem_range *range)
{
	rstmem_carveout_free(pool->memory->carveout, range);
	if (pool->ops->free)
		pool->ops->free(pool->priv, range);
}

static int protect(struct vendor_pool *pool, const struct rstmem_range *range)
{
	if (!pool->ops->protect)
		return 0;
	return error_of(pool, "protect",
			pool->ops->protect(pool->priv, range));
}

static int vendor_pool_alloc(void *priv, size_t size, size_t align,
			     struct rstmem_range *range)
{
	struct vendor_pool *pool = priv;
	struct tee_vendor_piece *piece = kzalloc(sizeof(*piece), GFP_KERNEL);
	int rc;

	if (!piece)
		return -ENOMEM;
	piece->range.size = ALIGN(size, pool->memory->granule);
	rc = place_find(pool, align, &piece->range);
	if (rc)
		goto err_piece;
	rc = protect(pool, &piece->range);
	if (rc)
		goto err_place;

	range->start = piece->range.start;
	range->size = size;
	tee_vendor_piece_add(&pool->pieces, piece);
	return 0;

err_place:
	place_free(pool, &piece->range);
err_piece:
	kfree(piece);
	return rc;
}

static bool let_go(struct vendor_pool *pool, const struct rstmem_range *range)
{
	int rc = 0;

	if (pool->ops->unprotect)
		rc = pool->ops->unprotect(pool->priv, range);
	if (!rc)
		return true;
	pr_err_ratelimited("pool %s: its driver does not unprotect %pa + %zu: %d; it is not used again\n",
			   pool->name, &range->start, range->size, rc);
	atomic_long_add(range->size, &pool->lost);
	return false;
}

static void vendor_pool_free(void *priv, const struct rstmem_range *range)
{
	struct vendor_pool *pool = priv;
	struct tee_vendor_piece *piece;

	piece = tee_vendor_piece_remove(&pool->pieces, range->start);
	if (!piece) {
		rstmem_carveout_free(pool->memory->carveout, range);
		return;
	}
	if (let_go(pool, &piece->range))
		place_free(pool, &piece->range);
	kfree(piece);
}

static void vendor_pool_quarantine(void *priv, const struct rstmem_range *range)
{
	struct vendor_pool *pool = priv;

	if (!tee_vendor_piece_quarantine(&pool->pieces, range->start))
		rstmem_carveout_quarantine(pool->memory->carveout, range);
}

static int vendor_pool_dequarantine(void *priv, phys_addr_t from,
				    struct rstmem_range *range)
{
	struct vendor_pool *pool = priv;

	if (tee_vendor_piece_dequarantine(&pool->pieces, from, range))
		return 0;
	return rstmem_carveout_dequarantine(pool->memory->carveout, from, range);
}

static size_t vendor_pool_quarantined(void *priv)
{
	struct vendor_pool *pool = priv;

	return tee_vendor_pieces_dirty(&pool->pieces) +
	       atomic_long_read(&pool->lost) +
	       rstmem_carveout_quarantined(pool->memory->carveout);
}

/*
 * Pieces in quarantine count as taken, and whether a driver that allocates has
 * as much is not known: this is an estimate.
 */
static size_t vendor_pool_largest(void *priv)
{
	struct vendor_pool *pool = priv;

	return rstmem_carveout_largest(pool->memory->carveout);
}

static void *vendor_pool_bind(void *priv, const struct rstmem_range *range)
{
	return tee_handle_create(range, NULL, 0);
}

static void vendor_pool_unbind(void *priv, void *handle)
{
	tee_handle_destroy(handle);
}

static int vendor_pool_scrub(void *priv, void *batch, void *handle)
{
	struct vendor_pool *pool = priv;

	return error_of(pool, "clear", tee_scrub(batch, handle));
}

static void vendor_pool_destroy(struct vendor_pool *pool)
{
	tee_static_memory_put(pool->memory);
	put_device(&pool->scrubbing.teedev->dev);
	kfree_const(pool->name);
	kfree(pool);
}

static void vendor_pool_release(void *priv)
{
	struct vendor_pool *pool = priv;
	bool clean = pool->scrubbed && !vendor_pool_quarantined(pool);

	mutex_lock(&vendor_pools_lock);
	list_del(&pool->node);
	mutex_unlock(&vendor_pools_lock);
	if (pool->ops->release)
		pool->ops->release(pool->priv, clean);
	tee_vendor_pieces_free(&pool->pieces);
	vendor_pool_destroy(pool);
}

static const struct rstmem_pool_ops vendor_pool_ops = {
	.alloc = vendor_pool_alloc,
	.free = vendor_pool_free,
	.bind = vendor_pool_bind,
	.unbind = vendor_pool_unbind,
	.scrub_begin = tee_pool_scrub_begin,
	.scrub = vendor_pool_scrub,
	.scrub_end = tee_pool_scrub_end,
	.mark = tee_pool_mark,
	.quarantine = vendor_pool_quarantine,
	.dequarantine = vendor_pool_dequarantine,
	.quarantined = vendor_pool_quarantined,
	.largest = vendor_pool_largest,
	.release = vendor_pool_release,
};

static bool desc_is_valid(const struct tee_rstmem_pool_desc *desc)
{
	const struct tee_rstmem_pool_ops *ops = desc->ops;

	return desc->name && ops && !ops->alloc == !ops->free &&
	       !ops->protect == !ops->unprotect;
}

static int memory_find(struct vendor_pool *pool,
		       const struct tee_rstmem_pool_desc *desc)
{
	const struct tee_static_layout layout = {
		.ranges = desc->ranges,
		.num_ranges = desc->num_ranges,
		.granule = desc->granule,
	};

	pool->memory = tee_static_memory_get(&layout, true);
	if (IS_ERR(pool->memory))
		return PTR_ERR(pool->memory);
	if (!desc->ops->alloc)
		rstmem_carveout_quarantine_unused(pool->memory->carveout);
	return 0;
}

static struct vendor_pool *
vendor_pool_create(struct tee_device *teedev,
		   const struct tee_rstmem_pool_desc *desc)
{
	struct vendor_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	int rc = -ENOMEM;

	if (!pool)
		return ERR_PTR(-ENOMEM);
	pool->ops = desc->ops;
	pool->priv = desc->priv;
	tee_vendor_pieces_init(&pool->pieces);
	pool->name = kstrdup_const(desc->name, GFP_KERNEL);
	if (!pool->name)
		goto err;
	rc = tee_scrub_method(desc->scrub, &pool->scrubbing.method);
	if (rc)
		goto err;
	pool->scrubbed = pool->scrubbing.method.kind != TEE_RSTMEM_SCRUB_NONE ||
			 (desc->scrub &&
			  desc->scrub->kind == TEE_RSTMEM_SCRUB_NONE);
	rc = memory_find(pool, desc);
	if (rc)
		goto err;
	pool->scrubbing.teedev = teedev;
	get_device(&teedev->dev);
	return pool;

err:
	kfree_const(pool->name);
	kfree(pool);
	return ERR_PTR(rc);
}

static struct rstmem_pool *pool_register(struct vendor_pool *pool,
					 u32 use_cases)
{
	const struct rstmem_pool_desc desc = {
		.name = pool->name,
		.owner = pool->owner,
		.ops = &vendor_pool_ops,
		.priv = pool,
		.tee = tee_identity(pool->scrubbing.teedev),
		.size = tee_static_memory_size(pool->memory),
		.use_cases = use_cases,
		.granule = pool->memory->granule,
		.ranges = pool->memory->ranges,
		.num_ranges = pool->memory->num_ranges,
	};

	return rstmem_pool_register(&desc);
}

struct rstmem_pool *
__tee_rstmem_pool_register(struct tee_context *ctx,
			   const struct tee_rstmem_pool_desc *desc,
			   struct module *owner)
{
	struct rstmem_pool *registered;
	struct vendor_pool *pool;

	if (!desc_is_valid(desc))
		return ERR_PTR(-EINVAL);
	pool = vendor_pool_create(ctx->teedev, desc);
	if (IS_ERR(pool))
		return ERR_CAST(pool);
	pool->owner = owner;

	registered = pool_register(pool, desc->use_cases);
	if (IS_ERR(registered)) {
		vendor_pool_destroy(pool);
		return registered;
	}
	mutex_lock(&vendor_pools_lock);
	pool->registered = registered;
	list_add_tail(&pool->node, &vendor_pools);
	mutex_unlock(&vendor_pools_lock);
	WRITE_ONCE(to_core_device(ctx->teedev)->pooled, true);
	return registered;
}
EXPORT_SYMBOL_GPL(__tee_rstmem_pool_register);

static struct rstmem_pool *pool_left_by(const struct module *owner)
{
	struct vendor_pool *pool;

	guard(mutex)(&vendor_pools_lock);

	list_for_each_entry(pool, &vendor_pools, node)
		if (pool->owner == owner)
			return pool->registered;
	return NULL;
}

/*
 * Called after a module's exit, while its code is still there. It has no
 * buffers, which would have kept it. So unregistering releases the pool.
 */
static int module_changed(struct notifier_block *nb, unsigned long event,
			  void *data)
{
	const struct module *module = data;
	struct rstmem_pool *pool;

	if (event != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	while ((pool = pool_left_by(module))) {
		pr_err("%s was unloaded and has not unregistered its pool: done for it\n",
		       module->name);
		rstmem_pool_unregister(pool);
	}
	return NOTIFY_OK;
}

static struct notifier_block module_notifier = {
	.notifier_call = module_changed,
};

int tee_vendor_pools_init(void)
{
	return register_module_notifier(&module_notifier);
}

void tee_vendor_pools_exit(void)
{
	unregister_module_notifier(&module_notifier);
}
