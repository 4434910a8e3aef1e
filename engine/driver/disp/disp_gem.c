// SPDX-License-Identifier: GPL-2.0-only
/*
 * The buffers: dumb ones in ordinary pages, and restricted ones
 */
#include <linux/err.h>
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_print.h>

#include <rstmem/drm.h>

#include "disp.h"

static void rst_disp_gem_free(struct drm_gem_object *obj)
{
	rst_disp_gem_unshare(obj);
	drm_gem_shmem_free(to_drm_gem_shmem_obj(obj));
}

static const struct drm_gem_object_funcs rst_disp_gem_funcs = {
	.free = rst_disp_gem_free,
	.print_info = drm_gem_shmem_object_print_info,
	.pin = drm_gem_shmem_object_pin,
	.unpin = drm_gem_shmem_object_unpin,
	.get_sg_table = drm_gem_shmem_object_get_sg_table,
	.vmap = drm_gem_shmem_object_vmap,
	.vunmap = drm_gem_shmem_object_vunmap,
	.mmap = drm_gem_shmem_object_mmap,
	.vm_ops = &drm_gem_shmem_vm_ops,
};

/**
 * rst_disp_gem_create() - allocate what becomes a dumb buffer
 * @drm:	the device
 * @size:	of the buffer; the caller initialises the object with it
 */
struct drm_gem_object *rst_disp_gem_create(struct drm_device *drm, size_t size)
{
	struct rst_disp_gem *gem;

	gem = kzalloc(sizeof(*gem), GFP_KERNEL);
	if (!gem)
		return ERR_PTR(-ENOMEM);

	gem->shmem.base.funcs = &rst_disp_gem_funcs;
	return &gem->shmem.base;
}

/**
 * rst_disp_gem_prime_import() - import a restricted buffer, or an own one
 * @drm:	the device
 * @dmabuf:	the dma-buf
 *
 * Ordinary buffers of other devices are refused (-EINVAL): the engine reads
 * ordinary memory page by page, and an importer must not ask for the pages
 * behind another driver's dma-buf.
 */
struct drm_gem_object *rst_disp_gem_prime_import(struct drm_device *drm,
						 struct dma_buf *dmabuf)
{
	struct rst_disp *disp = to_rst_disp(drm);
	struct drm_gem_object *obj;
	struct tee_shm *shm;
	int idx;

	if (!drm_dev_enter(drm, &idx))
		return ERR_PTR(-ENODEV);

	obj = rst_drm_gem_prime_import(drm, dmabuf);
	if (obj == ERR_PTR(-EINVAL))
		drm_dbg_prime(drm, "import refused: neither restricted nor a buffer of this display\n");
	if (!IS_ERR(obj) && rst_drm_gem_is_restricted(obj)) {
		/* Tell the importer now, not the viewer at the first frame. */
		shm = rst_drm_gem_shm(obj, rst_engine_tee(disp->adev));
		if (IS_ERR(shm)) {
			drm_gem_object_put(obj);
			obj = ERR_CAST(shm);
		}
	}

	drm_dev_exit(idx);
	return obj;
}

/**
 * rst_disp_gem_shm() - what the engine knows a buffer by
 * @obj:	a buffer that a plane uses
 *
 * Asks the policy each time. The caller is inside drm_dev_enter() and holds
 * @obj.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL (no plane
 * uses it), -EACCES (the
 * policy denies the display), -ENODEV (the memory's pool has gone).
 */
struct tee_shm *rst_disp_gem_shm(struct drm_gem_object *obj)
{
	struct rst_disp *disp = to_rst_disp(obj->dev);

	if (rst_drm_gem_is_restricted(obj))
		return rst_drm_gem_shm(obj, rst_engine_tee(disp->adev));

	return to_rst_disp_gem(obj)->shm ?: ERR_PTR(-EINVAL);
}

/**
 * rst_disp_gem_may_show() - ask the policy, which may have changed
 * @obj:	a dumb or a restricted buffer
 *
 * Return: 0, or an error of rst_disp_gem_shm(); -ENODEV also if the device is
 * gone.
 */
int rst_disp_gem_may_show(struct drm_gem_object *obj)
{
	int idx, ret;

	if (!rst_drm_gem_is_restricted(obj))
		return 0;
	if (!drm_dev_enter(obj->dev, &idx))
		return -ENODEV;

	ret = PTR_ERR_OR_ZERO(rst_disp_gem_shm(obj));
	drm_dev_exit(idx);
	return ret;
}
