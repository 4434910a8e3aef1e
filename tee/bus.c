// SPDX-License-Identifier: GPL-2.0-only
/*
 * The TEE bus: trusted applications as devices, named by their UUID
 */
#include <linux/device/bus.h>
#include <linux/kobject.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#include "compat/tee-bus.h"

static int tee_bus_match(struct device *dev, const struct device_driver *drv)
{
	const struct tee_client_device *client = to_tee_client_device(dev);
	const struct tee_client_device_id *id;

	/* a table ends with the nil UUID */
	for (id = to_tee_client_driver(drv)->id_table;
	     id && !uuid_is_null(&id->uuid); id++)
		if (uuid_equal(&id->uuid, &client->id.uuid))
			return 1;

	return 0;
}

static int tee_bus_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	const struct tee_client_device *client = to_tee_client_device(dev);

	return add_uevent_var(env, "MODALIAS=tee:%pUb", &client->id.uuid);
}

const struct bus_type tee_bus_type = {
	.name = "tee",
	.match = tee_bus_match,
	.uevent = tee_bus_uevent,
	.probe = tee_bus_probe,
	.remove = tee_bus_remove,
	.shutdown = tee_bus_shutdown,
};
