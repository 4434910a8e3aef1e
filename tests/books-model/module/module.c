// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

#include "carveout.h"

static bool double_free;
module_param(double_free, bool, 0400);

static int __init carveout_init(void)
{
	return double_free ? check_double_free() : check_carveout();
}

static void __exit carveout_exit(void)
{
}

module_init(carveout_init);
module_exit(carveout_exit);

MODULE_DESCRIPTION("Checks the range manager of static pools");
MODULE_LICENSE("GPL");
