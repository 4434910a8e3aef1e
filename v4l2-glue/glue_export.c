// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clear memory as a dma-buf
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "compat/module.h"
#include "glue.h"

RST_IMPORT_NS(DMA_BUF);

static struct sg_table *
rst_v4l2_export_map(struct dma_buf_attachment *attachment,
		    enum dma_data_direction direction)
{
	struct rst_v4l2_buffer *buffer = attachment->dmabuf->priv;
	struct sg_table *table;
	int ret;

	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return ERR_PTR(-ENOMEM);
	ret = sg_alloc_table_from_pages(table, buffer->pages, buffer->num_pages,
					0, attachment->dmabuf->size, GFP_KERNEL);
	if (ret)
		goto free_table;
	ret = dma_map_sgtable(attachment->dev, table, direction, 0);
	if (ret)
		goto free_entries;
	return table;

free_entries:
	sg_free_table(table);
free_table:
	kfree(table);
	return ERR_PTR(ret);
}

static void rst_v4l2_export_unmap(struct dma_buf_attachment *attachment,
				  struct sg_table *table,
				  enum dma_data_direction direction)
{
	dma_unmap_sgtable(attachment->dev, table, direction, 0);
	sg_free_table(table);
	kfree(table);
}

static int rst_v4l2_export_mmap(struct dma_buf *dmabuf,
				struct vm_area_struct *vma)
{
	return rst_v4l2_clear_mmap(dmabuf->priv, vma);
}

/* A work item frees the buffer, not the process that closes the file. */
static void rst_v4l2_export_release(struct dma_buf *dmabuf)
{
	struct rst_v4l2_buffer *buffer = dmabuf->priv;

	buffer->handler.put(buffer);
}

static const struct dma_buf_ops rst_v4l2_export_ops = {
	.map_dma_buf = rst_v4l2_export_map,
	.unmap_dma_buf = rst_v4l2_export_unmap,
	.mmap = rst_v4l2_export_mmap,
	.release = rst_v4l2_export_release,
};

/* The dma-buf holds the buffer's memory, also once the queue has let go. */
struct dma_buf *rst_v4l2_clear_export(struct vb2_buffer *vb, void *priv,
				      unsigned long flags)
{
	struct rst_v4l2_buffer *buffer = priv;
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dma_buf *dmabuf;

	info.ops = &rst_v4l2_export_ops;
	info.size = (size_t)buffer->num_pages << PAGE_SHIFT;
	info.flags = flags;
	info.priv = buffer;

	dmabuf = dma_buf_export(&info);
	if (!IS_ERR(dmabuf))
		refcount_inc(&buffer->refs);
	return dmabuf;
}
