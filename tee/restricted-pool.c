// SPDX-License-Identifier: GPL-2.0-only
/*
 * Static pools: memory that a TEE has set aside, handed to the heaps
 *
 * Nothing in here touches the memory or asks the TEE for anything, so that
 * buffers may outlive the TEE's driver. When the driver comes back, its memory
 * still has these buffers in it: what is allocated belongs to the memory, not
 * to the pool.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <rstmem/pool.h>
#include <rstmem/tee.h>

#include "core.h"

/**
 * struct tee_static_memory - a carve-out, as long as a pool or a buffer has it
 * @users:	pools that were registered with it and not released yet
 * @node:	in static_memories
 * @range:	where it is
 * @carveout:	what is allocated in it
 */
struct tee_static_memory {
	struct kref users;
	struct list_head node;
	struct rstmem_range range;
	struct rstmem_carveout *carveout;
};

static LIST_HEAD(static_memories);
static DEFINE_MUTEX(static_memories_lock);	/* protects the list, and users */

/**
 * struct tee_handle - what the TEE knows a buffer by
 * @core:	its first reference is the pool's; calls that name the buffer
 *		by the id of TEE_IOC_RSTMEM_ALLOC take more
 * @idle:	the last reference is gone
 */
struct tee_handle {
	struct tee_core_shm core;
	struct completion idle;
};

static struct tee_static_memory *
static_memory_create(const struct rstmem_range *range)
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

	kref_init(&memory->users);
	memory->range = *range;
	memory->carveout = carveout;
	list_add(&memory->node, &static_memories);
	return memory;
}

static bool ranges_overlap(const struct rstmem_range *a,
			   const struct rstmem_range *b)
{
	return a->start - b->start < b->size || b->start - a->start < a->size;
}

/* What overlaps must be the same memory, or else is somebody's mistake. */
static struct tee_static_memory *
static_memory_get(const struct rstmem_range *range)
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

	return static_memory_create(range);
}

static void static_memory_release(struct kref *users)
{
	struct tee_static_memory *memory =
		container_of(users, struct tee_static_memory, users);

	list_del(&memory->node);
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

static void handle_idle(struct tee_core_shm *core)
{
	complete(&container_of(core, struct tee_handle, core)->idle);
}

static void *static_pool_bind(void *priv, const struct rstmem_range *range)
{
	struct tee_handle *handle;
	struct tee_shm *shm;

	handle = kzalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	if (!handle)
		return ERR_PTR(-ENOMEM);

	init_completion(&handle->idle);
	tee_core_shm_init(&handle->core);
	handle->core.release = handle_idle;

	shm = &handle->core.shm;
	shm->paddr = range->start;
	shm->size = range->size;
	return shm;
}

/*
 * A call may be in the secure world with the buffer at this moment: the memory
 * is not given to anybody else before it has come back.
 */
static void static_pool_unbind(void *priv, void *data)
{
	struct tee_core_shm *core = to_core_shm((struct tee_shm *)data);
	struct tee_handle *handle = container_of(core, struct tee_handle,
						 core);

	if (core->teedev) {
		tee_shm_remove_id(core);
		tee_shm_put(&core->shm);
		wait_for_completion(&handle->idle);
		put_device(&core->teedev->dev);
	}

	kfree(handle);
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
	.release = static_pool_release,
};

struct rstmem_pool *tee_rstmem_static_pool_register(struct tee_context *ctx,
						    phys_addr_t base,
						    size_t size, u32 use_cases)
{
	const struct rstmem_range range = { .start = base, .size = size };
	struct rstmem_pool_desc desc = {
		.name = ctx->teedev->name,
		.owner = THIS_MODULE,
		.ops = &static_pool_ops,
		.tee = tee_identity(ctx->teedev),
		.size = size,
		.use_cases = use_cases,
	};
	struct tee_static_memory *memory;
	struct rstmem_pool *pool;

	memory = static_memory_get(&range);
	if (IS_ERR(memory))
		return ERR_CAST(memory);

	desc.priv = memory;
	pool = rstmem_pool_register(&desc);
	if (IS_ERR(pool))
		static_memory_put(memory);

	return pool;
}
EXPORT_SYMBOL_GPL(tee_rstmem_static_pool_register);
