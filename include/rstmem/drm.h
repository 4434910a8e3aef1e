/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers in DRM drivers (rst_drm.ko)
 *
 * A restricted buffer becomes a GEM object that holds the dma-buf and is
 * attached to the device, so that policy and books see it, but is never mapped:
 * there is no vmap, no mmap, no pin and no page list. The driver names it to
 * the TEE by rst_drm_gem_shm().
 *
 * A driver calls devm_rst_drm_allow() in its probe, and uses
 * rst_drm_gem_prime_import() as, or in, its &drm_driver.gem_prime_import.
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
 * devm_rst_drm_allow() - name the use-cases that a device accepts
 * @drm:	the device; attachments are made for its parent
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 *
 * Without it every import of a restricted buffer ends in -EACCES. Taken back
 * when the parent's driver is unbound; objects imported until then stay.
 *
 * Return: 0, -EINVAL (unknown bits), -ENOMEM.
 */
int devm_rst_drm_allow(struct drm_device *drm, u32 use_cases);

/**
 * rst_drm_gem_prime_import() - import a dma-buf, restricted or not
 * @drm:	the device
 * @dmabuf:	the dma-buf; the object takes its own reference
 *
 * What is not restricted goes to drm_gem_prime_import(), so that the driver's
 * own buffers come back as the same object, and everything else is up to its
 * &drm_driver.gem_prime_import_sg_table (-EINVAL where it has none).
 *
 * Return: the object, or ERR_PTR: -EACCES (the use-case is not allowed),
 * -ENODEV (the pool has gone away), -ENOMEM, -EINVAL.
 */
struct drm_gem_object *rst_drm_gem_prime_import(struct drm_device *drm,
						struct dma_buf *dmabuf);

/**
 * rst_drm_gem_is_restricted() - ask whether an object holds a restricted buffer
 * @obj:	any GEM object
 *
 * Return: whether it does.
 */
bool rst_drm_gem_is_restricted(const struct drm_gem_object *obj);

/**
 * rst_drm_gem_shm() - the shared memory behind a restricted object
 * @obj:	an object for which rst_drm_gem_is_restricted()
 * @ctx:	the driver's context on the TEE
 *
 * Valid while @obj is held; must not be freed or put.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL (a buffer of another TEE, or
 * not restricted), -ENODEV (the pool has gone away).
 */
struct tee_shm *rst_drm_gem_shm(struct drm_gem_object *obj,
				struct tee_context *ctx);

#endif /* _RSTMEM_DRM_H */
