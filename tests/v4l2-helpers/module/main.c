// SPDX-License-Identifier: GPL-2.0-only
/*
 * rst_v4l2.ko's calls, tried once when the module is loaded
 *
 * Results are "ok …" and "not ok …" in the kernel's log; the module does not
 * load where one is bad. ../porting.sh loads it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "compat/module.h"
#include "test.h"

DEFINE_CHECKS;

static int __init glue_test_init(void)
{
	struct platform_device *near, *far;

	near = platform_device_register_simple(KBUILD_MODNAME, 0, NULL, 0);
	if (IS_ERR(near))
		return PTR_ERR(near);
	far = platform_device_register_simple(KBUILD_MODNAME, 1, NULL, 0);
	if (IS_ERR(far)) {
		platform_device_unregister(near);
		return PTR_ERR(far);
	}
	/* By hand, as a machine with more memory has no use for such a device. */
	*far->dev.dma_mask = DMA_BIT_MASK(24);

	test_planes(&near->dev, &far->dev);
	test_rules(&near->dev);
	platform_device_unregister(far);
	platform_device_unregister(near);
	return check_done();
}
module_init(glue_test_init);

static void __exit glue_test_exit(void)
{
}
module_exit(glue_test_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Tests of the V4L2 helpers");
MODULE_LICENSE("GPL");
