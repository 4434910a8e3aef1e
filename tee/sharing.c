// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the secure world has registered
 *
 * A kernel that is started by kexec must not find its memory still registered
 * with, and so written by, the secure world. So the shutdown path takes back
 * what it can: memory that a call uses at that moment is left alone.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/jiffies.h>

#include "core.h"
#include "sharing.h"
#include "shm.h"

#define STOP_TIMEOUT_MS	1000

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
 * Lock out those who register and unregister, until tee_sharing_resume() if this
 * returned true. Never waits in the semaphore's queue, since that would hold up readers whom
 * the present holder may be waiting for (a supplicant).
 */
bool tee_sharing_stop(struct tee_core_device *dev)
{
	unsigned long end = jiffies + msecs_to_jiffies(STOP_TIMEOUT_MS);

	while (!down_write_trylock(&dev->sharing)) {
		if (time_after(jiffies, end))
			return false;
		msleep(20);
	}

	return true;
}

void tee_sharing_resume(struct tee_core_device *dev)
{
	up_write(&dev->sharing);
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

/**
 * tee_sharing_withdraw() - unregister what clients have, as far as possible
 * @dev:	the device, between tee_sharing_stop() and tee_sharing_resume()
 * @clients:	whose memory; NULL for what the driver has for itself
 *
 * Return: how many pieces are in use, and stay registered.
 */
unsigned int tee_sharing_withdraw(struct tee_core_device *dev,
				  const struct tee_clients *clients)
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
