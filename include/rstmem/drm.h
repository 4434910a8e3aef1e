/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers in DRM drivers (rst_drm.ko)
 *
 * An imported restricted buffer becomes a GEM object that holds the dma-buf and
 * is attached to the device, so that policy and books see it. It is never
 * mapped: there is no vmap, mmap, pin or page list. The driver passes it to the
 * TEE as the shared memory that rst_drm_gem_shm() returns.
 *
 * A driver calls devm_rst_drm_allow() in its probe function, and uses
 * rst_drm_gem_prime_import() as its &drm_driver.gem_prime_import, or calls it
 * from there.
 */
#ifndef _RSTMEM_DRM_H
#define _RSTMEM_DRM_H

#include <linux/types.h>

struct dma_buf;
struct drm_device;
struct drm_gem_object;
struct tee_context;
struct tee_shm;

/**
 * devm_rst_drm_allow() - set the use-cases that a device accepts
 * @drm:	the device; its parent is what gets attached to buffers
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 *
 * Without this call, importing a restricted buffer fails with -EACCES, unless
 * the administrator allows the device. The permission ends when the parent's
 * driver is unbound; objects that were imported before that stay.
 *
 * Return: 0, -EINVAL (unknown bits), -ENOMEM.
 */
int devm_rst_drm_allow(struct drm_device *drm, u32 use_cases);

/**
 * rst_drm_gem_prime_import() - import a dma-buf, restricted or not
 * @drm:	the device
 * @dmabuf:	the dma-buf; the object takes its own reference
 *
 * A buffer that is not restricted is passed to drm_gem_prime_import(): the
 * driver's own buffers come back as the same object, and all others are up to
 * its &drm_driver.gem_prime_import_sg_table (-EINVAL if it has none).
 *
 * Return: the object, or ERR_PTR: -EACCES (the use-case is not allowed),
 * -ENODEV (the pool has been unregistered), -ENOMEM, -EINVAL.
 */
struct drm_gem_object *rst_drm_gem_prime_import(struct drm_device *drm,
						struct dma_buf *dmabuf);

/**
 * rst_drm_gem_is_restricted() - ask whether an object holds a restricted buffer
 * @obj:	any GEM object
 *
 * Return: true if it does.
 */
bool rst_drm_gem_is_restricted(const struct drm_gem_object *obj);

/**
 * rst_drm_gem_shm() - get the shared memory behind a restricted object
 * @obj:	an object for which rst_drm_gem_is_restricted() is true
 * @ctx:	the driver's context of the TEE
 *
 * Asks the policy each time, because the administrator may deny the device
 * after the import. So a driver calls this for each frame, and leaves out what
 * it gets an error for. The shared memory is valid while the caller holds @obj;
 * it must not be freed or put.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL (a buffer of another TEE, or
 * not restricted), -EACCES (the use-case is not allowed any more), -ENODEV (the
 * pool has been unregistered).
 */
struct tee_shm *rst_drm_gem_shm(struct drm_gem_object *obj,
				struct tee_context *ctx);

#endif /* _RSTMEM_DRM_H */
