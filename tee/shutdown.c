// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the secure world has registered, and taking it back when the
 * machine goes down, or the driver is unbound
 *
 * A kernel that is started by kexec must not find its memory still registered
 * with, and so written by, the secure world. Users may be in the middle of
 * anything then: what they use at that moment is left alone, and so is
 * everything where the secure world does not get done in time.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/device/class.h>
#include <linux/jiffies.h>

#include "compat/tee-protmem.h"
#include "core.h"

#define SHUTDOWN_TIMEOUT_MS	1000

void tee_sharing_init(struct tee_core_device *dev)
{
	init_rwsem(&dev->sharing);
	spin_lock_init(&dev->shared_lock);
	INIT_LIST_HEAD(&dev->shared);
}

bool tee_device_is_down(struct tee_device *teedev)
{
	return READ_ONCE(to_core_device(teedev)->down);
}

/* Before memory is registered; tee_sharing_exit() where this succeeded. */
int tee_sharing_enter(struct tee_device *teedev)
{
	struct tee_core_device *dev = to_core_device(teedev);

	down_read(&dev->sharing);
	if (!dev->down)
		return 0;

	up_read(&dev->sharing);
	return -ENODEV;
}

void tee_sharing_exit(struct tee_device *teedev)
{
	up_read(&to_core_device(teedev)->sharing);
}

/* Within tee_sharing_enter(), once the secure world has registered @core. */
void tee_sharing_add(struct tee_core_shm *core)
{
	struct tee_core_device *dev = to_core_device(core->teedev);

	spin_lock(&dev->shared_lock);
	list_add_tail(&core->node, &dev->shared);
	spin_unlock(&dev->shared_lock);
}

/* Before @core is freed; always followed by tee_sharing_exit(). */
void tee_sharing_enter_last(struct tee_core_shm *core)
{
	struct tee_core_device *dev = to_core_device(core->teedev);

	down_read(&dev->sharing);
	spin_lock(&dev->shared_lock);
	list_del_init(&core->node);
	spin_unlock(&dev->shared_lock);
}

/*
 * Unregister @core. Returns whether the secure world is done with the memory;
 * where it is not, the memory must be lost rather than handed to
 * somebody else.
 */
bool tee_sharing_end(struct tee_core_shm *core,
		     int (*shm_unregister)(struct tee_context *ctx,
					   struct tee_shm *shm))
{
	struct tee_shm *shm = &core->shm;
	int rc;

	if (core->sharing == TEE_WITHDRAWN)
		return true;
	if (core->sharing == TEE_SHARED && tee_device_is_down(core->teedev))
		return false;

	rc = shm_unregister(shm->ctx, shm);
	if (rc)
		pr_err("the secure world keeps %zu pages, unregistering failed: %d\n",
		       shm->num_pages, rc);
	return !rc;
}

/*
 * Never waits in the semaphore's queue, since that would hold up readers whom
 * the present holder may be waiting for (a supplicant).
 */
static bool sharing_stop(struct tee_core_device *dev)
{
	unsigned long end = jiffies + msecs_to_jiffies(SHUTDOWN_TIMEOUT_MS);

	while (!down_write_trylock(&dev->sharing)) {
		if (time_after(jiffies, end))
			return false;
		msleep(20);
	}

	return true;
}

/*
 * Memory from a pool is freed by the pool alone, which knows how it registered
 * the memory: tee_dyn_shm_free_helper() stops short of freeing it here, since
 * users may still have it mapped.
 */
static bool withdraw(struct tee_core_shm *core)
{
	struct tee_device *teedev = core->teedev;
	struct tee_shm *shm = &core->shm;

	/* a reference beside the owner's: a call is using it */
	if (refcount_read(&shm->refcount) > 1)
		return false;

	core->sharing = TEE_WITHDRAWING;
	if (core->dyn_helper)
		teedev->pool->ops->free(teedev->pool, shm);
	else if (!(shm->flags & TEE_SHM_POOL) &&
		 tee_sharing_end(core, teedev->desc->ops->shm_unregister))
		core->sharing = TEE_WITHDRAWN;

	if (core->sharing == TEE_WITHDRAWN)
		return true;

	core->sharing = TEE_SHARED;
	return false;
}

/* How much is still registered of what the clients of one kind have. */
static unsigned int withdraw_of(struct tee_core_device *dev,
				const struct tee_calls *clients)
{
	struct tee_core_shm *core;
	unsigned int kept = 0;

	/* nobody adds to the list or takes from it: sharing is held */
	list_for_each_entry(core, &dev->shared, node) {
		if (core->sharing == TEE_WITHDRAWN)
			continue;
		if (clients != to_core_context(core->shm.ctx)->client_of)
			continue;
		kept += !withdraw(core);
	}

	return kept;
}

static unsigned int withdraw_all(struct tee_core_device *dev)
{
	return withdraw_of(dev, &dev->user_calls) +
	       withdraw_of(dev, &dev->calls) + withdraw_of(dev, NULL);
}

/*
 * In the order in which a driver knows it from clients that leave: their
 * memory, their sessions, restricted memory that the kernel lent, and only then
 * what it uses for calls itself.
 */
static void tee_shutdown(struct tee_core_device *dev)
{
	struct tee_device *teedev = &dev->teedev;
	unsigned int kept;

	if (!sharing_stop(dev))
		goto busy;
	withdraw_of(dev, &dev->user_calls);
	withdraw_of(dev, &dev->calls);
	up_write(&dev->sharing);

	tee_clients_end(teedev, &dev->user_calls);
	tee_clients_end(teedev, &dev->calls);
	tee_protmem_withdraw(teedev, true);

	if (!sharing_stop(dev))
		goto busy;
	WRITE_ONCE(dev->down, true);
	kept = withdraw_all(dev);
	up_write(&dev->sharing);

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
	bool users_idle = tee_calls_stop(&dev->user_calls);

	return tee_calls_stop(&dev->calls) && users_idle;
}

/*
 * Calls of clients may need the supplicant, whose device goes first in a
 * shutdown: that of the clients must be idle before.
 */
static int stop_clients(struct device *device, void *data)
{
	struct tee_device *teedev = container_of(device, struct tee_device,
						 dev);
	struct tee_device *supplicants = data;
	struct tee_core_device *dev = to_core_device(teedev);

	if (teedev->desc->flags & TEE_DESC_PRIVILEGED ||
	    tee_identity(teedev) != tee_identity(supplicants) ||
	    !tee_device_get(teedev))
		return 0;

	mutex_lock(&dev->ending);
	stop_calls(dev);
	mutex_unlock(&dev->ending);
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
 * They keep their descriptors and mappings, and get -ENODEV. Where calls do not
 * come to their end in time, nothing is ended: the driver then waits for those
 * who have the device open, as it would have done. The caller has
 * &tee_core_device.ending. Return: whether they did.
 */
bool tee_users_end(struct tee_device *teedev)
{
	struct tee_core_device *dev = to_core_device(teedev);

	lockdep_assert_held(&dev->ending);
	/* the machine goes down, which has ended them all */
	if (dev->down)
		return true;
	if (!tee_calls_stop(&dev->user_calls) || !sharing_stop(dev)) {
		dev_warn(&teedev->dev,
			 "calls of users do not end: unbinding waits for them\n");
		tee_calls_resume(&dev->user_calls);
		return false;
	}

	withdraw_of(dev, &dev->user_calls);
	up_write(&dev->sharing);
	tee_clients_end(teedev, &dev->user_calls);
	return true;
}
