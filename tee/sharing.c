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

#include "context.h"
#include "core.h"
#include "device.h"
#include "sharing.h"
#include "shm.h"
#include "shm-id.h"

#define STOP_TIMEOUT_MS	1000

static LIST_HEAD(lost);
static DEFINE_SPINLOCK(lost_lock);	/* protects lost */

/* Keeps the device and the context until tee_shared_end(). */
int tee_shared_init(struct tee_shared *shared, const struct tee_shm_kind *kind,
		    struct tee_context *ctx, u32 flags)
{
	struct tee_core_shm *core = &shared->core;

	if (!tee_device_get(ctx->teedev))
		return -ENODEV;

	teedev_ctx_get(ctx);
	INIT_LIST_HEAD(&shared->node);
	tee_core_shm_init(core, kind);
	core->teedev = ctx->teedev;
	core->shm.ctx = ctx;
	core->shm.flags = flags;
	return 0;
}

/*
 * The secure world identifies memory by the address of its structure. If it
 * still has the memory, the structure is never freed, or the next one could get
 * the same address. Returns whether the caller may free the structure.
 */
bool tee_shared_end(struct tee_shared *shared)
{
	struct tee_device *teedev = shared->core.teedev;
	bool done = !shared->lost;

	teedev_ctx_put(shared->core.shm.ctx);
	if (!done) {
		spin_lock(&lost_lock);
		list_add(&shared->node, &lost);
		spin_unlock(&lost_lock);
	}
	/* last, as releasing the context still needs the driver */
	tee_device_put(teedev);
	return done;
}

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

/* Before memory is registered; tee_sharing_exit() if this succeeded. */
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

/* Within tee_sharing_enter(), once the secure world has registered @shared. */
void tee_sharing_add(struct tee_shared *shared)
{
	struct tee_core_device *dev = to_core_device(shared->core.teedev);

	spin_lock(&dev->shared_lock);
	list_add_tail(&shared->node, &dev->shared);
	spin_unlock(&dev->shared_lock);
}

/* Before @shared is freed; always followed by tee_sharing_exit(). */
void tee_sharing_enter_last(struct tee_shared *shared)
{
	struct tee_core_device *dev = to_core_device(shared->core.teedev);

	down_read(&dev->sharing);
	spin_lock(&dev->shared_lock);
	list_del_init(&shared->node);
	spin_unlock(&dev->shared_lock);
}

/*
 * Unregister @shared. Returns whether the secure world is done with the memory;
 * if not, the memory must be leaked rather than reused.
 */
bool tee_sharing_end(struct tee_shared *shared,
		     int (*shm_unregister)(struct tee_context *ctx,
					   struct tee_shm *shm))
{
	struct tee_shm *shm = &shared->core.shm;
	int rc;

	if (shared->state == TEE_WITHDRAWN)
		return true;
	if (shared->state == TEE_SHARED &&
	    tee_device_is_down(shared->core.teedev))
		return false;

	rc = shm_unregister(shm->ctx, shm);
	if (rc)
		pr_err("the secure world keeps %zu pages, unregistering failed: %d\n",
		       shm->num_pages, rc);
	return !rc;
}

/*
 * Lock out registering and unregistering; if this returns true, until
 * tee_sharing_resume(). Never waits in the semaphore's queue, as that would
 * block new readers, one of which the present holder may be waiting for (a
 * supplicant).
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

static bool withdraw(struct tee_shared *shared)
{
	struct tee_core_shm *core = &shared->core;

	/* a reference besides the owner's: a call is using it */
	if (refcount_read(&core->shm.refcount) > 1)
		return false;

	shared->state = TEE_WITHDRAWING;
	core->kind->withdraw(core);
	if (shared->state == TEE_WITHDRAWN)
		return true;

	shared->state = TEE_SHARED;
	return false;
}

/**
 * tee_sharing_withdraw() - unregister what clients have, as far as possible
 * @dev:	the device, between tee_sharing_stop() and tee_sharing_resume()
 * @clients:	whose memory; NULL for the driver's own
 *
 * Return: how many pieces are in use, and stay registered.
 */
unsigned int tee_sharing_withdraw(struct tee_core_device *dev,
				  const struct tee_clients *clients)
{
	struct tee_shared *shared;
	unsigned int kept = 0;

	/* the list doesn't change: sharing is held for writing */
	list_for_each_entry(shared, &dev->shared, node) {
		struct tee_context *ctx = shared->core.shm.ctx;

		if (shared->state == TEE_WITHDRAWN)
			continue;
		if (clients != to_core_context(ctx)->client_of)
			continue;
		kept += !withdraw(shared);
	}

	return kept;
}
