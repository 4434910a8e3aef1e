// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/iosys-map.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <rstmem/buffer.h>

#include "compat/module.h"
#include "importer.h"

#define NAME	"rst_importer"

static DEFINE_MUTEX(lock);	/* guards what follows */
static struct platform_device *device;
static struct net_device *netdev;
static struct dma_buf_attachment *attachment;
static struct sg_table *table;
static char operations[128];

static int importer_probe(struct platform_device *pdev)
{
	/* udmabuf maps pages that follow each other as one piece. */
	dma_set_max_seg_size(&pdev->dev, UINT_MAX);
	return dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32));
}

static struct platform_driver importer_driver = {
	.probe = importer_probe,
	.driver = { .name = NAME },
};

static int map(void)
{
	table = dma_buf_map_attachment_unlocked(attachment, DMA_BIDIRECTIONAL);
	if (!IS_ERR(table))
		return 0;
	return PTR_ERR(table);
}

static void unmap(void)
{
	if (!IS_ERR_OR_NULL(table))
		dma_buf_unmap_attachment_unlocked(attachment, table,
						  DMA_BIDIRECTIONAL);
	table = NULL;
}

/* Drops the reference on the dma-buf, too. */
static void detach(void)
{
	struct dma_buf *dmabuf;

	if (!attachment)
		return;
	unmap();
	dmabuf = attachment->dmabuf;
	dma_buf_detach(dmabuf, attachment);
	dma_buf_put(dmabuf);
	attachment = NULL;
}

static int attach(struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attached;
	int err;

	if (!device || attachment)
		return -EBUSY;
	attached = dma_buf_attach(dmabuf, &device->dev);
	if (IS_ERR(attached))
		return PTR_ERR(attached);
	get_dma_buf(dmabuf);
	attachment = attached;
	err = map();
	if (err)
		detach();
	return err;
}

static int load(struct dma_buf *dmabuf)
{
	int err = attach(dmabuf);
	struct page *page;
	void *address;

	if (err)
		return err;
	page = sg_page(table->sgl);
	/* A kernel that looks for importers like this one hides its pages. */
	if (page && !pfn_valid(page_to_pfn(page)))
		page = NULL;
	if (page) {
		address = kmap_local_page(page);
		pr_info(NAME ": loaded %#x\n", *(u32 *)address);
		kunmap_local(address);
	}
	detach();
	return page ? 0 : -ENXIO;
}

static int vmap_dmabuf(struct dma_buf *dmabuf)
{
	struct iosys_map address;
	int err = dma_buf_vmap_unlocked(dmabuf, &address);

	if (!err)
		dma_buf_vunmap_unlocked(dmabuf, &address);
	return err;
}

static int cpu_access(struct dma_buf *dmabuf)
{
	int err = dma_buf_begin_cpu_access(dmabuf, DMA_BIDIRECTIONAL);

	return err ?: dma_buf_end_cpu_access(dmabuf, DMA_BIDIRECTIONAL);
}

static int list_operations(struct dma_buf *dmabuf)
{
	const struct dma_buf_ops *ops = dmabuf->ops;

	snprintf(operations, sizeof(operations), "%s%s%s%s%s%s%s",
		 ops->mmap ? " mmap" : "", ops->vmap ? " vmap" : "",
		 ops->vunmap ? " vunmap" : "",
		 ops->begin_cpu_access ? " begin_cpu_access" : "",
		 ops->end_cpu_access ? " end_cpu_access" : "",
		 ops->pin ? " pin" : "", ops->unpin ? " unpin" : "");
	return 0;
}

/* A parameter is written in the context of the writer, so its fd means a file. */
static int dmabuf_set(const char *text, const struct kernel_param *param)
{
	int (**act)(struct dma_buf *dmabuf) = param->arg;
	struct dma_buf *dmabuf;
	int fd, err;

	err = kstrtoint(text, 0, &fd);
	if (err)
		return err;
	dmabuf = dma_buf_get(fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	mutex_lock(&lock);
	err = (*act)(dmabuf);
	mutex_unlock(&lock);
	dma_buf_put(dmabuf);
	return err;
}

static int attach_get(char *to, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	if (IS_ERR_OR_NULL(table))
		return sysfs_emit(to, "0 0\n");
	return sysfs_emit(to, "%#llx %u\n",
			  (unsigned long long)sg_dma_address(table->sgl),
			  sg_dma_len(table->sgl));
}

static int operations_get(char *to, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	return sysfs_emit(to, "%s\n", operations);
}

static const struct kernel_param_ops dmabuf_ops = { .set = dmabuf_set };
static const struct kernel_param_ops attach_ops = {
	.set = dmabuf_set, .get = attach_get,
};

static const struct kernel_param_ops operations_ops = {
	.set = dmabuf_set, .get = operations_get,
};

static int (*do_attach)(struct dma_buf *dmabuf) = attach;
static int (*do_load)(struct dma_buf *dmabuf) = load;
static int (*do_vmap)(struct dma_buf *dmabuf) = vmap_dmabuf;
static int (*do_cpu_access)(struct dma_buf *dmabuf) = cpu_access;
static int (*do_operations)(struct dma_buf *dmabuf) = list_operations;
module_param_cb(attach, &attach_ops, &do_attach, 0600);
module_param_cb(load, &dmabuf_ops, &do_load, 0200);
module_param_cb(vmap, &dmabuf_ops, &do_vmap, 0200);
module_param_cb(cpu_access, &dmabuf_ops, &do_cpu_access, 0200);
module_param_cb(operations, &operations_ops, &do_operations, 0600);

static int again_set(const char *text, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	if (!attachment)
		return -EINVAL;
	unmap();
	return map();
}

static const struct kernel_param_ops again_ops = { .set = again_set };
module_param_cb(again, &again_ops, NULL, 0200);

static int detach_set(const char *text, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	detach();
	return 0;
}

static const struct kernel_param_ops detach_ops = { .set = detach_set };
module_param_cb(detach, &detach_ops, NULL, 0200);

static int policy_set(const char *text, const struct kernel_param *param)
{
	unsigned int use_cases;
	int err = kstrtouint(text, 0, &use_cases);

	if (err)
		return err;
	guard(mutex)(&lock);
	return device ? rstmem_policy_allow(&device->dev, use_cases) : -ENODEV;
}

static const struct kernel_param_ops policy_ops = { .set = policy_set };
module_param_cb(policy, &policy_ops, NULL, 0200);

static void device_go(void)
{
	detach();
	if (!device)
		return;
	importer_netdev_destroy(netdev);
	platform_device_unregister(device);
	device = NULL;
}

static int device_come(void)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple(NAME, PLATFORM_DEVID_NONE, NULL,
					       0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	netdev = importer_netdev_create(&pdev->dev);
	if (IS_ERR(netdev)) {
		platform_device_unregister(pdev);
		return PTR_ERR(netdev);
	}
	device = pdev;
	return 0;
}

static int device_set(const char *text, const struct kernel_param *param)
{
	bool wanted;
	int err = kstrtobool(text, &wanted);

	if (err)
		return err;
	guard(mutex)(&lock);
	if (wanted && !device)
		return device_come();
	if (!wanted)
		device_go();
	return 0;
}

static const struct kernel_param_ops device_ops = { .set = device_set };
module_param_cb(device, &device_ops, NULL, 0200);

static int __init importer_init(void)
{
	int err = platform_driver_register(&importer_driver);

	if (err)
		return err;
	guard(mutex)(&lock);
	if (!device)
		err = device_come();
	if (err)
		platform_driver_unregister(&importer_driver);
	return err;
}

static void __exit importer_exit(void)
{
	mutex_lock(&lock);
	device_go();
	mutex_unlock(&lock);
	platform_driver_unregister(&importer_driver);
}

module_init(importer_init);
module_exit(importer_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("A device that would like to have restricted buffers");
MODULE_LICENSE("GPL");
