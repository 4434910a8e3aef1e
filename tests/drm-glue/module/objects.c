// SPDX-License-Identifier: GPL-2.0-only
/* Objects, as drivers on the helpers and with objects of their own find them */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/rstmem.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_drv.h>

#include <drm/drm_device.h>
#include <drm/drm_drv.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_dma_helper.h>
#include <drm/drm_gem_shmem_helper.h>

#include <rstmem/buffer.h>
#include <rstmem/drm.h>
#include <rstmem/tee.h>

#include "test.h"

#define VIDEO	RSTMEM_USE_CASE_SECURE_VIDEO_PLAY
#define SIZE	SZ_1M

/* What a driver keeps of each object, behind the helpers' part. */
struct own_gem {
	struct drm_gem_dma_object dma;
	u8 mine[SZ_4K];
};

static size_t created_size;
static bool creates;

static struct drm_gem_object *own_create(struct drm_device *drm, size_t size)
{
	struct own_gem *own;

	created_size = size;
	if (!creates)
		return ERR_PTR(-ENOSPC);
	own = kzalloc(sizeof(*own), GFP_KERNEL);
	return own ? &own->dma.base : ERR_PTR(-ENOMEM);
}

static const struct drm_driver plain_driver = {
	.driver_features = DRIVER_GEM,
	.name = "plain",
};

static const struct drm_driver own_driver = {
	.driver_features = DRIVER_GEM,
	.gem_create_object = own_create,
	.name = "own",
};

static int is_optee(struct tee_ioctl_version_data *version, const void *unused)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static struct tee_context *tee_open(void)
{
	return tee_client_open_context(NULL, is_optee, NULL, NULL);
}

static void test_plain(struct drm_device *drm, struct tee_context *tee,
		       struct dma_buf *dmabuf)
{
	struct drm_gem_object *obj = rst_drm_gem_dma_prime_import(drm, dmabuf);
	struct drm_gem_shmem_object *shmem;
	struct tee_shm *shm;

	check(!IS_ERR(obj) && rst_drm_gem_is_restricted(obj),
	      "a restricted buffer becomes an object");
	if (IS_ERR(obj))
		return;

	shm = rst_drm_gem_shm(obj, tee);
	check(!IS_ERR(shm) &&
	      to_drm_gem_dma_obj(obj)->dma_addr == shm->paddr,
	      "GEM-DMA finds the address that the TEE knows");
	check(!to_drm_gem_dma_obj(obj)->vaddr && !to_drm_gem_dma_obj(obj)->sgt &&
	      !to_drm_gem_dma_obj(obj)->map_noncoherent,
	      "and no kernel address, no table");
	drm_gem_object_put(obj);

	obj = rst_drm_gem_prime_import(drm, dmabuf);
	if (IS_ERR(obj))
		return;
	shmem = to_drm_gem_shmem_obj(obj);
	check(!shmem->pages && !shmem->sgt && !shmem->vaddr,
	      "GEM-SHMEM finds no pages, no table and no kernel address");
	check(!obj->funcs->vmap && !obj->funcs->mmap && !obj->funcs->pin &&
	      !obj->funcs->get_sg_table && !obj->funcs->vm_ops,
	      "no way of the CPU to it");
	drm_gem_object_put(obj);
}

static void test_own(struct drm_device *drm, struct dma_buf *dmabuf)
{
	struct drm_gem_object *obj;
	struct own_gem *own;

	creates = false;
	check(rst_drm_gem_prime_import(drm, dmabuf) == ERR_PTR(-ENOSPC),
	      "a driver that has no object gets none");
	creates = true;
	obj = rst_drm_gem_dma_prime_import(drm, dmabuf);
	check(!IS_ERR(obj) && created_size == SIZE,
	      "the driver's own function makes the object");
	if (IS_ERR(obj))
		return;
	own = container_of(to_drm_gem_dma_obj(obj), struct own_gem, dma);
	check(!memchr_inv(own->mine, 0, sizeof(own->mine)) &&
	      own->dma.dma_addr,
	      "what the driver keeps behind it is there");
	memset(own->mine, 0xa5, sizeof(own->mine));
	drm_gem_object_put(obj);
}

static void test_address(struct drm_device *near, struct drm_device *far,
			 struct dma_buf *dmabuf)
{
	struct drm_gem_object *ordinary = own_create(near, SIZE), *obj;
	dma_addr_t first = 0, second = 1;

	if (!IS_ERR(ordinary)) {
		check(rst_drm_gem_dma_addr(ordinary, &first) == -EINVAL &&
		      rst_drm_gem_shm(ordinary, NULL) == ERR_PTR(-EINVAL),
		      "an ordinary object has neither address nor handle: EINVAL");
		kfree(ordinary);
	}

	obj = rst_drm_gem_prime_import(near, dmabuf);
	if (IS_ERR(obj))
		return;
	check(!rst_drm_gem_dma_addr(obj, &first) &&
	      !rst_drm_gem_dma_addr(obj, &second) && first == second,
	      "the address stays the same");
	drm_gem_object_put(obj);

	check(rst_drm_gem_dma_prime_import(far, dmabuf) == ERR_PTR(-EIO),
	      "a device that can't reach the memory gets no object: EIO");
	obj = rst_drm_gem_prime_import(far, dmabuf);
	check(!IS_ERR(obj), "for its TEE it gets one");
	if (!IS_ERR(obj))
		drm_gem_object_put(obj);
}

/* Fails where the policy is asked, and its answer not heeded. */
static void test_denied(struct drm_device *drm, struct tee_context *tee,
			struct dma_buf *dmabuf)
{
	struct drm_gem_object *obj = rst_drm_gem_dma_prime_import(drm, dmabuf);
	dma_addr_t address;

	if (IS_ERR(obj))
		return;
	rstmem_policy_revoke(drm->dev);
	check(rst_drm_gem_shm(obj, tee) == ERR_PTR(-EACCES),
	      "a device that is allowed no more gets no handle: EACCES");
	check(rst_drm_gem_dma_addr(obj, &address) == -EACCES,
	      "nor an address: EACCES");
	check(!devm_rst_drm_allow(drm, BIT(VIDEO)) &&
	      !IS_ERR(rst_drm_gem_shm(obj, tee)) &&
	      !rst_drm_gem_dma_addr(obj, &address),
	      "allowed again, it gets both of what it has");
	drm_gem_object_put(obj);
}

/* A device that only the administrator may have allowed, or nobody. */
static void test_refused(struct drm_device *drm, struct dma_buf *dmabuf)
{
	check(rst_drm_gem_prime_import(drm, dmabuf) == ERR_PTR(-EACCES),
	      "a device whose driver allows nothing gets no buffer: EACCES");
	check(!devm_rst_drm_allow(drm, BIT(RSTMEM_USE_CASE_TRUSTED_UI)) &&
	      rst_drm_gem_prime_import(drm, dmabuf) == ERR_PTR(-EACCES),
	      "nor one of another use-case: EACCES");
	check(devm_rst_drm_allow(drm, ~0) == -EINVAL,
	      "there are no more use-cases: EINVAL");
	check(!devm_rst_drm_allow(drm, BIT(VIDEO)),
	      "the driver changes its mind");
}

void test_objects(struct device *near, struct device *far)
{
	struct drm_device *plain = drm_dev_alloc(&plain_driver, near);
	struct drm_device *own = drm_dev_alloc(&own_driver, near);
	struct drm_device *distant = drm_dev_alloc(&plain_driver, far);
	struct dma_buf *dmabuf = rstmem_buffer_alloc(VIDEO, SIZE, O_RDWR);
	struct tee_context *tee = tee_open();
	bool all = !IS_ERR(plain) && !IS_ERR(own) && !IS_ERR(distant) &&
		   !IS_ERR(dmabuf) && !IS_ERR(tee);

	check(all, "devices, a buffer and a TEE");
	if (all) {
		test_refused(plain, dmabuf);
		devm_rst_drm_allow(distant, BIT(VIDEO));
		test_plain(plain, tee, dmabuf);
		test_own(own, dmabuf);
		test_address(plain, distant, dmabuf);
		test_denied(plain, tee, dmabuf);
	}
	if (!IS_ERR(tee))
		tee_client_close_context(tee);
	if (!IS_ERR(dmabuf))
		dma_buf_put(dmabuf);
	if (!IS_ERR(distant))
		drm_dev_put(distant);
	if (!IS_ERR(own))
		drm_dev_put(own);
	if (!IS_ERR(plain))
		drm_dev_put(plain);
}
