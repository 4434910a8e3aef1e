// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted buffers that a queue allocates for its client (V4L2_MEMORY_MMAP)
 *
 * They come from the heap of the device's use-case, whose books and limits
 * count them. A client can export one, and gets the dma-buf that the heap
 * would have given it, with the access mode that it asks for.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/mm.h>
#include <rstmem/buffer.h>

#include "glue.h"

static struct dma_buf *rst_v4l2_heap_alloc(struct device *dev, size_t size)
{
	struct rst_v4l2_binding *binding = rst_v4l2_binding_get(dev);
	struct dma_buf *dmabuf;

	if (!binding)
		return ERR_PTR(-ENODEV);
	dmabuf = rstmem_buffer_alloc(binding->use_case, size,
				     O_RDWR | O_CLOEXEC);
	if (dmabuf == ERR_PTR(-EOPNOTSUPP))
		dev_err_ratelimited(dev, "no buffers of its own: the kernel's heaps hand them out to user space only, which may import them\n");
	rst_v4l2_binding_put(binding);
	return dmabuf;
}

void *rst_v4l2_frame_alloc(struct vb2_buffer *vb, struct device *dev,
			   unsigned long size)
{
	struct rst_v4l2_buffer *buffer;
	struct dma_buf *dmabuf;
	int ret;

	dmabuf = rst_v4l2_heap_alloc(dev, PAGE_ALIGN(size));
	if (IS_ERR(dmabuf))
		return dmabuf;

	buffer = rst_v4l2_attach(vb, dev, dmabuf, size);
	ret = buffer->error;
	if (ret) {
		rst_v4l2_detach(buffer);
		dma_buf_put(dmabuf);
		return ERR_PTR(ret);
	}
	return buffer;
}

void rst_v4l2_frame_put(void *priv)
{
	struct rst_v4l2_buffer *buffer = priv;
	struct dma_buf *dmabuf = buffer->dmabuf;

	rst_v4l2_detach(buffer);
	dma_buf_put(dmabuf);
}

/* Importers of the dma-buf do not hold the queue's buffer. */
unsigned int rst_v4l2_frame_num_users(void *priv)
{
	return 1;
}

/* videobuf2 wants this operation where it has MMAP. */
int rst_v4l2_frame_mmap(void *priv, struct vm_area_struct *vma)
{
	return -EACCES;
}

struct dma_buf *rst_v4l2_frame_export(struct vb2_buffer *vb, void *priv,
				      unsigned long flags)
{
	struct rst_v4l2_buffer *buffer = priv;

	return rstmem_buffer_export(buffer->dmabuf, flags);
}
