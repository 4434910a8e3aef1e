// SPDX-License-Identifier: GPL-2.0-only
/*
 * The attacker in the kernel, see rst_attack.h
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/iosys-map.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/scatterlist.h>
#include <linux/uaccess.h>

#include <rstmem/buffer.h>

#include "compat/module.h"
#include "rst_attack.h"

static struct platform_device *rogue;

static int attack_vmap(struct dma_buf *dmabuf, struct rst_attack *arg)
{
	struct iosys_map map;
	int ret;

	ret = dma_buf_vmap_unlocked(dmabuf, &map);
	if (ret)
		return ret;
	arg->value = *(u64 *)map.vaddr;
	dma_buf_vunmap_unlocked(dmabuf, &map);
	return 0;
}

static int attack_attach(struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach;

	attach = dma_buf_attach(dmabuf, &rogue->dev);
	if (IS_ERR(attach))
		return PTR_ERR(attach);
	dma_buf_detach(dmabuf, attach);
	return 0;
}

static int read_first_page(struct sg_table *sgt, struct rst_attack *arg)
{
	struct page *page = sg_page(sgt->sgl);
	void *address;

	if (!page)
		return -ENXIO;
	address = kmap_local_page(page);
	arg->value = *(u64 *)address;
	kunmap_local(address);
	return 0;
}

/* What a device that was allowed by mistake gets to see. */
static int attack_map(struct dma_buf *dmabuf, struct rst_attack *arg)
{
	struct dma_buf_attachment *attach;
	struct sg_table *sgt;
	int ret;

	ret = rstmem_policy_allow(&rogue->dev, ~0U & 0xe);
	if (ret)
		return ret;
	attach = dma_buf_attach(dmabuf, &rogue->dev);
	if (IS_ERR(attach)) {
		ret = PTR_ERR(attach);
		goto revoke;
	}
	sgt = dma_buf_map_attachment_unlocked(attach, DMA_BIDIRECTIONAL);
	if (IS_ERR(sgt)) {
		ret = PTR_ERR(sgt);
		goto detach;
	}
	arg->address = sg_dma_address(sgt->sgl);
	ret = read_first_page(sgt, arg);
	dma_buf_unmap_attachment_unlocked(attach, sgt, DMA_BIDIRECTIONAL);
detach:
	dma_buf_detach(dmabuf, attach);
revoke:
	rstmem_policy_revoke(&rogue->dev);
	return ret;
}

static int attack_kmap(struct dma_buf *dmabuf, struct rst_attack *arg)
{
	int ret;

	/* No such operation is "nothing to do" for the dma-buf core. */
	ret = dma_buf_begin_cpu_access(dmabuf, DMA_FROM_DEVICE);
	if (ret)
		return ret;
	ret = attack_map(dmabuf, arg);
	dma_buf_end_cpu_access(dmabuf, DMA_FROM_DEVICE);
	return ret;
}

static int attack_load(struct rst_attack *arg)
{
	void __iomem *window = ioremap(arg->address & PAGE_MASK, PAGE_SIZE);

	if (!window)
		return -ENOMEM;
	pr_warn("rst_attack: loading from %pa, expect an external abort\n",
		&arg->address);
	arg->value = readl(window + offset_in_page(arg->address));
	iounmap(window);
	return 0;
}

static int attack_dmabuf(unsigned int cmd, struct rst_attack *arg)
{
	struct dma_buf *dmabuf = dma_buf_get(arg->fd);

	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	switch (cmd) {
	case RST_ATTACK_VMAP:
		arg->result = attack_vmap(dmabuf, arg);
		break;
	case RST_ATTACK_ATTACH:
		arg->result = attack_attach(dmabuf);
		break;
	case RST_ATTACK_KMAP:
		arg->result = attack_kmap(dmabuf, arg);
		break;
	case RST_ATTACK_MAP:
		arg->result = attack_map(dmabuf, arg);
		break;
	case RST_ATTACK_MMAP:
		arg->result = dmabuf->ops->mmap ? 0 : -EINVAL;
		break;
	}
	dma_buf_put(dmabuf);
	return 0;
}

static long attack_ioctl(struct file *file, unsigned int cmd, unsigned long p)
{
	void __user *user = (void __user *)p;
	struct rst_attack arg;
	int ret = 0;

	if (copy_from_user(&arg, user, sizeof(arg)))
		return -EFAULT;
	switch (cmd) {
	case RST_ATTACK_LOAD:
		arg.result = attack_load(&arg);
		break;
	case RST_ATTACK_VMAP:
	case RST_ATTACK_ATTACH:
	case RST_ATTACK_KMAP:
	case RST_ATTACK_MAP:
	case RST_ATTACK_MMAP:
		ret = attack_dmabuf(cmd, &arg);
		break;
	default:
		return -ENOTTY;
	}
	if (!ret && copy_to_user(user, &arg, sizeof(arg)))
		return -EFAULT;
	return ret;
}

static const struct file_operations attack_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = attack_ioctl,
};

static struct miscdevice attack_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "rst_attack",
	.fops = &attack_fops,
};

static int __init attack_init(void)
{
	int ret;

	rogue = platform_device_register_simple("rst-attack", -1, NULL, 0);
	if (IS_ERR(rogue))
		return PTR_ERR(rogue);
	ret = dma_coerce_mask_and_coherent(&rogue->dev, DMA_BIT_MASK(64));
	if (ret)
		goto unregister;
	ret = misc_register(&attack_device);
	if (ret)
		goto unregister;
	return 0;

unregister:
	platform_device_unregister(rogue);
	return ret;
}
module_init(attack_init);

static void __exit attack_exit(void)
{
	misc_deregister(&attack_device);
	platform_device_unregister(rogue);
}
module_exit(attack_exit);

MODULE_DESCRIPTION("Tries what restricted memory must refuse (tests only)");
MODULE_LICENSE("GPL");
RST_IMPORT_NS(DMA_BUF);
