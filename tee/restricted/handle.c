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
 * @buffer:	if it has an id: the dma-buf's dentry, which exists for longer
 *		than the id; each reference from the id has it
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
 * The id holds the buffer, too: letting go of a buffer then never waits for a
 * call that has it, rather the call lets go of it in the end.
 */
static bool handle_hold(struct tee_core_shm *core)
{
	/* who brought it to 0 goes on to free it, without a grace period */
	return lockref_get_not_zero(&to_handle(core)->buffer->d_lockref);
}

static void handle_drop(struct tee_core_shm *core)
{
	dput(to_handle(core)->buffer);
}

/* Never released: the buffer has the last reference. */
static const struct tee_shm_kind handle_kind = {
	.hold = handle_hold,
	.drop = handle_drop,
};

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

	tee_core_shm_init(&handle->core, &handle_kind);
	handle->core.parent = parent;
	handle->core.parent_offs = offset;

	shm = &handle->core.shm;
	shm->paddr = range->start;
	shm->size = range->size;
	return shm;
}

/*
 * Calls that name the buffer by its own id hold the buffer for longer than they
 * hold the handle: none is left here, and nothing is waited for.
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
 * User space gets to name the buffer by its handle. Before this, nobody but the
 * caller has @dmabuf.
 */
int tee_handle_add_id(struct tee_context *ctx, struct tee_shm *shm,
		      const struct dma_buf *dmabuf)
{
	struct tee_handle *handle = to_handle(to_core_shm(shm));

	handle->buffer = dmabuf->file->f_path.dentry;
	return tee_restricted_add_id(ctx, &handle->core);
}
