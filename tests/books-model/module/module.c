// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

#include "carveout.h"

static bool bench;
module_param(bench, bool, 0400);

static unsigned int seeds = 4;
module_param(seeds, uint, 0400);

static bool double_free;
module_param(double_free, bool, 0400);

static int __init carveout_init(void)
{
	int ret = double_free ? check_double_free() : check_carveout();

	if (ret)
		return ret;
	return bench ? bench_run(seeds) : 0;
}

static void __exit carveout_exit(void)
{
}

module_init(carveout_init);
module_exit(carveout_exit);

MODULE_DESCRIPTION("Checks and measures the range manager of static pools");
MODULE_LICENSE("GPL");
