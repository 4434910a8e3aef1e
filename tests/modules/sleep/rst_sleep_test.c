// SPDX-License-Identifier: GPL-2.0-only
/*
 * Suspends one device of the engine when it is loaded, and resumes it when it
 * goes, as the machine would: whose shared folders do not survive that
 *
 *	insmod rst_sleep_test.ko device=rst_engine.vdec.0
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/pm.h>
#include <linux/tee_drv.h>

static char *device;
module_param(device, charp, 0);
MODULE_PARM_DESC(device, "its name on the auxiliary bus");

static struct device *sleeper;

/* The auxiliary bus is not to be had, but its devices' parents are. */
static int rst_sleep_find(struct device *application, void *unused)
{
	sleeper = device_find_child_by_name(application, device);
	return sleeper ? 1 : 0;
}

/* A kernel that does not sleep has no such step. */
static int rst_sleep_step(int (*step)(struct device *dev))
{
	return step ? step(sleeper) : -EOPNOTSUPP;
}

static int __init rst_sleep_init(void)
{
	int ret;

	if (!device)
		return -EINVAL;
	if (!bus_for_each_dev(&tee_bus_type, NULL, NULL, rst_sleep_find))
		return -ENODEV;
	ret = rst_sleep_step(pm_generic_suspend);
	if (ret)
		put_device(sleeper);
	return ret;
}
module_init(rst_sleep_init);

static void __exit rst_sleep_exit(void)
{
	int ret = rst_sleep_step(pm_generic_resume);

	if (ret)
		dev_err(sleeper, "does not resume: error %d\n", ret);
	put_device(sleeper);
}
module_exit(rst_sleep_exit);

MODULE_DESCRIPTION("The sleep of one of the engine's devices");
MODULE_LICENSE("GPL");
