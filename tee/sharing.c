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
	bool done = shared->fate != TEE_KEEPS;

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
	INIT_LIST_HEAD(&dev->unasked);
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
 * A driver that lacks memory for the call says so before it makes the call.
 * Whatever else it says, the secure world may have been asked. OP-TEE's driver
 * for FF-A forgets the memory's name first, and so can't be asked twice.
 */
static enum tee_let_go ask(struct tee_shared *shared)
{
	struct tee_shm *shm = &shared->core.shm;
	u64 name = shm->sec_world_id;
	int rc = shared->unregister(shm->ctx, shm);

	if (!rc)
		return TEE_LET_GO;
	if (rc == -ENOMEM && shm->sec_world_id == name)
		return TEE_NOT_ASKED;

	pr_err("the secure world keeps %zu pages, unregistering failed: %d\n",
	       shm->num_pages, rc);
	return TEE_KEEPS;
}

/*
 * Unregister @shared. What the secure world keeps must be leaked rather than
 * reused. Where it was not asked, and nobody is left who would, call
 * tee_sharing_postpone().
 */
enum tee_let_go tee_sharing_end(struct tee_shared *shared,
				int (*shm_unregister)(struct tee_context *ctx,
						      struct tee_shm *shm))
{
	if (shared->state == TEE_WITHDRAWN)
		return TEE_LET_GO;
	if (shared->state == TEE_SHARED &&
	    tee_device_is_down(shared->core.teedev))
		return TEE_KEEPS;

	shared->unregister = shm_unregister;
	return ask(shared);
}

/**
 * tee_sharing_postpone() - have the secure world asked for memory later
 * @shared:	memory that has no user any more, between
 *		tee_sharing_enter_last() and tee_sharing_exit()
 *
 * It goes from the context that it was in to the device's own: whoever comes
 * next asks, and a client's sessions don't wait for that. Others within
 * tee_sharing_enter() may do so at once, and free @shared.
 *
 * Return: whether that is possible; then the caller must not touch @shared any
 * more, and calls tee_sharing_exit_postponed() for the context that it was in.
 * If not, the memory is kept.
 */
bool tee_sharing_postpone(struct tee_shared *shared)
{
	struct tee_core_device *dev = to_core_device(shared->core.teedev);
	bool possible;

	/* cannot fail, as @shared has a reference; which may end at any time */
	tee_device_get(&dev->teedev);
	spin_lock(&dev->shared_lock);
	possible = !dev->given_up;
	shared->fate = possible ? TEE_NOT_ASKED : TEE_KEEPS;
	if (possible) {
		teedev_ctx_get(&dev->own.ctx);
		shared->core.shm.ctx = &dev->own.ctx;
		list_add_tail(&shared->node, &dev->unasked);
	}
	spin_unlock(&dev->shared_lock);
	if (!possible)
		tee_device_put(&dev->teedev);
	return possible;
}

/* Instead of tee_sharing_exit(), once tee_sharing_postpone() has succeeded. */
void tee_sharing_exit_postponed(struct tee_context *ctx)
{
	struct tee_device *teedev = ctx->teedev;

	tee_sharing_exit(teedev);
	teedev_ctx_put(ctx);
	tee_device_put(teedev);
}

static struct tee_shared *unasked_take(struct tee_core_device *dev)
{
	struct tee_shared *shared;

	spin_lock(&dev->shared_lock);
	shared = list_first_entry_or_null(&dev->unasked, struct tee_shared,
					  node);
	if (shared)
		list_del_init(&shared->node);
	spin_unlock(&dev->shared_lock);
	return shared;
}

static unsigned int unasked_return(struct tee_core_device *dev,
				   struct tee_shared *shared)
{
	unsigned int count;

	spin_lock(&dev->shared_lock);
	list_add(&shared->node, &dev->unasked);
	count = list_count_nodes(&dev->unasked);
	spin_unlock(&dev->shared_lock);
	return count;
}

/**
 * tee_sharing_ask_again() - ask for what the secure world was not asked for
 * @dev:	the device, with its @sharing held
 *
 * Return: for how many pieces of memory it still could not be asked.
 */
unsigned int tee_sharing_ask_again(struct tee_core_device *dev)
{
	struct tee_shared *shared;

	while ((shared = unasked_take(dev))) {
		shared->fate = ask(shared);
		if (shared->fate == TEE_NOT_ASKED)
			return unasked_return(dev, shared);
		shared->core.kind->finish(&shared->core);
	}
	return 0;
}

/* The driver goes, and may be in any state: what is unasked for is lost. */
void tee_sharing_give_up(struct tee_core_device *dev)
{
	struct tee_shared *shared;

	spin_lock(&dev->shared_lock);
	dev->given_up = true;
	spin_unlock(&dev->shared_lock);

	while ((shared = unasked_take(dev))) {
		pr_err("the secure world keeps %zu pages, it could not be asked for them\n",
		       shared->core.shm.num_pages);
		shared->fate = TEE_KEEPS;
		shared->core.kind->finish(&shared->core);
	}
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
