// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/scatterlist.h>

#include "compat/module.h"
#include "engine.h"

#define NAME	"rst_edu"

/* Where the driver's own domain has what is mapped. */
#define OWN_ADDRESS	0x10000000

static unsigned int bits = 28;
module_param(bits, uint, 0400);

static DEFINE_MUTEX(lock);	/* guards what follows */
static struct pci_dev *device;
static struct engine *engine;
static struct engine_dma *engine_dma;
static struct dma_buf_attachment *attachment;
static struct sg_table *table;
static size_t own_bytes;
static phys_addr_t own_address;

static void detach(void)
{
	struct dma_buf *dmabuf;

	if (!attachment)
		return;
	dmabuf = attachment->dmabuf;
	dma_buf_unmap_attachment_unlocked(attachment, table, DMA_BIDIRECTIONAL);
	dma_buf_detach(dmabuf, attachment);
	dma_buf_put(dmabuf);
	attachment = NULL;
}

static int attach(struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attached;

	if (!device || attachment)
		return -EBUSY;
	attached = dma_buf_attach(dmabuf, &device->dev);
	if (IS_ERR(attached))
		return PTR_ERR(attached);
	table = dma_buf_map_attachment_unlocked(attached, DMA_BIDIRECTIONAL);
	if (IS_ERR(table)) {
		dma_buf_detach(dmabuf, attached);
		return PTR_ERR(table);
	}
	get_dma_buf(dmabuf);
	attachment = attached;
	return 0;
}

/* A parameter is written in the context of the writer, so its fd means a file. */
static int attach_set(const char *text, const struct kernel_param *param)
{
	struct dma_buf *dmabuf;
	int fd, err;

	err = kstrtoint(text, 0, &fd);
	if (err)
		return err;
	dmabuf = dma_buf_get(fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	mutex_lock(&lock);
	err = attach(dmabuf);
	mutex_unlock(&lock);
	dma_buf_put(dmabuf);
	return err;
}

static int attach_get(char *to, const struct kernel_param *param)
{
	struct scatterlist *sg;
	size_t bytes = 0;
	int i;

	guard(mutex)(&lock);
	if (!attachment)
		return sysfs_emit(to, "0 0 0\n");
	for_each_sgtable_dma_sg(table, sg, i)
		bytes += sg_dma_len(sg);
	return sysfs_emit(to, "%u %#llx %zu\n", table->nents,
			  (unsigned long long)sg_dma_address(table->sgl),
			  bytes);
}

static const struct kernel_param_ops attach_ops = {
	.set = attach_set, .get = attach_get,
};
module_param_cb(attach, &attach_ops, NULL, 0600);

static int detach_set(const char *text, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	detach();
	return 0;
}

static const struct kernel_param_ops detach_ops = { .set = detach_set };
module_param_cb(detach, &detach_ops, NULL, 0200);

static int map_in_own_domain(void)
{
	struct iommu_domain *domain;
	ssize_t bytes;

	/* It garbles the pages in importers' tables. */
	if (IS_ENABLED(CONFIG_DMABUF_DEBUG))
		return -EOPNOTSUPP;
	domain = iommu_paging_domain_alloc(&device->dev);
	if (IS_ERR(domain))
		return PTR_ERR(domain);
	bytes = iommu_map_sgtable(domain, OWN_ADDRESS, table,
				  IOMMU_READ | IOMMU_WRITE);
	if (bytes > 0) {
		own_bytes = bytes;
		own_address = iommu_iova_to_phys(domain, OWN_ADDRESS);
		iommu_unmap(domain, OWN_ADDRESS, bytes);
	}
	iommu_domain_free(domain);
	return bytes > 0 ? 0 : bytes ?: -ENODATA;
}

static int own_domain_set(const char *text, const struct kernel_param *param)
{
	int err = attach_set(text, param);

	if (err)
		return err;
	guard(mutex)(&lock);
	own_bytes = 0;
	own_address = 0;
	err = map_in_own_domain();
	detach();
	return err;
}

static int own_domain_get(char *to, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	return sysfs_emit(to, "%zu %pa\n", own_bytes, &own_address);
}

static const struct kernel_param_ops own_domain_ops = {
	.set = own_domain_set, .get = own_domain_get,
};
module_param_cb(own_domain, &own_domain_ops, NULL, 0600);

static int carry_set(const char *text, const struct kernel_param *param)
{
	u64 address;
	int err = kstrtou64(text, 0, &address);

	if (err)
		return err;
	guard(mutex)(&lock);
	return engine ? engine_carry(engine, address) : -ENODEV;
}

static const struct kernel_param_ops carry_ops = { .set = carry_set };
module_param_cb(carry, &carry_ops, NULL, 0200);

static int translated_probe(struct pci_dev *pdev,
			    const struct pci_device_id *id)
{
	struct engine_dma *dma;
	struct engine *created;
	int err = pcim_enable_device(pdev);

	if (err)
		return err;
	pci_set_master(pdev);
	err = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(bits));
	if (err)
		return err;
	created = engine_create(pdev);
	if (IS_ERR(created))
		return PTR_ERR(created);
	dma = engine_dma_register(created, pdev);
	if (IS_ERR(dma)) {
		engine_destroy(created);
		return PTR_ERR(dma);
	}
	guard(mutex)(&lock);
	device = pdev;
	engine = created;
	engine_dma = dma;
	return 0;
}

static void translated_remove(struct pci_dev *pdev)
{
	guard(mutex)(&lock);
	detach();
	engine_dma_unregister(engine_dma);
	engine_destroy(engine);
	engine = NULL;
	device = NULL;
}

static const struct pci_device_id translated_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ }
};

static struct pci_driver translated_driver = {
	.name = NAME,
	.id_table = translated_ids,
	.probe = translated_probe,
	.remove = translated_remove,
};
module_pci_driver(translated_driver);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("A DMA engine that imports a buffer and copies memory");
MODULE_LICENSE("GPL");
