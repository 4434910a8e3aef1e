// SPDX-License-Identifier: GPL-2.0-only
/*
 * Importers, which here only count: a registration that outlives the importer's
 * use of a buffer would hold it for ever
 */
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <rstmem/buffer.h>

#include "heaps/importer-buffers.h"

struct rstmem_importer *rstmem_importer_create(struct device *dev)
{
	struct rstmem_importer *importer;

	importer = kzalloc(sizeof(*importer), GFP_KERNEL);
	if (importer)
		importer->dev = get_device(dev);
	return importer;
}
EXPORT_SYMBOL_GPL(rstmem_importer_create);

void rstmem_importer_destroy(struct rstmem_importer *importer)
{
	if (!importer)
		return;
	rstmem_importer_unpublish(importer);
	put_device(importer->dev);
	kfree(importer);
}
EXPORT_SYMBOL_GPL(rstmem_importer_destroy);

int rstmem_importer_register(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf)
{
	int ret = rstmem_buffer_admits(dmabuf, importer->dev);

	atomic64_inc(ret ? &importer->refused : &importer->registered);
	return ret ?: 1;
}
EXPORT_SYMBOL_GPL(rstmem_importer_register);

void rstmem_importer_refuse(struct rstmem_importer *importer,
			    struct dma_buf *dmabuf, int error)
{
	atomic64_inc(&importer->refused);
}
EXPORT_SYMBOL_GPL(rstmem_importer_refuse);

/*
 * The frameworks' own importers attach to the kernel's buffers and map them, and
 * nobody can keep such a mapping from a bounce buffer. So drivers that want
 * addresses use those, and not these helpers.
 */
int rstmem_importer_dma_addr(struct rstmem_importer *importer,
			     struct dma_buf *dmabuf, dma_addr_t *address)
{
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL_GPL(rstmem_importer_dma_addr);
