// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handles: what the TEE knows restricted buffers by
 */
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

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

static void handle_idle(struct tee_core_shm *core)
{
	complete(&container_of(core, struct tee_handle, core)->idle);
}

/*
 * The TEE knows the memory by its address, or as a part of @parent that begins
 * @offset bytes into it. Whoever has the handle keeps @parent.
 */
struct tee_shm *tee_handle_create(const struct rstmem_range *range,
				  struct tee_shm *parent, size_t offset)
{
	struct tee_handle *handle;
	struct tee_shm *shm;

	handle = kzalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	if (!handle)
		return ERR_PTR(-ENOMEM);

	init_completion(&handle->idle);
	tee_core_shm_init(&handle->core);
	handle->core.release = handle_idle;
	handle->core.parent = parent;
	handle->core.parent_offs = offset;

	shm = &handle->core.shm;
	shm->paddr = range->start;
	shm->size = range->size;
	return shm;
}

/*
 * Calls that name the buffer by its own id hold the buffer, so that there is
 * nothing to wait for, but for a call that has dropped the buffer just now and
 * the handle not yet.
 */
void tee_handle_destroy(struct tee_shm *shm)
{
	struct tee_core_shm *core = to_core_shm(shm);
	struct tee_handle *handle = container_of(core, struct tee_handle,
						 core);

	if (core->teedev) {
		tee_shm_remove_id(core);
		core->buffer = NULL;
		tee_shm_put(&core->shm);
		wait_for_completion(&handle->idle);
		put_device(&core->teedev->dev);
	}

	kfree(handle);
}
