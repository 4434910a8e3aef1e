// SPDX-License-Identifier: GPL-2.0-only
/*
 * rst_addon.ko: what rst_v4l2, rst_drm and drivers on them need of rstmem, for
 * buffers that the kernel's own protected heaps hand out
 *
 * Such a kernel has a TEE core and heaps that no module can replace, and
 * doesn't tell modules when a buffer is released. So there is no policy, no
 * scrubbing and there are no books here (docs/addon.md).
 */
#include <linux/module.h>

#include "compat/kdump.h"
#include "compat/module.h"

static int __init rst_addon_init(void)
{
	return rstmem_in_kdump() ? -ENODEV : 0;
}
module_init(rst_addon_init);

static void __exit rst_addon_exit(void)
{
}
module_exit(rst_addon_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Helpers for the kernel's own protected buffers");
MODULE_VERSION(RSTMEM_VERSION);
MODULE_LICENSE("GPL");
