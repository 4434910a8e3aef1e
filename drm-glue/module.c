// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module comes and goes
 */
#include <linux/debugfs.h>
#include <linux/module.h>

#include "compat/kdump.h"
#include "compat/module.h"
#include "glue.h"

static int __init rst_drm_init(void)
{
	if (rstmem_in_kdump())
		return -ENODEV;
	rst_drm_folder = debugfs_create_dir("rst_drm", NULL);
	return 0;
}
module_init(rst_drm_init);

static void __exit rst_drm_exit(void)
{
	debugfs_remove(rst_drm_folder);
}
module_exit(rst_drm_exit);

RST_IMPORT_NS(DMA_BUF);
MODULE_DESCRIPTION("Restricted buffers for DRM drivers");
MODULE_VERSION(RSTMEM_VERSION);
MODULE_LICENSE("GPL");
