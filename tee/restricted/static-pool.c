// SPDX-License-Identifier: GPL-2.0-only
/*
 * Static pools: memory that a TEE has set aside, registered with the heaps
 *
 * Nothing here accesses the memory, and nothing but scrubbing calls the TEE, so
 * buffers may outlive the TEE's driver. When the driver is bound again, these
 * buffers are still in its memory. So allocations are recorded per memory, not
 * per pool.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include <rstmem/pool.h>
#include <rstmem/tee.h>

#include "tee/device.h"

#include "handle.h"
#include "scrub.h"
#include "static-pool.h"

/**
 * struct tee_static_memory - a carve-out, while a pool or a buffer uses it
 * @users:	pools that were registered with it and not released yet
 * @node:	in static_memories
 * @teedev:	device of the latest pool, which scrubs the memory; a reference
 *		on its structure, the driver may have gone
 * @range:	where it is
 * @carveout:	what is allocated in it
 */
struct tee_static_memory {
	struct kref users;
	struct list_head node;
	struct tee_device *teedev;
	struct rstmem_range range;
	struct rstmem_carveout *carveout;
};

static LIST_HEAD(static_memories);

/* protects the list, and each memory's users and teedev */
static DEFINE_MUTEX(static_memories_lock);

static struct tee_static_memory *
static_memory_create(const struct rstmem_range *range,
		     struct tee_device *teedev)
{
	struct tee_static_memory *memory;
	struct rstmem_carveout *carveout;

	memory = kzalloc(sizeof(*memory), GFP_KERNEL);
	if (!memory)
		return ERR_PTR(-ENOMEM);

	carveout = rstmem_carveout_create(range->start, range->size);
	if (IS_ERR(carveout)) {
		kfree(memory);
		return ERR_CAST(carveout);
	}

	/* An earlier kernel, or an earlier tee.ko, may have left content. */
	rstmem_carveout_quarantine_unused(carveout);
	kref_init(&memory->users);
	memory->range = *range;
	memory->carveout = carveout;
	memory->teedev = teedev;
	get_device(&teedev->dev);
	list_add(&memory->node, &static_memories);
	return memory;
}

static bool ranges_overlap(const struct rstmem_range *a,
			   const struct rstmem_range *b)
{
	return a->start - b->start < b->size || b->start - a->start < a->size;
}

/* Ranges that overlap must be equal. */
static struct tee_static_memory *
static_memory_get(const struct rstmem_range *range, struct tee_device *teedev)
{
	struct tee_static_memory *memory;

	guard(mutex)(&static_memories_lock);

	list_for_each_entry(memory, &static_memories, node) {
		if (!ranges_overlap(&memory->range, range))
			continue;
		if (memory->range.start != range->start ||
		    memory->range.size != range->size)
			return ERR_PTR(-EBUSY);
		kref_get(&memory->users);
		return memory;
	}

	return static_memory_create(range, teedev);
}

/* @teedev scrubs the memory from now on; returns the device that did so far. */
static struct tee_device *
static_memory_serve(struct tee_static_memory *memory, struct tee_device *teedev)
{
	guard(mutex)(&static_memories_lock);

	swap(memory->teedev, teedev);
	return teedev;
}

static void static_memory_release(struct kref *users)
{
	struct tee_static_memory *memory =
		container_of(users, struct tee_static_memory, users);

	list_del(&memory->node);
	put_device(&memory->teedev->dev);
	rstmem_carveout_destroy(memory->carveout);
	kfree(memory);
}

static void static_memory_put(struct tee_static_memory *memory)
{
	guard(mutex)(&static_memories_lock);

	kref_put(&memory->users, static_memory_release);
}

static int static_pool_alloc(void *priv, size_t size, size_t align,
			     struct rstmem_range *range)
{
	struct tee_static_memory *memory = priv;

	return rstmem_carveout_alloc(memory->carveout, size, align, range);
}

static void static_pool_free(void *priv, const struct rstmem_range *range)
{
	struct tee_static_memory *memory = priv;

	rstmem_carveout_free(memory->carveout, range);
}

static void static_pool_quarantine(void *priv, const struct rstmem_range *range)
{
	struct tee_static_memory *memory = priv;

	rstmem_carveout_quarantine(memory->carveout, range);
}

static int static_pool_dequarantine(void *priv, phys_addr_t from,
				    struct rstmem_range *range)
{
	struct tee_static_memory *memory = priv;

	return rstmem_carveout_dequarantine(memory->carveout, from, range);
}

static size_t static_pool_quarantined(void *priv)
{
	struct tee_static_memory *memory = priv;

	return rstmem_carveout_quarantined(memory->carveout);
}

static void *static_pool_bind(void *priv, const struct rstmem_range *range)
{
	return tee_handle_create(range, NULL, 0);
}

static void static_pool_unbind(void *priv, void *handle)
{
	tee_handle_destroy(handle);
}

static int static_pool_scrub(void *priv, void *data)
{
	struct tee_static_memory *memory = priv;
	struct tee_device *teedev;
	struct tee_shm *shm = data;
	int rc;

	scoped_guard(mutex, &static_memories_lock) {
		teedev = memory->teedev;
		get_device(&teedev->dev);
	}

	rc = tee_scrub(teedev, shm, 0, shm->size);
	put_device(&teedev->dev);
	return rc;
}

static void static_pool_release(void *priv)
{
	static_memory_put(priv);
}

static const struct rstmem_pool_ops static_pool_ops = {
	.alloc = static_pool_alloc,
	.free = static_pool_free,
	.bind = static_pool_bind,
	.unbind = static_pool_unbind,
	.scrub = static_pool_scrub,
	.quarantine = static_pool_quarantine,
	.dequarantine = static_pool_dequarantine,
	.quarantined = static_pool_quarantined,
	.release = static_pool_release,
};

/*
 * System RAM is in the linear map: any access, even a speculative one, would
 * hit the firewall.
 */
static bool is_of_linux(const struct rstmem_range *range)
{
	if (!range->size ||
	    region_intersects(range->start, range->size, IORESOURCE_SYSTEM_RAM,
			      IORES_DESC_NONE) == REGION_DISJOINT)
		return false;

	pr_err("no restricted memory at %pa: Linux uses it as ordinary memory; reserve it with no-map\n",
	       &range->start);
	return true;
}

struct rstmem_pool *tee_static_pool_register(struct tee_device *teedev,
					     const struct rstmem_range *range,
					     u32 use_cases)
{
	struct rstmem_pool_desc desc = {
		.name = teedev->name,
		.owner = THIS_MODULE,
		.ops = &static_pool_ops,
		.tee = tee_identity(teedev),
		.size = range->size,
		.use_cases = use_cases,
	};
	struct tee_static_memory *memory;
	struct tee_device *before;
	struct rstmem_pool *pool;

	if (is_of_linux(range))
		return ERR_PTR(-EINVAL);

	memory = static_memory_get(range, teedev);
	if (IS_ERR(memory))
		return ERR_CAST(memory);

	get_device(&teedev->dev);
	before = static_memory_serve(memory, teedev);
	desc.priv = memory;
	pool = rstmem_pool_register(&desc);
	if (IS_ERR(pool)) {
		/* an earlier pool's device goes on scrubbing its buffers */
		before = static_memory_serve(memory, before);
		static_memory_put(memory);
	}
	put_device(&before->dev);

	return pool;
}

struct rstmem_pool *tee_rstmem_static_pool_register(struct tee_context *ctx,
						    phys_addr_t base,
						    size_t size, u32 use_cases)
{
	const struct rstmem_range range = { .start = base, .size = size };

	return tee_static_pool_register(ctx->teedev, &range, use_cases);
}
EXPORT_SYMBOL_GPL(tee_rstmem_static_pool_register);
