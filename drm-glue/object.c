// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted buffers as GEM objects
 */
#include <linux/cleanup.h>
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_dma_helper.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_prime.h>
#include <drm/drm_print.h>

#include <rstmem/buffer.h>
#include <rstmem/drm.h>
#include <rstmem/tee.h>

#include "glue.h"

/*
 * What a driver on the helpers may take any object of its for, if it has no
 * larger one of its own. All but the base is zero: there are no pages and there
 * is no kernel address.
 */
union rst_drm_gem {
	struct drm_gem_object base;
	struct drm_gem_dma_object dma;
	struct drm_gem_shmem_object shmem;
};

static_assert(!offsetof(struct drm_gem_dma_object, base));
static_assert(!offsetof(struct drm_gem_shmem_object, base));

/**
 * struct rst_drm_import - what is known of an object's buffer
 * @lock:	protects @ctx and @shm while they are filled in
 * @ctx:	whose handle @shm is
 * @shm:	the TEE's handle, once somebody has asked for it
 */
struct rst_drm_import {
	struct mutex lock;
	struct tee_context *ctx;
	struct tee_shm *shm;
};

static void rst_drm_import_free(struct rst_drm_import *import)
{
	tee_shm_put_from_dmabuf(import->shm);
	mutex_destroy(&import->lock);
	kfree(import);
}

static void rst_drm_gem_free(struct drm_gem_object *obj)
{
	rst_drm_import_free(obj->import_attach->importer_priv);
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

/* May the object's device use the buffer now? */
int rst_drm_gem_admits(const struct drm_gem_object *obj)
{
	const struct dma_buf_attachment *attach = obj->import_attach;

	return rstmem_buffer_admits(attach->dmabuf, attach->dev);
}

/* Several contexts of a TEE may well have the same handle. */
static struct tee_shm *rst_drm_import_shm(struct rst_drm_import *import,
					  struct dma_buf *dmabuf,
					  struct tee_context *ctx)
{
	struct tee_shm *shm;

	guard(mutex)(&import->lock);
	if (import->shm && import->ctx == ctx)
		return import->shm;

	shm = tee_shm_get_from_dmabuf(ctx, dmabuf);
	if (IS_ERR(shm) || shm == import->shm)
		return shm;
	if (import->shm) {
		tee_shm_put_from_dmabuf(shm);
		return ERR_PTR(-EBUSY);
	}
	import->ctx = ctx;
	import->shm = shm;
	return shm;
}

struct tee_shm *rst_drm_gem_shm(struct drm_gem_object *obj,
				struct tee_context *ctx)
{
	struct dma_buf_attachment *attach = obj->import_attach;
	int ret;

	if (!rst_drm_gem_is_restricted(obj))
		return ERR_PTR(-EINVAL);

	ret = rst_drm_gem_admits(obj);
	if (ret)
		return ERR_PTR(ret);

	return rst_drm_import_shm(attach->importer_priv, attach->dmabuf, ctx);
}
EXPORT_SYMBOL_GPL(rst_drm_gem_shm);

int rst_drm_gem_dma_addr(struct drm_gem_object *obj, dma_addr_t *address)
{
	const struct dma_buf_attachment *attach = obj->import_attach;

	if (!rst_drm_gem_is_restricted(obj))
		return -EINVAL;

	return rst_drm_device_dma_addr(attach->dev, attach->dmabuf, address);
}
EXPORT_SYMBOL_GPL(rst_drm_gem_dma_addr);

/* Only the driver knows how much it reads of what it takes for its own. */
static struct drm_gem_object *rst_drm_gem_alloc(struct drm_device *drm,
						size_t size)
{
	union rst_drm_gem *gem;

	if (drm->driver->gem_create_object)
		return drm->driver->gem_create_object(drm, size);

	gem = kzalloc(sizeof(*gem), GFP_KERNEL);
	return gem ? &gem->base : ERR_PTR(-ENOMEM);
}

static struct dma_buf_attachment *rst_drm_attach(struct drm_device *drm,
						 struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach;
	struct rst_drm_import *import;
	int ret;

	import = kzalloc(sizeof(*import), GFP_KERNEL);
	if (!import)
		return ERR_PTR(-ENOMEM);
	mutex_init(&import->lock);

	attach = dma_buf_dynamic_attach(dmabuf, drm->dev, NULL, import);
	if (IS_ERR(attach)) {
		rst_drm_device_refuse(drm->dev, dmabuf, PTR_ERR(attach));
		rst_drm_import_free(import);
		return attach;
	}
	ret = rst_drm_device_register(drm->dev, dmabuf);
	if (!ret)
		return attach;

	dma_buf_detach(dmabuf, attach);
	rst_drm_import_free(import);
	return ERR_PTR(ret);
}

static struct drm_gem_object *
rst_drm_gem_import(struct drm_device *drm, struct dma_buf *dmabuf)
{
	struct dma_buf_attachment *attach;
	struct drm_gem_object *obj;

	/* GEM objects are whole pages; so are the buffers of the heaps. */
	if (!PAGE_ALIGNED(dmabuf->size))
		return ERR_PTR(-EINVAL);

	obj = rst_drm_gem_alloc(drm, dmabuf->size);
	if (IS_ERR(obj))
		return obj;

	attach = rst_drm_attach(drm, dmabuf);
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

struct drm_gem_object *rst_drm_gem_dma_prime_import(struct drm_device *drm,
						    struct dma_buf *dmabuf)
{
	struct drm_gem_object *obj;
	int ret;

	obj = rst_drm_gem_prime_import(drm, dmabuf);
	if (IS_ERR(obj) || !rst_drm_gem_is_restricted(obj))
		return obj;

	ret = rst_drm_gem_dma_addr(obj, &to_drm_gem_dma_obj(obj)->dma_addr);
	if (!ret)
		return obj;

	drm_gem_object_put(obj);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_GPL(rst_drm_gem_dma_prime_import);
