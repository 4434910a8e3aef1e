// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ending what clients have in the secure world: when the machine goes down, or
 * when the driver is unbound
 *
 * A kernel that is started by kexec must not find its memory still registered
 * with, and so written by, the secure world. Users may be in the middle of
 * anything then: what they use at that moment is left alone, and so is
 * everything if calls don't end in time.
 */
#include <linux/device.h>
#include <linux/device/class.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>

#include "compat/tee-protmem.h"

#include "clients.h"
#include "core.h"
#include "device.h"
#include "sharing.h"
#include "shutdown.h"

static unsigned int withdraw_all(struct tee_core_device *dev)
{
	return tee_sharing_withdraw(dev, &dev->user_clients) +
	       tee_sharing_withdraw(dev, &dev->kernel_clients) +
	       tee_sharing_withdraw(dev, NULL);
}

/*
 * In the order that drivers are used to from clients: first their memory, then
 * their sessions, then restricted memory that the kernel lent, and only then
 * what the driver itself uses for calls.
 */
static void tee_shutdown(struct tee_core_device *dev)
{
	struct tee_device *teedev = &dev->teedev;
	unsigned int kept;

	if (!tee_sharing_stop(dev))
		goto busy;
	tee_sharing_withdraw(dev, &dev->user_clients);
	tee_sharing_withdraw(dev, &dev->kernel_clients);
	tee_sharing_resume(dev);

	tee_clients_end(teedev, &dev->user_clients);
	tee_clients_end(teedev, &dev->kernel_clients);
	tee_driver_pools_end(teedev, true);

	if (!tee_sharing_stop(dev))
		goto busy;
	kept = tee_sharing_ask_again(dev);
	WRITE_ONCE(dev->down, true);
	kept += withdraw_all(dev);
	tee_sharing_resume(dev);

	if (kept)
		dev_warn(&teedev->dev,
			 "%u pieces of shared memory in use stay registered\n",
			 kept);
	return;
busy:
	dev_warn(&teedev->dev, "busy, shared memory stays registered\n");
}

static bool stop_calls(struct tee_core_device *dev)
{
	bool users_idle = tee_calls_stop(&dev->user_clients.calls);

	return tee_calls_stop(&dev->kernel_clients.calls) && users_idle;
}

/*
 * Calls of clients may need the supplicant, whose device is shut down first:
 * the clients' device must be idle before that.
 */
static int stop_clients(struct device *device, void *data)
{
	struct tee_device *teedev = container_of(device, struct tee_device,
						 dev);
	struct tee_device *supplicants = data;
	struct tee_core_device *dev = to_core_device(teedev);

	/* another TEE may be unregistered meanwhile: no desc without this */
	if (!tee_device_get(teedev))
		return 0;

	if (!(teedev->desc->flags & TEE_DESC_PRIVILEGED) &&
	    tee_identity(teedev) == tee_identity(supplicants)) {
		mutex_lock(&dev->ending);
		stop_calls(dev);
		mutex_unlock(&dev->ending);
	}
	tee_device_put(teedev);
	return 0;
}

/* Called by the driver core, before the drivers' own shutdown operations. */
int tee_device_shutdown(struct device *device)
{
	struct tee_device *teedev = container_of(device, struct tee_device,
						 dev);
	struct tee_core_device *dev = to_core_device(teedev);

	if (!tee_device_get(teedev))
		return 0;

	if (teedev->desc->flags & TEE_DESC_PRIVILEGED)
		class_for_each_device(&tee_class, NULL, teedev, stop_clients);

	mutex_lock(&dev->ending);
	if (stop_calls(dev))
		tee_shutdown(dev);
	else
		dev_warn(device, "calls do not end: sessions and shared memory are left to the next kernel\n");
	mutex_unlock(&dev->ending);

	tee_device_put(teedev);
	return 0;
}

/**
 * tee_users_end() - end what users have in the secure world
 * @teedev:	the device, whose driver is about to be unbound
 *
 * Users keep their descriptors and mappings, and get -ENODEV. If their calls
 * don't end in time, nothing is ended: the driver then waits until the device
 * is closed, as it would have done anyway. The caller holds
 * &tee_core_device.ending.
 *
 * Return: whether calls ended in time.
 */
bool tee_users_end(struct tee_device *teedev)
{
	struct tee_core_device *dev = to_core_device(teedev);

	lockdep_assert_held(&dev->ending);
	/* shutting down has ended everything already */
	if (dev->down)
		return true;
	if (!tee_calls_stop(&dev->user_clients.calls) ||
	    !tee_sharing_stop(dev)) {
		dev_warn(&teedev->dev,
			 "calls of users do not end: unbinding waits for them\n");
		tee_clients_resume(&dev->user_clients);
		return false;
	}

	tee_sharing_withdraw(dev, &dev->user_clients);
	tee_sharing_ask_again(dev);
	tee_sharing_resume(dev);
	tee_clients_end(teedev, &dev->user_clients);
	return true;
}
