// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TEE core: module entry and exit
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device/class.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/tee_core.h>

#include "compat/kdump.h"
#include "compat/tee-protmem.h"

#include "device.h"
#include "leaving.h"
#include "probing.h"
#include "register.h"
#include "shutdown.h"

#include "restricted/vendor-pool.h"

static int __init tee_init(void)
{
	int rc;

	/*
	 * The secure world still uses memory of the kernel that crashed: it
	 * must not run before the dump has been written.
	 */
	if (rstmem_in_kdump())
		return -ENODEV;

	tee_class.shutdown_pre = tee_device_shutdown;
	rc = class_register(&tee_class);
	if (rc) {
		pr_err("cannot register the device class: %d\n", rc);
		return rc;
	}

	rc = tee_chrdev_init();
	if (rc) {
		pr_err("cannot reserve character devices: %d\n", rc);
		goto err_class;
	}

	rc = bus_register(&tee_bus_type);
	if (rc) {
		pr_err("cannot register the bus: %d\n", rc);
		goto err_chrdev;
	}

	rc = tee_probing_init();
	if (rc) {
		pr_err("cannot watch drivers' probes: %d\n", rc);
		goto err_bus;
	}

	rc = tee_leaving_init();
	if (rc) {
		pr_err("cannot watch drivers leaving: %d\n", rc);
		goto err_probing;
	}

	rc = tee_vendor_pools_init();
	if (rc) {
		pr_err("cannot watch modules leaving: %d\n", rc);
		goto err_leaving;
	}

	rc = tee_lent_pools_init();
	if (rc)
		goto err_vendor;

	rc = tee_lent_init();
	if (rc)
		goto err_lent_pools;
	return 0;

err_lent_pools:
	tee_lent_pools_exit();
err_vendor:
	tee_vendor_pools_exit();
err_leaving:
	tee_leaving_exit();
err_probing:
	tee_probing_exit();
err_bus:
	bus_unregister(&tee_bus_type);
err_chrdev:
	tee_chrdev_exit();
err_class:
	class_unregister(&tee_class);
	return rc;
}

static void __exit tee_exit(void)
{
	tee_vendor_pools_exit();
	tee_leaving_exit();
	tee_probing_exit();
	tee_lent_pools_exit();
	tee_lent_exit();
	bus_unregister(&tee_bus_type);
	tee_chrdev_exit();
	class_unregister(&tee_class);
}

subsys_initcall(tee_init);
module_exit(tee_exit);

MODULE_DESCRIPTION("TEE core with restricted memory");
/* Above the 1.0 of the kernel's own, which DKMS replaces with nothing lower. */
MODULE_VERSION("1.0+rstmem-" RSTMEM_VERSION);
MODULE_LICENSE("GPL");
