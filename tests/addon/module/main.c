// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two contexts of one object of the kernel's own heap
 *
 * The kernel's heaps hand out buffers to processes only: the one that writes a
 * descriptor to the parameter "buffer" has the tests run on it. Results are "ok …"
 * and "not ok …" in the kernel's log, and an error of the write if one is bad.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/platform_device.h>
#include <linux/tee_drv.h>

#include <drm/drm_drv.h>
#include <drm/drm_gem.h>

#include <rstmem/drm.h>

#include "compat/module.h"
#include "tests/lib/check.h"

DEFINE_CHECKS;

static const struct drm_driver test_driver = {
	.driver_features = DRIVER_GEM,
	.name = KBUILD_MODNAME,
};

static struct platform_device *pdev;

static int is_optee(struct tee_ioctl_version_data *version, const void *unused)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static struct tee_context *tee_open(void)
{
	return tee_client_open_context(NULL, is_optee, NULL, NULL);
}

/* Fails if a handle of one context is given to another, or one is forgotten. */
static void test_contexts(struct drm_gem_object *obj, struct tee_context *first,
			  struct tee_context *second)
{
	struct tee_shm *shm = rst_drm_gem_shm(obj, first);

	check(!IS_ERR(shm), "an object has a handle of the TEE's: %d",
	      PTR_ERR_OR_ZERO(shm));
	check(rst_drm_gem_shm(obj, second) == ERR_PTR(-EBUSY),
	      "another context is refused: EBUSY");
	check(rst_drm_gem_shm(obj, first) == shm, "the first one keeps it");
}

static struct drm_gem_object *import(struct drm_device *drm,
				     struct dma_buf *dmabuf)
{
	struct drm_gem_object *obj = rst_drm_gem_prime_import(drm, dmabuf);

	check(!IS_ERR(obj) && rst_drm_gem_is_restricted(obj),
	      "the kernel's buffer becomes an object");
	return obj;
}

static void test_object(struct drm_device *drm, struct dma_buf *dmabuf,
			struct tee_context *first, struct tee_context *second)
{
	struct drm_gem_object *obj = import(drm, dmabuf);

	if (IS_ERR(obj))
		return;
	test_contexts(obj, first, second);
	drm_gem_object_put(obj);

	obj = import(drm, dmabuf);
	if (IS_ERR(obj))
		return;
	check(!IS_ERR(rst_drm_gem_shm(obj, second)),
	      "a new object of the same buffer is anybody's");
	drm_gem_object_put(obj);
}

static int test_buffer(struct dma_buf *dmabuf)
{
	struct tee_context *first = tee_open(), *second = tee_open();
	struct drm_device *drm = drm_dev_alloc(&test_driver, &pdev->dev);

	check(!IS_ERR(drm) && !IS_ERR(first) && !IS_ERR(second),
	      "a device, and two contexts of the TEE");
	if (!IS_ERR(drm) && !IS_ERR(first) && !IS_ERR(second))
		test_object(drm, dmabuf, first, second);
	if (!IS_ERR(drm))
		drm_dev_put(drm);
	if (!IS_ERR(second))
		tee_client_close_context(second);
	if (!IS_ERR(first))
		tee_client_close_context(first);
	return check_done();
}

static int buffer_set(const char *text, const struct kernel_param *param)
{
	struct dma_buf *dmabuf;
	int fd, rc;

	rc = kstrtoint(text, 0, &fd);
	if (rc)
		return rc;
	dmabuf = dma_buf_get(fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);
	rc = test_buffer(dmabuf);
	dma_buf_put(dmabuf);
	return rc;
}

static const struct kernel_param_ops buffer_ops = {
	.set = buffer_set,
};

module_param_cb(buffer, &buffer_ops, NULL, 0200);
MODULE_PARM_DESC(buffer, "descriptor of a buffer that is tested with");

static int __init addon_test_init(void)
{
	pdev = platform_device_register_simple(KBUILD_MODNAME, 0, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	*pdev->dev.dma_mask = DMA_BIT_MASK(40);
	return 0;
}
module_init(addon_test_init);

static void __exit addon_test_exit(void)
{
	platform_device_unregister(pdev);
}
module_exit(addon_test_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Tests of the add-on");
MODULE_LICENSE("GPL");
