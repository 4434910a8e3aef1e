// SPDX-License-Identifier: GPL-2.0-only
/*
 * rst_drm.ko's calls, tried once when the module is loaded
 *
 * Results are "ok …" and "not ok …" in the kernel's log; the module does not
 * load where one is bad. module_results of tests/lib/guest.sh loads it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "compat/module.h"
#include "test.h"

DEFINE_CHECKS;

static struct platform_device *device_come(int number, unsigned int bits)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple(KBUILD_MODNAME, number, NULL, 0);
	/* By hand, as a machine with more memory has no use for 24 bits. */
	if (!IS_ERR(pdev))
		*pdev->dev.dma_mask = DMA_BIT_MASK(bits);
	return pdev;
}

static int __init drm_test_init(void)
{
	struct platform_device *near, *far;

	near = device_come(0, 40);
	if (IS_ERR(near))
		return PTR_ERR(near);
	far = device_come(1, 24);
	if (IS_ERR(far)) {
		platform_device_unregister(near);
		return PTR_ERR(far);
	}

	test_objects(&near->dev, &far->dev);
	test_planes(&near->dev);
	platform_device_unregister(far);
	platform_device_unregister(near);
	return check_done();
}
module_init(drm_test_init);

static void __exit drm_test_exit(void)
{
}
module_exit(drm_test_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Tests of the DRM helpers");
MODULE_LICENSE("GPL");
