// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations of drivers on the TEE bus, for kernels in which they have their own
 *
 * A driver may still use those of &struct device_driver instead.
 */
#include <linux/device/driver.h>
#include <linux/tee_core.h>

#include "compat/tee-bus.h"

int tee_bus_probe(struct device *dev)
{
	const struct tee_client_driver *drv = to_tee_client_driver(dev->driver);

	if (drv->probe)
		return drv->probe(to_tee_client_device(dev));
	return dev->driver->probe ? dev->driver->probe(dev) : 0;
}

void tee_bus_remove(struct device *dev)
{
	const struct tee_client_driver *drv = to_tee_client_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_tee_client_device(dev));
	else if (dev->driver->remove)
		dev->driver->remove(dev);
}

/* Called for devices without a driver, too. */
void tee_bus_shutdown(struct device *dev)
{
	const struct tee_client_driver *drv;

	if (!dev->driver)
		return;

	drv = to_tee_client_driver(dev->driver);
	if (drv->shutdown)
		drv->shutdown(to_tee_client_device(dev));
	else if (dev->driver->shutdown)
		dev->driver->shutdown(dev);
}
