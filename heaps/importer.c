// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cleanup.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <rstmem/buffer.h>

#include "buffer.h"
#include "heap.h"
#include "importer-buffers.h"
#include "trace.h"

struct rstmem_importer *rstmem_importer_create(struct device *dev)
{
	struct rstmem_importer *importer;

	importer = kzalloc(sizeof(*importer), GFP_KERNEL);
	if (!importer)
		return NULL;
	importer->dev = get_device(dev);
	INIT_LIST_HEAD(&importer->registrations);
	importer->remembers = true;
	return importer;
}
EXPORT_SYMBOL_GPL(rstmem_importer_create);

void rstmem_importer_destroy(struct rstmem_importer *importer)
{
	if (!importer)
		return;
	rstmem_importer_unpublish(importer);
	rstmem_registrations_drop_all(importer);
	put_device(importer->dev);
	kfree(importer);
}
EXPORT_SYMBOL_GPL(rstmem_importer_destroy);

static bool is_attached(struct rstmem_buffer *buffer, const struct device *dev)
{
	struct rstmem_attachment *attachment;

	guard(mutex)(&buffer->lock);
	list_for_each_entry(attachment, &buffer->attachments, list) {
		if (attachment->dev == dev)
			return true;
	}
	return false;
}

static void importer_count(struct rstmem_importer *importer,
			   struct dma_buf *dmabuf, int result)
{
	if (result < 0)
		atomic64_inc(&importer->refused);
	else if (result)
		atomic64_inc(&importer->registered);
	else
		atomic64_inc(&importer->hits);
	trace_rstmem_register(importer->dev, file_inode(dmabuf->file)->i_ino,
			      result);
}

void rstmem_importer_refuse(struct rstmem_importer *importer,
			    struct dma_buf *dmabuf, int error)
{
	importer_count(importer, dmabuf, error);
}
EXPORT_SYMBOL_GPL(rstmem_importer_refuse);

/*
 * A buffer that is registered is checked like a new one: the administrator may
 * have denied the device since, or the pool may have been unregistered. It
 * stays registered even then, as the device may still use its DMA addresses.
 */
static int importer_add(struct rstmem_importer *importer,
			struct dma_buf *dmabuf)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);
	int ret = rstmem_buffer_admits(dmabuf, importer->dev);

	if (ret)
		return ret;
	ret = rstmem_registration_add(&buffer->registrations, &buffer->range,
				      importer);
	/* Who is attached as well has been traced for that. */
	if (ret > 0 && !is_attached(buffer, importer->dev))
		trace_rstmem_attach(buffer->heap->name, buffer->inode,
				    importer->dev);
	return ret;
}

int rstmem_importer_register(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf)
{
	int ret = importer_add(importer, dmabuf);

	importer_count(importer, dmabuf, ret);
	return ret;
}
EXPORT_SYMBOL_GPL(rstmem_importer_register);

int rstmem_importer_dma_addr(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf, dma_addr_t *address)
{
	struct rstmem_buffer *buffer = rstmem_buffer_of(dmabuf);
	int err = rstmem_buffer_admits(dmabuf, importer->dev);

	return err ?: rstmem_registration_dma_addr(&buffer->registrations,
						   importer, address);
}
EXPORT_SYMBOL_GPL(rstmem_importer_dma_addr);
