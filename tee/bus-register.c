// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registering drivers on the TEE bus, for kernels in which they have operations
 * of their own
 */
#include <linux/device/driver.h>
#include <linux/export.h>
#include <linux/tee_core.h>

int __tee_client_driver_register(struct tee_client_driver *tee_driver,
				 struct module *owner)
{
	tee_driver->driver.owner = owner;
	tee_driver->driver.bus = &tee_bus_type;
	return driver_register(&tee_driver->driver);
}
EXPORT_SYMBOL_GPL(__tee_client_driver_register);

void tee_client_driver_unregister(struct tee_client_driver *tee_driver)
{
	driver_unregister(&tee_driver->driver);
}
EXPORT_SYMBOL_GPL(tee_client_driver_unregister);
