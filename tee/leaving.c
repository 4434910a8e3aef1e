// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drivers that are about to be unbound
 *
 * OP-TEE's driver first tears down what it calls the TEE with, and then waits
 * until its device is closed. What users have in the secure world must be ended
 * before that, or it never is, and unbinding never returns.
 *
 * The bus's notifiers are the only place that is early enough. Calls are waited
 * for there with the chain held for reading, for seconds at worst: registering
 * or unregistering a notifier of the platform bus takes as long, and blocks the
 * bus meanwhile. heaps/policy-bus.c does it once for each bus.
 */
#include <linux/device.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>

#include <rstmem/tee.h>

#include "compat/tee-protmem.h"

#include "clients.h"
#include "core.h"
#include "device.h"
#include "leaving.h"
#include "sharing.h"
#include "shutdown.h"

/**
 * tee_leaving_end_pools() - unregister the pools of a driver that leaves
 * @teedev:	its device, with &tee_core_device.ending held
 * @users_idle:	what processes have in the secure world has been ended
 *
 * Calls of the kernel's clients are refused while lent memory is taken back,
 * and allowed again after that, since the clients still have sessions to close.
 * If calls don't end in time, the TEE keeps what is lent. A call that lends
 * memory is waited for in any case, and so that isn't judged here.
 */
void tee_leaving_end_pools(struct tee_device *teedev, bool users_idle)
{
	struct tee_clients *clients = &to_core_device(teedev)->kernel_clients;

	if (!tee_driver_lends(teedev)) {
		tee_driver_pools_end(teedev, true);
		return;
	}
	tee_calls_stop(&clients->calls);
	tee_driver_pools_end(teedev, users_idle);
	if (!tee_device_is_down(teedev))
		tee_clients_resume(clients);
}

/*
 * A driver's data is what tells its TEEs apart, and from the devices of others:
 * all drivers that are built in have the same owner, none. Where it has no data,
 * nothing is known.
 */
static bool is_of(const struct tee_device *teedev, const struct device *dev)
{
	const struct device_driver *driver = READ_ONCE(dev->driver);
	const void *drvdata = dev_get_drvdata(&teedev->dev);

	return drvdata && drvdata == dev_get_drvdata(dev) && driver &&
	       driver->owner == teedev->desc->owner;
}

/* The device isn't locked, but the context keeps the module of its driver. */
static int is_driver_of(struct device *dev, const void *data)
{
	return is_of(data, dev);
}

struct device *tee_rstmem_driver_get(struct tee_context *ctx)
{
	return bus_find_device(&platform_bus_type, NULL, ctx->teedev,
			       is_driver_of);
}
EXPORT_SYMBOL_GPL(tee_rstmem_driver_get);

static int device_leaves(struct device *device, void *data)
{
	struct tee_device *teedev = container_of(device, struct tee_device,
						 dev);
	struct tee_core_device *dev = to_core_device(teedev);

	if (!tee_device_get(teedev))
		return 0;

	if (is_of(teedev, data) &&
	    !(teedev->desc->flags & TEE_DESC_PRIVILEGED)) {
		mutex_lock(&dev->ending);
		tee_leaving_end_pools(teedev, tee_users_end(teedev));
		mutex_unlock(&dev->ending);
	}
	tee_device_put(teedev);
	return 0;
}

static int driver_leaves(struct notifier_block *nb, unsigned long event,
			 void *data)
{
	struct device *dev = data;

	if (event != BUS_NOTIFY_UNBIND_DRIVER)
		return NOTIFY_DONE;

	class_for_each_device(&tee_class, NULL, dev, device_leaves);
	return NOTIFY_OK;
}

static struct notifier_block driver_notifier = {
	.notifier_call = driver_leaves,
};

int tee_leaving_init(void)
{
	return bus_register_notifier(&platform_bus_type, &driver_notifier);
}

void tee_leaving_exit(void)
{
	bus_unregister_notifier(&platform_bus_type, &driver_notifier);
}
