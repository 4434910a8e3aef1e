// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <rstmem/buffer.h>

#include "buffer.h"
#include "charges.h"
#include "claims.h"
#include "heap.h"
#include "importer-buffers.h"
#include "mapping.h"
#include "policy.h"
#include "pool.h"
#include "proof.h"
#include "trace.h"

#define FMODE_BOTH	(FMODE_READ | FMODE_WRITE)

static int buffer_admit(struct rstmem_buffer *buffer, struct device *dev)
{
	struct rstmem_heap *heap = buffer->heap;

	if (rstmem_policy_allows(dev, heap->use_case))
		return 0;
	atomic64_inc(&heap->refused);
	trace_rstmem_refused(heap->name, buffer->inode, dev);
	return -EACCES;
}

static int buffer_attach(struct dma_buf *dmabuf,
			 struct dma_buf_attachment *attach)
{
	struct rstmem_buffer *buffer = dmabuf->priv;
	struct rstmem_attachment *attachment;
	int err;

	if (!rstmem_pool_is_open(buffer->pool))
		return -ENODEV;
	err = buffer_admit(buffer, attach->dev);
	if (err)
		return err;
	attachment = kzalloc(sizeof(*attachment), GFP_KERNEL);
	if (!attachment)
		return -ENOMEM;
	attachment->dev = attach->dev;
	attach->priv = attachment;

	mutex_lock(&buffer->lock);
	list_add_tail(&attachment->list, &buffer->attachments);
	mutex_unlock(&buffer->lock);
	trace_rstmem_attach(buffer->heap->name, buffer->inode, attach->dev);
	return 0;
}

static void buffer_detach(struct dma_buf *dmabuf,
			  struct dma_buf_attachment *attach)
{
	struct rstmem_buffer *buffer = dmabuf->priv;
	struct rstmem_attachment *attachment = attach->priv;

	mutex_lock(&buffer->lock);
	list_del(&attachment->list);
	mutex_unlock(&buffer->lock);
	kfree(attachment);
}

/*
 * The caller holds the reservation lock, and no lock of ours is taken under it.
 * Ask the policy again: the device may have been denied since it attached.
 */
static struct sg_table *buffer_map(struct dma_buf_attachment *attach,
				   enum dma_data_direction dir)
{
	struct rstmem_buffer *buffer = attach->dmabuf->priv;
	int err = buffer_admit(buffer, attach->dev);

	if (err)
		return ERR_PTR(err);
	return rstmem_mapping_create(attach->dev, &buffer->range, dir,
				     rstmem_policy_shows_pages(attach->dev,
							       buffer->heap->use_case));
}

static void buffer_unmap(struct dma_buf_attachment *attach,
			 struct sg_table *table, enum dma_data_direction dir)
{
	struct rstmem_buffer *buffer = attach->dmabuf->priv;

	rstmem_mapping_destroy(attach->dev, table, &buffer->range, dir);
}

static void buffer_free(struct rstmem_buffer *buffer)
{
	mutex_destroy(&buffer->lock);
	kfree(buffer);
}

static void buffer_enter(struct rstmem_buffer *buffer)
{
	struct rstmem_heap *heap = buffer->heap;

	rstmem_heap_enter(heap, buffer->range.size);
	mutex_lock(&heap->held_lock);
	list_add_tail(&buffer->held, &heap->held);
	mutex_unlock(&heap->held_lock);
}

static void buffer_leave(struct rstmem_buffer *buffer)
{
	struct rstmem_heap *heap = buffer->heap;

	mutex_lock(&heap->held_lock);
	list_del(&buffer->held);
	mutex_unlock(&heap->held_lock);

	trace_rstmem_free(heap->name, buffer->inode, buffer->range.size);
	rstmem_heap_leave(heap, buffer->range.size);
}

static void buffer_release(struct dma_buf *dmabuf)
{
	struct rstmem_buffer *buffer = dmabuf->priv;

	if (!refcount_dec_and_test(&buffer->dmabufs))
		return;

	/* First: devices must lose the memory before it has another owner. */
	rstmem_registrations_drop(&buffer->registrations);
	buffer_leave(buffer);
	rstmem_pool_give(buffer->pool, &buffer->range, buffer->handle);
	rstmem_proof_released(&buffer->pool->proof);
	rstmem_uncharge(&buffer->claim);
	rstmem_claim_release(&buffer->claim);
	buffer_free(buffer);
}

/* The protection is what is missing: mmap, vmap and CPU access. */
static const struct dma_buf_ops buffer_ops = {
	.attach = buffer_attach,
	.detach = buffer_detach,
	.map_dma_buf = buffer_map,
	.unmap_dma_buf = buffer_unmap,
	.release = buffer_release,
};

static struct rstmem_buffer *buffer_create(struct rstmem_heap *heap)
{
	struct rstmem_buffer *buffer = kzalloc(sizeof(*buffer), GFP_KERNEL_ACCOUNT);

	if (!buffer)
		return NULL;
	refcount_set(&buffer->dmabufs, 1);
	buffer->heap = heap;
	mutex_init(&buffer->lock);
	INIT_LIST_HEAD(&buffer->attachments);
	INIT_LIST_HEAD(&buffer->registrations);
	buffer->since = ktime_get_boottime_seconds();
	buffer->pid = task_tgid_nr(current);
	get_task_comm(buffer->comm, current);
	return buffer;
}

static struct dma_buf *buffer_wrap(struct rstmem_buffer *buffer,
				   unsigned int fd_flags)
{
	DEFINE_DMA_BUF_EXPORT_INFO(info);

	info.exp_name = buffer->heap->exporter;
	info.ops = &buffer_ops;
	info.size = buffer->range.size;
	info.flags = fd_flags;
	info.priv = buffer;
	return dma_buf_export(&info);
}

static struct dma_buf *buffer_export(struct rstmem_buffer *buffer,
				     unsigned int fd_flags)
{
	struct dma_buf *dmabuf = buffer_wrap(buffer, fd_flags);
	struct rstmem_heap *heap = buffer->heap;

	if (IS_ERR(dmabuf))
		return dmabuf;
	mutex_lock(&heap->held_lock);
	buffer->inode = file_inode(dmabuf->file)->i_ino;
	mutex_unlock(&heap->held_lock);
	trace_rstmem_alloc(heap->name, buffer->inode, dmabuf->size);
	return dmabuf;
}

/* Return: a buffer that is in no book yet, or ERR_PTR. */
static struct rstmem_buffer *buffer_take(const struct rstmem_claim *claim)
{
	struct rstmem_buffer *buffer = buffer_create(claim->heap);
	int err;

	if (!buffer)
		return ERR_PTR(-ENOMEM);
	buffer->pool = claim->pool;
	buffer->claim = *claim;
	err = rstmem_charge(&buffer->claim);
	if (err)
		goto err_buffer;
	buffer->handle = rstmem_pool_take(buffer->pool, claim->size,
					  &buffer->range);
	if (!IS_ERR(buffer->handle))
		return buffer;

	err = PTR_ERR(buffer->handle);
	rstmem_uncharge(&buffer->claim);
err_buffer:
	buffer_free(buffer);
	return ERR_PTR(err);
}

/* Return: the same; it owns the claim. */
static struct rstmem_buffer *buffer_claim(struct rstmem_heap *heap,
					  const void *tee, size_t size)
{
	struct rstmem_claim claim = { .heap = heap, .size = size };
	struct rstmem_buffer *buffer;

	do {
		int err = rstmem_claim(&claim, tee);

		if (err)
			return ERR_PTR(err);
		buffer = buffer_take(&claim);
		if (!IS_ERR(buffer))
			return buffer;
		rstmem_claim_undo(&claim);
	} while (PTR_ERR(buffer) == -ENOMEM || PTR_ERR(buffer) == -ENODEV);
	return buffer;
}

static struct dma_buf *alloc_from_heap(struct rstmem_heap *heap,
				       const void *tee, size_t size,
				       unsigned int fd_flags)
{
	struct rstmem_buffer *buffer = buffer_claim(heap, tee, size);
	struct dma_buf *dmabuf;

	if (IS_ERR(buffer))
		return ERR_CAST(buffer);
	dmabuf = buffer_export(buffer, fd_flags);
	if (!IS_ERR(dmabuf)) {
		buffer_enter(buffer);
		return dmabuf;
	}
	rstmem_pool_return(buffer->pool, &buffer->range, buffer->handle);
	rstmem_uncharge(&buffer->claim);
	rstmem_claim_undo(&buffer->claim);
	buffer_free(buffer);
	return dmabuf;
}

struct rstmem_buffer *rstmem_buffer_reserve(struct rstmem_heap *heap,
					    size_t size)
{
	struct rstmem_buffer *buffer = buffer_claim(heap, NULL, size);

	if (IS_ERR(buffer))
		return buffer;
	atomic64_add(size, &heap->reserved);
	trace_rstmem_reserve(heap->name, 0, size);
	buffer_enter(buffer);
	return buffer;
}

void rstmem_buffer_unreserve(struct rstmem_buffer *buffer, bool undo)
{
	atomic64_sub(buffer->range.size, &buffer->heap->reserved);
	buffer_leave(buffer);
	/* The driver of a pool that has gone hears of no memory but by its release. */
	if (rstmem_pool_is_open(buffer->pool))
		rstmem_pool_return(buffer->pool, &buffer->range,
				   buffer->handle);
	else
		rstmem_pool_give(buffer->pool, &buffer->range, buffer->handle);
	rstmem_proof_released(&buffer->pool->proof);
	rstmem_uncharge(&buffer->claim);
	if (undo)
		rstmem_claim_undo(&buffer->claim);
	else
		rstmem_claim_release(&buffer->claim);
	buffer_free(buffer);
}

struct dma_buf *rstmem_buffer_draw(struct rstmem_buffer *buffer,
				   unsigned int fd_flags)
{
	struct dma_buf *dmabuf;
	int err = rstmem_proof_wait(&buffer->pool->proof);

	if (err)
		return ERR_PTR(err);
	if (!rstmem_pool_is_open(buffer->pool) ||
	    rstmem_proof_withholds(&buffer->pool->proof))
		return ERR_PTR(-ENODEV);
	dmabuf = buffer_export(buffer, fd_flags);
	if (!IS_ERR(dmabuf))
		atomic64_sub(buffer->range.size, &buffer->heap->reserved);
	return dmabuf;
}

struct dma_buf *rstmem_buffer_alloc_of(const void *tee, u32 use_case,
				       size_t size, unsigned int fd_flags)
{
	struct rstmem_heap *heap = rstmem_heap_find(use_case);
	size_t rounded = PAGE_ALIGN(size);
	struct dma_buf *dmabuf;

	/* Rounding up a size close to SIZE_MAX gives 0. */
	if (!heap || !rounded || fd_flags & ~(O_CLOEXEC | O_ACCMODE))
		return ERR_PTR(-EINVAL);
	/* Only other TEEs' pools: not this heap's failure, so don't count it. */
	if (tee && rstmem_heap_is_of_other(heap, tee))
		return ERR_PTR(-ENODEV);

	dmabuf = alloc_from_heap(heap, tee, rounded, fd_flags);
	if (IS_ERR(dmabuf))
		atomic64_inc(&heap->failures);
	return dmabuf;
}
EXPORT_SYMBOL_GPL(rstmem_buffer_alloc_of);

struct dma_buf *rstmem_buffer_alloc(u32 use_case, size_t size,
				    unsigned int fd_flags)
{
	return rstmem_buffer_alloc_of(NULL, use_case, size, fd_flags);
}
EXPORT_SYMBOL_GPL(rstmem_buffer_alloc);

struct rstmem_buffer *rstmem_buffer_of(struct dma_buf *dmabuf)
{
	return dmabuf->ops == &buffer_ops ? dmabuf->priv : NULL;
}

struct dma_buf *rstmem_buffer_export(struct dma_buf *dmabuf,
				     unsigned int fd_flags)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);
	struct dma_buf *other;

	if (!buffer || fd_flags & ~(O_CLOEXEC | O_ACCMODE))
		return ERR_PTR(-EINVAL);
	/* An access mode is all that tells two dma-bufs apart. */
	if (OPEN_FMODE(fd_flags) == (dmabuf->file->f_mode & FMODE_BOTH)) {
		get_dma_buf(dmabuf);
		return dmabuf;
	}

	refcount_inc(&buffer->dmabufs);
	other = buffer_wrap(buffer, fd_flags);
	/* The caller's own one is left, so this isn't the last. */
	if (IS_ERR(other))
		refcount_dec(&buffer->dmabufs);
	return other;
}
EXPORT_SYMBOL_GPL(rstmem_buffer_export);

int rstmem_buffer_use_case(struct dma_buf *dmabuf)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);

	return buffer ? buffer->heap->use_case : -EINVAL;
}
EXPORT_SYMBOL_GPL(rstmem_buffer_use_case);

int rstmem_buffer_admits(struct dma_buf *dmabuf, struct device *dev)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);

	if (!buffer)
		return -EINVAL;
	if (!rstmem_pool_is_open(buffer->pool))
		return -ENODEV;
	return buffer_admit(buffer, dev);
}
EXPORT_SYMBOL_GPL(rstmem_buffer_admits);

/*
 * A buffer's handle, its pool and the pool's TEE never change, so no lock is
 * needed. The pool may be unregistered right after the check; the handle stays
 * valid for as long as the caller holds its reference to the dma-buf.
 */
void *rstmem_buffer_tee_handle(struct dma_buf *dmabuf, const void *tee)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);

	if (!buffer || buffer->pool->desc.tee != tee)
		return ERR_PTR(-EINVAL);
	if (!rstmem_pool_is_open(buffer->pool))
		return ERR_PTR(-ENODEV);
	return buffer->handle;
}
EXPORT_SYMBOL_GPL(rstmem_buffer_tee_handle);
