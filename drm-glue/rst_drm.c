// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted buffers as GEM objects
 */
#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/slab.h>

#include <drm/drm_device.h>
#include <drm/drm_gem.h>
#include <drm/drm_prime.h>
#include <drm/drm_print.h>

#include "compat/kdump.h"
#include "compat/module.h"

#include <rstmem/buffer.h>
#include <rstmem/drm.h>
#include <rstmem/tee.h>

static void rst_drm_gem_free(struct drm_gem_object *obj)
{
	drm_prime_gem_destroy(obj, NULL);
	drm_gem_object_release(obj);
	kfree(obj);
}

/* What is absent here is what the CPU can't do with the buffer. */
static const struct drm_gem_object_funcs rst_drm_gem_funcs = {
	.free = rst_drm_gem_free,
};

bool rst_drm_gem_is_restricted(const struct drm_gem_object *obj)
{
	return obj->funcs == &rst_drm_gem_funcs;
}
EXPORT_SYMBOL_GPL(rst_drm_gem_is_restricted);

struct tee_shm *rst_drm_gem_shm(struct drm_gem_object *obj,
				struct tee_context *ctx)
{
	int ret;

	if (!rst_drm_gem_is_restricted(obj))
		return ERR_PTR(-EINVAL);
	ret = rstmem_buffer_admits(obj->import_attach->dmabuf, obj->dev->dev);
	if (ret)
		return ERR_PTR(ret);

	return tee_shm_get_from_dmabuf(ctx, obj->import_attach->dmabuf);
}
EXPORT_SYMBOL_GPL(rst_drm_gem_shm);

static struct drm_gem_object *
rst_drm_gem_import(struct drm_device *drm, struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach;
	struct drm_gem_object *obj;

	/* GEM objects are whole pages; so are the buffers of the heaps. */
	if (!PAGE_ALIGNED(dmabuf->size))
		return ERR_PTR(-EINVAL);

	obj = kzalloc(sizeof(*obj), GFP_KERNEL);
	if (!obj)
		return ERR_PTR(-ENOMEM);

	attach = dma_buf_attach(dmabuf, drm->dev);
	if (IS_ERR(attach)) {
		drm_dbg_prime(drm, "restricted buffer refused: %pe\n", attach);
		kfree(obj);
		return ERR_CAST(attach);
	}

	get_dma_buf(dmabuf);
	drm_gem_private_object_init(drm, obj, dmabuf->size);
	obj->funcs = &rst_drm_gem_funcs;
	obj->import_attach = attach;
	obj->resv = dmabuf->resv;
	return obj;
}

struct drm_gem_object *rst_drm_gem_prime_import(struct drm_device *drm,
						struct dma_buf *dmabuf)
{
	if (rstmem_buffer_use_case(dmabuf) > 0)
		return rst_drm_gem_import(drm, dmabuf);

	return drm_gem_prime_import(drm, dmabuf);
}
EXPORT_SYMBOL_GPL(rst_drm_gem_prime_import);

static void rst_drm_revoke(void *dev)
{
	rstmem_policy_revoke(dev);
}

int devm_rst_drm_allow(struct drm_device *drm, u32 use_cases)
{
	int ret;

	ret = rstmem_policy_allow(drm->dev, use_cases);
	if (ret)
		return ret;

	return devm_add_action_or_reset(drm->dev, rst_drm_revoke, drm->dev);
}
EXPORT_SYMBOL_GPL(devm_rst_drm_allow);

static int __init rst_drm_init(void)
{
	return rstmem_in_kdump() ? -ENODEV : 0;
}
module_init(rst_drm_init);

static void __exit rst_drm_exit(void)
{
}
module_exit(rst_drm_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Restricted buffers for DRM drivers");
MODULE_VERSION(RSTMEM_VERSION);
MODULE_LICENSE("GPL");
