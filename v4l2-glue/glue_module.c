// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module comes and goes
 */
#include <linux/debugfs.h>
#include <linux/module.h>

#include "compat/kdump.h"
#include "glue.h"

static int __init rst_v4l2_init(void)
{
	int ret;

	if (rstmem_in_kdump())
		return -ENODEV;
	ret = rst_v4l2_clear_init();
	if (!ret)
		rst_v4l2_folder = debugfs_create_dir("rst_v4l2", NULL);
	return ret;
}
module_init(rst_v4l2_init);

static void __exit rst_v4l2_exit(void)
{
	debugfs_remove(rst_v4l2_folder);
	rst_v4l2_clear_exit();
}
module_exit(rst_v4l2_exit);

MODULE_DESCRIPTION("Restricted buffers for V4L2 drivers");
MODULE_LICENSE("GPL");
MODULE_VERSION(RSTMEM_VERSION);
