// SPDX-License-Identifier: GPL-2.0-only
/* Trouble on demand, for the laboratory to notice: insmod lab_trouble.ko kind=warn|oops|hang */
#include <linux/delay.h>
#include <linux/module.h>

static char *kind = "warn";
module_param(kind, charp, 0);
MODULE_PARM_DESC(kind, "what goes wrong while the module loads");

static int __init lab_trouble_init(void)
{
	if (sysfs_streq(kind, "oops"))
		*(volatile int *)16 = 1;
	else if (sysfs_streq(kind, "hang"))
		msleep(3600 * MSEC_PER_SEC);
	else
		WARN(1, "trouble on demand\n");
	return 0;
}
module_init(lab_trouble_init);

static void __exit lab_trouble_exit(void)
{
}
module_exit(lab_trouble_exit);

MODULE_DESCRIPTION("Trouble on demand");
MODULE_LICENSE("GPL");
