// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handles: what the TEE knows restricted buffers by
 */
#include <linux/dcache.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

#include "tee/shm.h"
#include "tee/shm-id.h"

#include "handle.h"

/**
 * struct tee_handle - what the TEE knows a buffer by
 * @core:	its shm is what drivers see
 * @buffer:	if it has an id: the dma-buf's dentry, which outlives the id;
 *		each reference by the id holds it
 */
struct tee_handle {
	struct tee_core_shm core;
	struct dentry *buffer;
};

static struct tee_handle *to_handle(struct tee_core_shm *core)
{
	return container_of(core, struct tee_handle, core);
}

/*
 * A call that names the handle by its id holds the buffer: then releasing the
 * buffer needn't wait for the call, which drops the last reference instead.
 */
static bool handle_hold(struct tee_core_shm *core)
{
	/* at 0 the buffer is being freed already */
	return lockref_get_not_zero(&to_handle(core)->buffer->d_lockref);
}

static void handle_drop(struct tee_core_shm *core)
{
	dput(to_handle(core)->buffer);
}

/* No release: the buffer owns a reference until tee_handle_destroy(). */
static const struct tee_shm_kind handle_kind = {
	.hold = handle_hold,
	.drop = handle_drop,
};

/*
 * The TEE knows the memory by its address, or as a part of @parent, from
 * @offset on. The caller keeps @parent for as long as the handle exists.
 */
struct tee_shm *tee_handle_create(const struct rstmem_range *range,
				  struct tee_shm *parent, size_t offset)
{
	struct tee_handle *handle;
	struct tee_shm *shm;

	handle = kzalloc(sizeof(*handle), GFP_KERNEL_ACCOUNT);
	if (!handle)
		return ERR_PTR(-ENOMEM);

	tee_core_shm_init(&handle->core, &handle_kind);
	handle->core.parent = parent;
	handle->core.parent_offs = offset;

	shm = &handle->core.shm;
	shm->paddr = range->start;
	shm->size = range->size;
	return shm;
}

/*
 * Calls that name the handle by its id hold the buffer for longer than the
 * handle, so there are none left, and nothing to wait for.
 */
void tee_handle_destroy(struct tee_shm *shm)
{
	struct tee_core_shm *core = to_core_shm(shm);

	if (WARN_ON(refcount_read(&shm->refcount) != 1))
		return;
	if (core->teedev) {
		tee_shm_remove_id(core);
		put_device(&core->teedev->dev);
	}

	kfree(to_handle(core));
}

/*
 * Let user space name the buffer by its handle. Called for a new buffer, of
 * which only the caller knows.
 */
int tee_handle_add_id(struct tee_context *ctx, struct tee_shm *shm,
		      const struct dma_buf *dmabuf)
{
	struct tee_handle *handle = to_handle(to_core_shm(shm));

	handle->buffer = dmabuf->file->f_path.dentry;
	return tee_restricted_add_id(ctx, &handle->core);
}
