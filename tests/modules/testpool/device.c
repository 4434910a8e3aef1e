// SPDX-License-Identifier: GPL-2.0-only
/* A device that imports one buffer and never touches it */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <rstmem/buffer.h>

#include "testpool.h"

/* Guards everything below. */
static DEFINE_MUTEX(lock);
static struct platform_device *device;
static struct dma_buf_attachment *attachment;
static struct sg_table *table;
static unsigned int policy;
static unsigned int dma_bits = 32;

static int attach_and_map(struct dma_buf *dmabuf)
{
	attachment = dma_buf_attach(dmabuf, &device->dev);
	if (IS_ERR(attachment)) {
		int err = PTR_ERR(attachment);

		attachment = NULL;
		return err;
	}
	table = dma_buf_map_attachment_unlocked(attachment, DMA_BIDIRECTIONAL);
	if (IS_ERR(table)) {
		int err = PTR_ERR(table);

		table = NULL;
		dma_buf_detach(dmabuf, attachment);
		attachment = NULL;
		return err;
	}
	return 0;
}

static void forget(void)
{
	struct dma_buf *dmabuf = attachment->dmabuf;

	dma_buf_detach(dmabuf, attachment);
	dma_buf_put(dmabuf);
	attachment = NULL;
}

static void unmap_and_detach(void)
{
	if (!attachment)
		return;
	dma_buf_unmap_attachment_unlocked(attachment, table, DMA_BIDIRECTIONAL);
	forget();
}

/* A parameter is written in the context of the writer, so its fd means a file. */
static int attach_set(const char *text, const struct kernel_param *param)
{
	struct dma_buf *dmabuf;
	int fd, err;

	err = kstrtoint(text, 0, &fd);
	if (err)
		return err;
	guard(mutex)(&lock);
	if (!device || attachment)
		return -EBUSY;
	dmabuf = dma_buf_get(fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	err = attach_and_map(dmabuf);
	if (err)
		dma_buf_put(dmabuf);
	return err;
}

/*
 * What a CPU could look into. With DMABUF_DEBUG 7.3 gives importers a copy of
 * the table, which has entries for CPUs all the same, without pages.
 */
static unsigned int cpu_entries(struct sg_table *sgt)
{
	struct scatterlist *sg;
	unsigned int count = 0;
	int i;

	if (!IS_ENABLED(CONFIG_DMABUF_DEBUG))
		return sgt->orig_nents;

	for_each_sgtable_sg(sgt, sg, i)
		count += !!sg_page(sg);
	return count;
}

static int attach_get(char *to, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	if (!attachment)
		return sysfs_emit(to, "0 0 0 0 0\n");
	return sysfs_emit(to, "1 %u %u %#llx %u\n", table->nents,
			  cpu_entries(table),
			  (unsigned long long)sg_dma_address(table->sgl),
			  sg_dma_len(table->sgl));
}

static const struct kernel_param_ops attach_ops = {
	.set = attach_set,
	.get = attach_get,
};
module_param_cb(attach, &attach_ops, NULL, 0600);

static int detach_set(const char *text, const struct kernel_param *param)
{
	guard(mutex)(&lock);
	unmap_and_detach();
	return 0;
}

static const struct kernel_param_ops detach_ops = {
	.set = detach_set,
};
module_param_cb(detach, &detach_ops, NULL, 0200);

static int policy_set(const char *text, const struct kernel_param *param)
{
	unsigned int mask;
	int err = kstrtouint(text, 0, &mask);

	if (err)
		return err;
	guard(mutex)(&lock);
	if (!device)
		return -EBUSY;
	err = rstmem_policy_allow(&device->dev, mask);
	if (!err)
		policy = mask;
	return err;
}

static const struct kernel_param_ops policy_ops = {
	.set = policy_set,
	.get = param_get_uint,
};
module_param_cb(policy, &policy_ops, &policy, 0600);

static int dma_bits_set(const char *text, const struct kernel_param *param)
{
	unsigned int bits;
	int err = kstrtouint(text, 0, &bits);

	if (err)
		return err;
	guard(mutex)(&lock);
	if (!device || !bits || bits > 64)
		return -EINVAL;
	*device->dev.dma_mask = DMA_BIT_MASK(bits);
	dma_bits = bits;
	return 0;
}

static const struct kernel_param_ops dma_bits_ops = {
	.set = dma_bits_set,
	.get = param_get_uint,
};
module_param_cb(dma_bits, &dma_bits_ops, &dma_bits, 0600);

static int limits_set(const char *text, const struct kernel_param *param)
{
	unsigned long long segment, boundary;

	if (sscanf(text, "%lli %lli", &segment, &boundary) != 2)
		return -EINVAL;
	guard(mutex)(&lock);
	if (!device)
		return -EINVAL;
	dma_set_max_seg_size(&device->dev, segment);
	dma_set_seg_boundary(&device->dev, boundary);
	return 0;
}

static const struct kernel_param_ops limits_ops = { .set = limits_set };
module_param_cb(limits, &limits_ops, NULL, 0200);

static int entries_get(char *to, const struct kernel_param *param)
{
	struct scatterlist *sg;
	int i, at = 0;

	guard(mutex)(&lock);
	if (!attachment)
		return 0;
	for_each_sgtable_dma_sg(table, sg, i)
		at += sysfs_emit_at(to, at, "%#llx %u\n",
				    (unsigned long long)sg_dma_address(sg),
				    sg_dma_len(sg));
	return at;
}

static const struct kernel_param_ops entries_ops = { .get = entries_get };
module_param_cb(entries, &entries_ops, NULL, 0400);

/* As an importer does whose own mapping of the table has failed. */
static int spoil_set(const char *text, const struct kernel_param *param)
{
	unsigned int times;
	int err = kstrtouint(text, 0, &times);

	guard(mutex)(&lock);
	if (!attachment)
		return -EINVAL;
	while (!err && times--) {
		table->nents = 0;
		dma_buf_unmap_attachment_unlocked(attachment, table,
						  DMA_BIDIRECTIONAL);
		table = dma_buf_map_attachment_unlocked(attachment,
							DMA_BIDIRECTIONAL);
		if (IS_ERR(table)) {
			err = PTR_ERR(table);
			forget();
		}
	}
	return err;
}

static const struct kernel_param_ops spoil_ops = { .set = spoil_set };
module_param_cb(spoil, &spoil_ops, NULL, 0200);

int testpool_device_init(void)
{
	struct platform_device *created;

	created = platform_device_register_simple("rst_testpool",
						  PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(created))
		return PTR_ERR(created);
	guard(mutex)(&lock);
	device = created;
	return 0;
}

void testpool_device_exit(void)
{
	guard(mutex)(&lock);
	unmap_and_detach();
	rstmem_policy_revoke(&device->dev);
	platform_device_unregister(device);
	device = NULL;
}
