// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls into the secure world, and the end of all of them
 *
 * When the machine goes down, or the TEE's driver is unbound, users run on, and
 * may be in the middle of calls. A thread that the secure world has suspended
 * for one of them would be lost to the next kernel or driver, together with the
 * session and the memory that it uses, and unregistering memory that a call uses
 * waits for that call. So new calls are refused first, those in progress are
 * waited for, and what clients left open is closed.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>

#include "calls.h"
#include "core.h"

/* Longer than any reasonable call, shorter than a watchdog's patience. */
#define CALLS_TIMEOUT_MS	5000

static void calls_idle(struct percpu_ref *ref)
{
	complete_all(&container_of(ref, struct tee_calls, running)->idle);
}

int tee_calls_init(struct tee_calls *calls)
{
	init_completion(&calls->idle);
	mutex_init(&calls->lock);
	INIT_LIST_HEAD(&calls->clients);
	return percpu_ref_init(&calls->running, calls_idle,
			       PERCPU_REF_ALLOW_REINIT, GFP_KERNEL);
}

void tee_calls_destroy(struct tee_calls *calls)
{
	percpu_ref_exit(&calls->running);
	mutex_destroy(&calls->lock);
}

/* Before a client's request is looked at; tee_call_exit() after it. */
bool tee_call_enter(struct tee_calls *calls)
{
	return percpu_ref_tryget_live(&calls->running);
}

void tee_call_exit(struct tee_calls *calls)
{
	percpu_ref_put(&calls->running);
}

/*
 * Refuse calls from now on. Returns whether those in progress came to their end
 * in time. May be called again, and does not wait in vain twice; the caller has
 * &tee_core_device.ending.
 */
bool tee_calls_stop(struct tee_calls *calls)
{
	unsigned int timeout = CALLS_TIMEOUT_MS;

	if (percpu_ref_is_dying(&calls->running)) {
		timeout = 0;
	} else {
		/* an earlier stop's last call may have ended after it gave up */
		reinit_completion(&calls->idle);
		percpu_ref_kill(&calls->running);
	}

	wait_for_completion_timeout(&calls->idle, msecs_to_jiffies(timeout));
	return percpu_ref_is_zero(&calls->running);
}

/* The calls that those of a context belong to. */
struct tee_calls *tee_calls_of(struct tee_context *ctx)
{
	return to_core_context(ctx)->client_of ?:
	       &to_core_device(ctx->teedev)->calls;
}

/* A context for a client, as opposed to one of the driver itself. */
struct tee_context *tee_client_context(struct tee_device *teedev,
				       struct tee_calls *calls)
{
	struct tee_context *ctx;

	if (!tee_call_enter(calls))
		return ERR_PTR(-ENODEV);

	ctx = teedev_open(teedev);
	if (!IS_ERR(ctx)) {
		to_core_context(ctx)->client_of = calls;
		mutex_lock(&calls->lock);
		list_add(&to_core_context(ctx)->node, &calls->clients);
		mutex_unlock(&calls->lock);
	}

	tee_call_exit(calls);
	return ctx;
}

bool tee_is_optee(struct tee_device *teedev)
{
	struct tee_ioctl_version_data vers;

	teedev->desc->ops->get_version(teedev, &vers);
	return vers.impl_id == TEE_IMPL_ID_OPTEE;
}

/*
 * Whether contexts of clients can be ended before their last user has gone.
 * Other drivers than OP-TEE's go on using what their release operation frees
 * (amdtee when shared memory is freed, qcomtee when objects of users are), and a
 * supplicant has no sessions, but others wait for its end.
 */
static bool can_be_ended(struct tee_device *teedev)
{
	return tee_is_optee(teedev) &&
	       !(teedev->desc->flags & TEE_DESC_PRIVILEGED);
}

static void driver_release(struct tee_context *ctx)
{
	ctx->teedev->desc->ops->release(ctx);
}

/* Calls are refused, the supplicant may have gone: nobody waits for it. */
static void driver_release_alone(struct tee_context *ctx)
{
	ctx->supp_nowait = true;
	driver_release(ctx);
}

static bool last_user_ends(struct tee_core_context *core)
{
	struct tee_calls *calls = core->client_of;
	bool live = tee_call_enter(calls);

	mutex_lock(&calls->lock);
	list_del_init(&core->node);
	mutex_unlock(&calls->lock);
	driver_release(&core->ctx);
	if (live)
		tee_call_exit(calls);
	return true;
}

/*
 * The driver closes the sessions that a context still has: calls like others.
 * Once calls are refused that is tee_clients_end()'s business. Returns whether
 * the context, which nobody uses any more, may be freed.
 */
bool tee_client_context_end(struct tee_core_context *core)
{
	struct tee_calls *calls = core->client_of;
	bool live, ended;

	if (!can_be_ended(core->ctx.teedev))
		return last_user_ends(core);

	mutex_lock(&calls->lock);
	live = tee_call_enter(calls);
	ended = core->ended;
	core->left = !ended && !live;
	if (!core->left)
		list_del_init(&core->node);
	mutex_unlock(&calls->lock);

	if (!live)
		return ended;
	if (!ended)
		driver_release(&core->ctx);
	tee_call_exit(calls);
	return true;
}

static void left_context_end(struct tee_core_context *core)
{
	list_del(&core->node);
	driver_release_alone(&core->ctx);
	kfree(core);
}

/* Returns whether a reference was taken; else a user waits to free it. */
static bool used_context_end(struct tee_core_context *core)
{
	bool used = kref_get_unless_zero(&core->ctx.refcount);

	if (!used)
		core->ctx.releasing = true;
	driver_release_alone(&core->ctx);
	core->ended = true;
	return used;
}

/*
 * Have the driver end all clients' contexts, where it can, once tee_calls_stop()
 * returned true: their users get -ENODEV before the driver is asked anything.
 */
void tee_clients_end(struct tee_device *teedev, struct tee_calls *calls)
{
	struct tee_core_context *core, *next;
	LIST_HEAD(held);

	if (!can_be_ended(teedev))
		return;

	mutex_lock(&calls->lock);
	list_for_each_entry_safe(core, next, &calls->clients, node) {
		if (core->left)
			left_context_end(core);
		else if (!core->ended && used_context_end(core))
			list_move(&core->node, &held);
	}
	mutex_unlock(&calls->lock);

	/* the last reference takes the lock */
	list_for_each_entry_safe(core, next, &held, node) {
		list_del_init(&core->node);
		teedev_ctx_put(&core->ctx);
	}
}

/* Calls did not come to their end in time, and are not refused any more. */
void tee_calls_resume(struct tee_calls *calls)
{
	struct tee_core_context *core, *next;

	mutex_lock(&calls->lock);
	list_for_each_entry_safe(core, next, &calls->clients, node) {
		if (core->left)
			left_context_end(core);
	}
	percpu_ref_resurrect(&calls->running);
	mutex_unlock(&calls->lock);
}
