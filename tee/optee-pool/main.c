// SPDX-License-Identifier: GPL-2.0-only
/*
 * optee_rstmem: OP-TEE's static restricted pool for the heaps
 *
 * For kernels whose optee.ko does not register the pool itself. The pool is
 * registered for as long as the driver of OP-TEE's device is bound. No context
 * is kept open, as it would keep the driver from being unbound.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device/bus.h>
#include <linux/err.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/tee_drv.h>

#include <rstmem/pool.h>
#include <rstmem/tee.h>

#include "compat/kdump.h"
#include "smc.h"

static struct device_node *optee_node;
static struct rstmem_pool *optee_pool;
static DEFINE_MUTEX(optee_pool_lock);	/* protects optee_pool */

static int match_optee(struct tee_ioctl_version_data *vers, const void *data)
{
	return vers->impl_id == TEE_IMPL_ID_OPTEE;
}

static struct rstmem_pool *pool_register(void)
{
	struct optee_pool_range range;
	struct rstmem_pool *pool;
	struct tee_context *ctx;
	int rc;

	rc = optee_pool_ask(optee_node, &range);
	if (rc)
		return ERR_PTR(rc);

	ctx = tee_client_open_context(NULL, match_optee, NULL, NULL);
	if (IS_ERR(ctx)) {
		pr_err("cannot open OP-TEE's device: %ld\n", PTR_ERR(ctx));
		return ERR_CAST(ctx);
	}

	pool = tee_rstmem_static_pool_register(ctx, range.base, range.size,
					       RSTMEM_ALL_USE_CASES, NULL);
	tee_client_close_context(ctx);
	if (PTR_ERR_OR_ZERO(pool) == -EBUSY)
		pr_info("the heaps have restricted memory already\n");
	else if (IS_ERR(pool))
		pr_err("cannot register OP-TEE's restricted pool: %ld\n",
		       PTR_ERR(pool));
	else
		pr_info("OP-TEE's restricted pool: %llu KiB at 0x%llx\n",
			range.size >> 10, range.base);

	return pool;
}

static int pool_arrive(void)
{
	struct rstmem_pool *pool;

	guard(mutex)(&optee_pool_lock);

	if (optee_pool)
		return 0;

	pool = pool_register();
	if (!IS_ERR(pool))
		optee_pool = pool;
	else if (PTR_ERR(pool) != -ENOENT && PTR_ERR(pool) != -EBUSY)
		return PTR_ERR(pool);

	/* also if the driver registers its memory itself */
	return 0;
}

static void pool_leave(void)
{
	guard(mutex)(&optee_pool_lock);

	rstmem_pool_unregister(optee_pool);
	optee_pool = NULL;
}

/* Called with the device locked. */
static int driver_changed(struct notifier_block *nb, unsigned long event,
			  void *data)
{
	const struct device *dev = data;

	if (dev->of_node != optee_node)
		return NOTIFY_DONE;

	if (event == BUS_NOTIFY_BOUND_DRIVER)
		pool_arrive();	/* reports errors itself */
	else if (event == BUS_NOTIFY_UNBIND_DRIVER)
		pool_leave();

	return NOTIFY_OK;
}

static struct notifier_block driver_notifier = {
	.notifier_call = driver_changed,
};

/* If no driver is bound yet, the notifier tells when one is. */
static int pool_arrive_if_bound(void)
{
	struct platform_device *pdev = of_find_device_by_node(optee_node);
	int rc = 0;

	if (!pdev) {
		pr_err("%pOF is not a device\n", optee_node);
		return -ENODEV;
	}

	device_lock(&pdev->dev);
	if (device_is_bound(&pdev->dev))
		rc = pool_arrive();
	device_unlock(&pdev->dev);

	platform_device_put(pdev);
	return rc;
}

static int __init optee_rstmem_init(void)
{
	int rc;

	if (rstmem_in_kdump())
		return -ENODEV;

	optee_node = of_find_compatible_node(NULL, NULL, "linaro,optee-tz");
	if (!optee_node) {
		pr_err("no OP-TEE in the device tree\n");
		return -ENODEV;
	}

	rc = bus_register_notifier(&platform_bus_type, &driver_notifier);
	if (rc)
		goto err_node;

	rc = pool_arrive_if_bound();
	if (rc)
		goto err_notifier;

	return 0;

err_notifier:
	bus_unregister_notifier(&platform_bus_type, &driver_notifier);
	/* the driver may have been bound again just before */
	pool_leave();
err_node:
	of_node_put(optee_node);
	return rc;
}

static void __exit optee_rstmem_exit(void)
{
	bus_unregister_notifier(&platform_bus_type, &driver_notifier);
	pool_leave();
	of_node_put(optee_node);
}

module_init(optee_rstmem_init);
module_exit(optee_rstmem_exit);

/* Not a driver of the device, but loaded with whatever is. */
static const struct of_device_id optee_rstmem_ids[] = {
	{ .compatible = "linaro,optee-tz" },
	{ }
};
MODULE_DEVICE_TABLE(of, optee_rstmem_ids);

MODULE_DESCRIPTION("OP-TEE's static restricted pool for rstmem's heaps");
MODULE_SOFTDEP("pre: optee");
MODULE_VERSION(RSTMEM_VERSION);
MODULE_LICENSE("GPL");
