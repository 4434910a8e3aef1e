// SPDX-License-Identifier: GPL-2.0-only
/* Devices without a TEE, which find restricted memory by its DMA address */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/rstmem.h>
#include <linux/sizes.h>
#include <linux/tee_drv.h>
#include <rstmem/buffer.h>
#include <rstmem/tee.h>
#include <rstmem/v4l2.h>

#include "test.h"

#define VIDEO	RSTMEM_USE_CASE_SECURE_VIDEO_PLAY

static const struct vb2_mem_ops no_ops;

static int is_optee(struct tee_ioctl_version_data *version, const void *unused)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

/* What the TEE, which is told physical addresses, takes the memory for. */
static phys_addr_t address_of(struct dma_buf *dmabuf)
{
	struct tee_context *ctx = tee_client_open_context(NULL, is_optee, NULL,
							  NULL);
	phys_addr_t address = 0;
	struct tee_shm *shm;

	if (IS_ERR(ctx))
		return 0;
	shm = tee_shm_get_from_dmabuf(ctx, dmabuf);
	if (!IS_ERR(shm))
		address = shm->paddr;
	tee_client_close_context(ctx);
	return address;
}

/* As VIDIOC_QBUF does it. Return: what it would. */
static int slot_put(struct slot *slot, struct device *dev,
		    struct dma_buf *dmabuf)
{
	const struct vb2_mem_ops *ops = &rst_v4l2_restricted_ops;
	struct vb2_plane *plane = &slot->vb.planes[0];
	int err;

	memset(slot, 0, sizeof(*slot));
	slot->queue.dev = dev;
	slot->queue.mem_ops = ops;
	slot->vb.vb2_queue = &slot->queue;
	slot->vb.memory = VB2_MEMORY_DMABUF;
	slot->vb.num_planes = 1;
	plane->dbuf = dmabuf;
	plane->mem_priv = ops->attach_dmabuf(&slot->vb, dev, dmabuf,
					     dmabuf->size);
	err = ops->map_dmabuf(plane->mem_priv);
	if (err)
		ops->detach_dmabuf(plane->mem_priv);
	return err;
}

static void slot_clear(struct slot *slot)
{
	slot->queue.mem_ops->unmap_dmabuf(slot->vb.planes[0].mem_priv);
	slot->queue.mem_ops->detach_dmabuf(slot->vb.planes[0].mem_priv);
}

static void test_address(struct device *dev, struct dma_buf *dmabuf,
			 struct slot *slot)
{
	dma_addr_t first = 0, second = 1;
	void *clear;

	check(slot_put(slot, dev, dmabuf) == -ENODEV,
	      "a device that is not bound gets no buffer: ENODEV");
	check(!rst_v4l2_bind(dev, NULL, VIDEO) && !slot_put(slot, dev, dmabuf),
	      "bound without a TEE it gets one");
	check(!rst_v4l2_plane_shm(&slot->vb, 0),
	      "but no shared memory");
	clear = rst_v4l2_bitstream_ops.alloc(&slot->vb, dev, SZ_4K);
	check(PTR_ERR_OR_ZERO(clear) == -EOPNOTSUPP,
	      "and no clear memory: EOPNOTSUPP");
	check(!rst_v4l2_plane_dma_addr(&slot->vb, 0, &first) &&
	      first && first == address_of(dmabuf),
	      "its DMA address is where the TEE has it (%pad)", &first);
	slot_clear(slot);
	check(!slot_put(slot, dev, dmabuf) &&
	      !rst_v4l2_plane_dma_addr(&slot->vb, 0, &second) &&
	      second == first, "and is the same when it comes again");
	check(rst_v4l2_plane_dma_addr(&slot->vb, 1, &first) == -EINVAL,
	      "there is no second plane: EINVAL");
	slot->queue.mem_ops = &no_ops;
	check(rst_v4l2_plane_dma_addr(&slot->vb, 0, &first) == -EINVAL,
	      "another table's memory is not looked at: EINVAL");
	slot->queue.mem_ops = &rst_v4l2_restricted_ops;
}

static void test_end(struct device *dev, struct slot *slot)
{
	dma_addr_t address;

	rstmem_policy_revoke(dev);
	check(rst_v4l2_plane_dma_addr(&slot->vb, 0, &address) == -EACCES,
	      "a device that is not allowed has no address any more: EACCES");
	rst_v4l2_unbind(dev);
	check(rst_v4l2_plane_dma_addr(&slot->vb, 0, &address) == -ENODEV,
	      "nor when the device is unbound: ENODEV");
	slot_clear(slot);
}

static void test_far(struct device *dev, struct dma_buf *dmabuf,
		     struct slot *slot)
{
	dma_addr_t address;

	check(!rst_v4l2_bind(dev, NULL, VIDEO) && !slot_put(slot, dev, dmabuf),
	      "a device that cannot reach the memory is told when it asks");
	check(rst_v4l2_plane_dma_addr(&slot->vb, 0, &address) == -EIO,
	      "and gets no copy: EIO");
	slot_clear(slot);
	rst_v4l2_unbind(dev);
}

void test_planes(struct device *near, struct device *far)
{
	struct slot *slot = kzalloc(sizeof(*slot), GFP_KERNEL);
	struct dma_buf *dmabuf = rstmem_buffer_alloc(VIDEO, SZ_64K, 0);

	check(slot && !IS_ERR(dmabuf), "a buffer");
	if (!IS_ERR(dmabuf) && slot) {
		test_address(near, dmabuf, slot);
		test_end(near, slot);
		test_far(far, dmabuf, slot);
	}
	if (!IS_ERR(dmabuf))
		dma_buf_put(dmabuf);
	kfree(slot);
}
