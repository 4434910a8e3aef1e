// SPDX-License-Identifier: GPL-2.0-only
/*
 * Importers, which here only count: a registration that outlives the importer's
 * use of a buffer would hold it for ever
 */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/export.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include <rstmem/buffer.h>

/**
 * struct rstmem_importer - a device that uses buffers
 * @dev:	referenced
 * @registered:	times that it got one
 * @refused:	times that it did not
 * @counters:	file in debugfs
 */
struct rstmem_importer {
	struct device *dev;
	atomic64_t registered;
	atomic64_t refused;
	struct dentry *counters;
};

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

/* Lines as of rstmem.ko: without hits, which nobody can tell here. */
static int counters_show(struct seq_file *file, void *unused)
{
	struct rstmem_importer *importer = file->private;

	seq_printf(file, "registrations %lld\nrefused %lld\n",
		   atomic64_read(&importer->registered),
		   atomic64_read(&importer->refused));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

void rstmem_importer_publish(struct rstmem_importer *importer,
			     struct dentry *folder)
{
	importer->counters = debugfs_create_file(dev_name(importer->dev), 0400,
						 folder, importer,
						 &counters_fops);
}
EXPORT_SYMBOL_GPL(rstmem_importer_publish);

/* Waits for readers. */
void rstmem_importer_unpublish(struct rstmem_importer *importer)
{
	debugfs_remove(importer->counters);
	importer->counters = NULL;
}
EXPORT_SYMBOL_GPL(rstmem_importer_unpublish);
