// SPDX-License-Identifier: GPL-2.0-only
/*
 * Static pools: memory that a TEE has set aside, registered with the heaps
 *
 * Nothing here accesses the memory, and nothing but scrubbing calls the TEE, so
 * buffers may outlive the TEE's driver. When the driver is bound again, these
 * buffers are still in its memory (static-memory.c).
 */

#include <linux/err.h>
#include <linux/module.h>
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

/**
 * struct static_pool - a pool, until its last buffer has been released
 * @scrubbing:	how it is scrubbed
 * @memory:	where it is; an earlier pool may have been there, too
 */
struct static_pool {
	struct tee_scrubbing scrubbing;
	struct tee_static_memory *memory;
};
static_assert(!offsetof(struct static_pool, scrubbing));

static int static_pool_alloc(void *priv, size_t size, size_t align,
			     struct rstmem_range *range)
{
	struct static_pool *pool = priv;

	return rstmem_carveout_alloc(pool->memory->carveout, size, align, range);
}

static void static_pool_free(void *priv, const struct rstmem_range *range)
{
	struct static_pool *pool = priv;

	rstmem_carveout_free(pool->memory->carveout, range);
}

static void static_pool_quarantine(void *priv, const struct rstmem_range *range)
{
	struct static_pool *pool = priv;

	rstmem_carveout_quarantine(pool->memory->carveout, range);
}

static int static_pool_dequarantine(void *priv, phys_addr_t from,
				    struct rstmem_range *range)
{
	struct static_pool *pool = priv;

	return rstmem_carveout_dequarantine(pool->memory->carveout, from, range);
}

static size_t static_pool_quarantined(void *priv)
{
	struct static_pool *pool = priv;

	return rstmem_carveout_quarantined(pool->memory->carveout);
}

static size_t static_pool_largest(void *priv)
{
	struct static_pool *pool = priv;

	return rstmem_carveout_largest(pool->memory->carveout);
}

static void *static_pool_bind(void *priv, const struct rstmem_range *range)
{
	return tee_handle_create(range, NULL, 0);
}

static void static_pool_unbind(void *priv, void *handle)
{
	tee_handle_destroy(handle);
}

static void static_pool_release(void *priv)
{
	struct static_pool *pool = priv;

	tee_static_memory_put(pool->memory);
	put_device(&pool->scrubbing.teedev->dev);
	kfree(pool);
}

static const struct rstmem_pool_ops static_pool_ops = {
	.alloc = static_pool_alloc,
	.free = static_pool_free,
	.bind = static_pool_bind,
	.unbind = static_pool_unbind,
	.scrub_begin = tee_pool_scrub_begin,
	.scrub = tee_pool_scrub,
	.scrub_end = tee_pool_scrub_end,
	.mark = tee_pool_mark,
	.quarantine = static_pool_quarantine,
	.dequarantine = static_pool_dequarantine,
	.quarantined = static_pool_quarantined,
	.largest = static_pool_largest,
	.release = static_pool_release,
};

static struct static_pool *
static_pool_create(struct tee_device *teedev,
		   const struct tee_static_layout *layout,
		   const struct tee_rstmem_scrub *scrub)
{
	struct static_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	int rc;

	if (!pool)
		return ERR_PTR(-ENOMEM);
	rc = tee_scrub_method(scrub, &pool->scrubbing.method);
	if (rc)
		goto err;
	pool->memory = tee_static_memory_get(layout, false);
	rc = PTR_ERR_OR_ZERO(pool->memory);
	if (rc)
		goto err;
	pool->scrubbing.teedev = teedev;
	get_device(&teedev->dev);
	return pool;

err:
	kfree(pool);
	return ERR_PTR(rc);
}

struct rstmem_pool *tee_static_pool_register(struct tee_device *teedev,
					     const struct tee_static_layout *layout,
					     u32 use_cases,
					     const struct tee_rstmem_scrub *scrub)
{
	struct rstmem_pool_desc desc = {
		.name = teedev->name,
		.owner = THIS_MODULE,
		.ops = &static_pool_ops,
		.tee = tee_identity(teedev),
		.use_cases = use_cases,
	};
	struct tee_static_memory *memory;
	struct static_pool *priv;
	struct rstmem_pool *pool;

	priv = static_pool_create(teedev, layout, scrub);
	if (IS_ERR(priv))
		return ERR_CAST(priv);

	memory = priv->memory;
	desc.priv = priv;
	desc.size = tee_static_memory_size(memory);
	desc.granule = memory->granule;
	desc.ranges = memory->ranges;
	desc.num_ranges = memory->num_ranges;
	pool = rstmem_pool_register(&desc);
	if (IS_ERR(pool))
		static_pool_release(priv);
	else
		WRITE_ONCE(to_core_device(teedev)->pooled, true);
	return pool;
}

struct rstmem_pool *
tee_rstmem_static_ranges_register(struct tee_context *ctx,
				  const struct rstmem_range *ranges,
				  unsigned int num_ranges, size_t granule,
				  u32 use_cases,
				  const struct tee_rstmem_scrub *scrub)
{
	const struct tee_static_layout layout = {
		.ranges = ranges,
		.num_ranges = num_ranges,
		.granule = granule,
	};

	return tee_static_pool_register(ctx->teedev, &layout, use_cases, scrub);
}
EXPORT_SYMBOL_GPL(tee_rstmem_static_ranges_register);

struct rstmem_pool *tee_rstmem_static_pool_register(struct tee_context *ctx,
						    phys_addr_t base,
						    size_t size, u32 use_cases,
						    const struct tee_rstmem_scrub *scrub)
{
	const struct rstmem_range range = { .start = base, .size = size };

	return tee_rstmem_static_ranges_register(ctx, &range, 1, 0, use_cases,
						 scrub);
}
EXPORT_SYMBOL_GPL(tee_rstmem_static_pool_register);
