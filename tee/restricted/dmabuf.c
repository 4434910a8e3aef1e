// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted dma-bufs, registered by descriptor so that memrefs can name them
 *
 * The TEE gets a struct tee_shm without any flags, only with a physical
 * address, which it recognises as its own memory. There is nothing to
 * unregister, so it keeps neither the context nor the driver: its id ends with
 * the context, and after that it only holds the dma-buf.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <rstmem/buffer.h>
#include <rstmem/tee.h>

#include "compat/module.h"
#include "tee/device.h"
#include "tee/shm.h"
#include "tee/shm-id.h"

#include "dmabuf.h"

/**
 * struct tee_restricted - a dma-buf that was registered in a context
 * @core:	its parent is the buffer's handle, or the handle's parent
 * @dmabuf:	keeps the memory, and with it the handle
 */
struct tee_restricted {
	struct tee_core_shm core;
	struct dma_buf *dmabuf;
};

struct tee_shm *tee_shm_get_from_dmabuf(struct tee_context *ctx,
					struct dma_buf *dmabuf)
{
	return rstmem_buffer_tee_handle(dmabuf, tee_identity(ctx->teedev));
}
EXPORT_SYMBOL_GPL(tee_shm_get_from_dmabuf);

/* The handle is the buffer's. */
void tee_shm_put_from_dmabuf(struct tee_shm *shm)
{
}
EXPORT_SYMBOL_GPL(tee_shm_put_from_dmabuf);

static void restricted_release(struct tee_core_shm *core)
{
	struct tee_restricted *r = container_of(core, struct tee_restricted,
						core);

	dma_buf_put(r->dmabuf);
	put_device(&core->teedev->dev);
	kfree(r);
}

static const struct tee_shm_kind restricted_kind = {
	.release = restricted_release,
};

/*
 * A trusted application may write to what is registered: a process that was
 * given a read-only descriptor must not be able to make it do so.
 */
static bool may_register(const struct dma_buf *dmabuf)
{
	const fmode_t both = FMODE_READ | FMODE_WRITE;

	return (dmabuf->file->f_mode & both) == both;
}

/*
 * Takes a reference on @dmabuf. Adding the id comes last, as other threads may
 * use the memory as soon as it has one.
 */
static struct tee_shm *restricted_register(struct tee_context *ctx,
					   struct dma_buf *dmabuf)
{
	struct tee_shm *handle = tee_shm_get_from_dmabuf(ctx, dmabuf);
	struct tee_restricted *r;
	struct tee_shm *shm;
	int rc;

	if (IS_ERR(handle))
		return handle;
	if (!may_register(dmabuf))
		return ERR_PTR(-EACCES);

	r = kzalloc(sizeof(*r), GFP_KERNEL_ACCOUNT);
	if (!r)
		return ERR_PTR(-ENOMEM);

	get_dma_buf(dmabuf);
	r->dmabuf = dmabuf;
	tee_core_shm_init(&r->core, &restricted_kind);
	r->core.parent = to_core_shm(handle)->parent ?: handle;
	r->core.parent_offs = to_core_shm(handle)->parent_offs;

	shm = &r->core.shm;
	shm->paddr = handle->paddr;
	shm->size = handle->size;

	rc = tee_restricted_add_id(ctx, &r->core);
	if (rc) {
		dma_buf_put(dmabuf);
		kfree(r);
		return ERR_PTR(rc);
	}

	return shm;
}

/* Free with tee_shm_free(); @fd may be closed at once. */
struct tee_shm *tee_shm_register_fd(struct tee_context *ctx, int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);
	struct tee_shm *shm;

	if (IS_ERR(dmabuf))
		return ERR_CAST(dmabuf);

	shm = restricted_register(ctx, dmabuf);
	dma_buf_put(dmabuf);
	return shm;
}

RST_IMPORT_NS(DMA_BUF);
