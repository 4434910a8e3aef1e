/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Restricted buffers in DRM drivers (rst_drm.ko)
 *
 * docs/porting-drm.md ports a driver step by step. A driver calls
 * devm_rst_drm_allow() in its probe function, and has one of these two as its
 * &drm_driver.gem_prime_import, or calls it from there:
 *
 *	rst_drm_gem_prime_import()	shows buffers by the TEE's handle
 *	rst_drm_gem_dma_prime_import()	is a bus master, on the GEM-DMA helpers
 *
 * In &drm_plane_helper_funcs.atomic_check, it calls rst_drm_plane_check(), and
 * for each frame it asks for rst_drm_gem_shm() or rst_drm_gem_dma_addr().
 *
 * The object: an imported restricted buffer becomes a GEM object that holds the
 * dma-buf and is attached to the device, so that policy and books see it. It is
 * never mapped for the CPU: its functions lack vmap, mmap, pin and the page
 * list. If the driver has a &drm_driver.gem_create_object, that allocates the
 * object, so that what the driver takes any object of its for, is behind it. It
 * must do so by kmalloc() or one of its kin, with the &struct drm_gem_object at
 * the beginning, and do nothing that has to be undone; what it says of the
 * object's functions is replaced. Otherwise the object is as large as a
 * &struct drm_gem_dma_object and a &struct drm_gem_shmem_object: to_drm_gem_…()
 * may be used, and finds neither pages nor a kernel address.
 *
 * rst_drm_gem_is_restricted() tells such objects from all others. Functions of
 * the helpers that look for pages (drm_gem_shmem_pin(),
 * drm_gem_shmem_get_pages_sgt(), …) must not be called for them.
 *
 * Registrations: a buffer is registered for the device when it is imported for
 * the first time, until it is released. /sys/kernel/debug/rst_drm/DEVICE counts
 * registrations, hits (buffers that were imported again) and refusals, and
 * rstmem:rstmem_register traces them.
 */
#ifndef _RSTMEM_DRM_H
#define _RSTMEM_DRM_H

#include <linux/types.h>

struct dma_buf;
struct drm_device;
struct drm_gem_object;
struct drm_plane_state;
struct tee_context;
struct tee_shm;

/**
 * devm_rst_drm_allow() - set the use-cases that a device accepts
 * @drm:	the device; its parent is what gets attached to buffers
 * @use_cases:	mask of BIT(RSTMEM_USE_CASE_*)
 *
 * Without this call, importing a restricted buffer fails with -EACCES, unless
 * the administrator allows the device. The permission ends when the parent's
 * driver is unbound. Objects that were imported before that stay, but the
 * device cannot use them any more. May sleep.
 *
 * Return: 0, -EINVAL (unknown bits), -ENODEV (the parent is not registered),
 * -ENOMEM.
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
 * rst_drm_gem_dma_prime_import() - the same for a driver on the GEM-DMA helpers
 * @drm:	the device, whose driver called devm_rst_drm_allow(), and whose
 *		objects all begin with a &struct drm_gem_dma_object
 * @dmabuf:	the dma-buf; the object takes its own reference
 *
 * The restricted buffer is mapped for the device, and &drm_gem_dma_object
 * .dma_addr is its address: drm_fb_dma_get_gem_addr() works as for any other.
 *
 * Return: as rst_drm_gem_prime_import(), or ERR_PTR: -EIO (the device cannot
 * reach the memory), -ENODEV (devm_rst_drm_allow() was not called).
 */
struct drm_gem_object *rst_drm_gem_dma_prime_import(struct drm_device *drm,
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
 * @obj:	any GEM object
 * @ctx:	the driver's context of the TEE
 *
 * To be called for each frame, as the policy may have changed since the object
 * was imported. The shared memory is valid while the caller holds @obj; it must
 * not be freed or put. The first call for an object may sleep, and later ones
 * with the same context wait for nothing but each other.
 *
 * Return: the shared memory, or ERR_PTR: -EINVAL (a buffer of another TEE, or
 * not restricted), -EACCES (the device has been denied, or its driver unbound),
 * -ENODEV (the pool has been unregistered), -EBUSY (the object has been asked for
 * with another context, and the kernel's own heaps tell contexts apart),
 * -ENOMEM.
 */
struct tee_shm *rst_drm_gem_shm(struct drm_gem_object *obj,
				struct tee_context *ctx);

/**
 * rst_drm_gem_dma_addr() - get the DMA address of a restricted object
 * @obj:	any GEM object
 * @address:	filled in: the DMA address of the whole, contiguous buffer
 *
 * For hardware that is a bus master and may access restricted memory. There is
 * no page behind the address, and never a bounce buffer. The buffer is mapped
 * once, until it is released or the driver is unbound. To be called for each
 * frame, before the point at which a commit cannot fail any more:
 * &drm_plane_helper_funcs.prepare_fb, for example. May sleep.
 *
 * Return: 0, -EINVAL (not restricted), -EACCES (the device has been denied),
 * -ENODEV (the pool has been unregistered, the driver unbound, or
 * devm_rst_drm_allow() was not called), -EIO (the device cannot reach the
 * memory), -ENOMEM.
 */
int rst_drm_gem_dma_addr(struct drm_gem_object *obj, dma_addr_t *address);

/**
 * struct rst_drm_plane_ability - what a plane can do without the CPU
 * @formats:	that the hardware reads as they are; NULL if it is all that the
 *		plane offers
 * @num_formats: how many there are
 * @rotations:	DRM_MODE_ROTATE_* and DRM_MODE_REFLECT_* beside ROTATE_0
 * @scales:	it scales, and no ordinary memory is written while it does
 */
struct rst_drm_plane_ability {
	const u32 *formats;
	unsigned int num_formats;
	unsigned int rotations;
	bool scales;
};

/**
 * rst_drm_plane_check() - ask whether a plane can and may show its framebuffer
 * @state:	the plane's new state, after drm_atomic_helper_check_plane_state()
 * @ability:	what the plane can do with restricted memory; NULL: show all its
 *		formats, neither scaled nor rotated
 *
 * For &drm_plane_helper_funcs.atomic_check. Always good if the framebuffer has
 * no restricted object, or nothing of it is visible. Otherwise a commit is
 * refused that would have the CPU read pixels, as the helpers' shadow planes
 * (DRM_GEM_SHADOW_PLANE_FUNCS) do, or do what @ability lacks. The policy is
 * asked, too. Refusals are explained in the kernel's log (drm.debug=0x10). Does
 * not sleep.
 *
 * The shadow planes of &struct drm_simple_display_pipe cannot be told from
 * others. Drivers that have them must not import restricted buffers.
 *
 * Return: 0, -EINVAL (the plane cannot show it), -EACCES (the device has been
 * denied), -ENODEV (the pool has been unregistered).
 */
int rst_drm_plane_check(const struct drm_plane_state *state,
			const struct rst_drm_plane_ability *ability);

#endif /* _RSTMEM_DRM_H */
