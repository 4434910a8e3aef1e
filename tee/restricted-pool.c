// SPDX-License-Identifier: GPL-2.0-only
/*
 * Static pools: memory that a TEE has set aside, handed to the heaps
 *
 * Nothing in here touches the memory or asks the TEE for anything, so that
 * buffers may outlive the TEE's driver.
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <rstmem/pool.h>
#include <rstmem/tee.h>

#include "core.h"

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

static int static_pool_alloc(void *priv, size_t size, size_t align,
			     struct rstmem_range *range)
{
	return rstmem_carveout_alloc(priv, size, align, range);
}

static void static_pool_free(void *priv, const struct rstmem_range *range)
{
	rstmem_carveout_free(priv, range);
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
	rstmem_carveout_destroy(priv);
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
	struct rstmem_pool_desc desc = {
		.name = ctx->teedev->name,
		.owner = THIS_MODULE,
		.ops = &static_pool_ops,
		.tee = tee_identity(ctx->teedev),
		.size = size,
		.use_cases = use_cases,
	};
	struct rstmem_carveout *carveout;
	struct rstmem_pool *pool;

	carveout = rstmem_carveout_create(base, size);
	if (IS_ERR(carveout))
		return ERR_CAST(carveout);

	desc.priv = carveout;
	pool = rstmem_pool_register(&desc);
	if (IS_ERR(pool))
		rstmem_carveout_destroy(carveout);

	return pool;
}
EXPORT_SYMBOL_GPL(tee_rstmem_static_pool_register);
