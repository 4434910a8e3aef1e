// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls into the secure world, and the end of all of them
 *
 * When the machine goes down, users run on, and may be in the middle of calls.
 * A thread that the secure world has suspended for one of them would be lost
 * to the next kernel, together with the session and the memory that it uses, and
 * unregistering memory that a call uses waits for that call. So new calls are
 * refused first, those in progress are waited for, and what clients left open is
 * closed.
 */
#include <linux/jiffies.h>

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
	return percpu_ref_init(&calls->running, calls_idle, 0, GFP_KERNEL);
}

void tee_calls_destroy(struct tee_calls *calls)
{
	percpu_ref_exit(&calls->running);
	mutex_destroy(&calls->lock);
}

static struct tee_calls *calls_of(struct tee_device *teedev)
{
	return &to_core_device(teedev)->calls;
}

/* Before a client's request is looked at; tee_call_exit() after it. */
bool tee_call_enter(struct tee_device *teedev)
{
	return percpu_ref_tryget_live(&calls_of(teedev)->running);
}

void tee_call_exit(struct tee_device *teedev)
{
	percpu_ref_put(&calls_of(teedev)->running);
}

/*
 * Refuse calls from now on. Returns whether those in progress came to
 * their end in time. Only the driver core's shutdown comes here, more
 * than once for devices of one TEE, and one at a time.
 */
bool tee_calls_stop(struct tee_device *teedev)
{
	struct tee_calls *calls = calls_of(teedev);

	if (!percpu_ref_is_dying(&calls->running))
		percpu_ref_kill(&calls->running);

	return wait_for_completion_timeout(&calls->idle,
					   msecs_to_jiffies(CALLS_TIMEOUT_MS));
}

/* A context for a client, as opposed to one of the driver itself. */
struct tee_context *tee_client_context(struct tee_device *teedev)
{
	struct tee_calls *calls = calls_of(teedev);
	struct tee_context *ctx;

	if (!tee_call_enter(teedev))
		return ERR_PTR(-ENODEV);

	ctx = teedev_open(teedev);
	if (!IS_ERR(ctx)) {
		to_core_context(ctx)->client = true;
		mutex_lock(&calls->lock);
		list_add(&to_core_context(ctx)->node, &calls->clients);
		mutex_unlock(&calls->lock);
	}

	tee_call_exit(teedev);
	return ctx;
}

static void driver_release(struct tee_context *ctx)
{
	ctx->teedev->desc->ops->release(ctx);
}

/*
 * The driver closes the sessions that a context still has: calls like others.
 * Once calls are refused that is tee_clients_end()'s business, and the context
 * stays. Returns whether it may be freed.
 */
bool tee_client_context_end(struct tee_core_context *core)
{
	struct tee_device *teedev = core->ctx.teedev;
	struct tee_calls *calls = calls_of(teedev);

	if (!tee_call_enter(teedev))
		return false;

	mutex_lock(&calls->lock);
	list_del(&core->node);
	mutex_unlock(&calls->lock);

	driver_release(&core->ctx);
	tee_call_exit(teedev);
	return true;
}

/*
 * Have the driver end all clients' contexts, once tee_calls_stop() returned
 * true: their users get -ENODEV before the driver is asked anything.
 */
void tee_clients_end(struct tee_device *teedev)
{
	struct tee_calls *calls = calls_of(teedev);
	struct tee_core_context *core;

	mutex_lock(&calls->lock);
	list_for_each_entry(core, &calls->clients, node) {
		/* from here on its users no longer free it */
		core->ctx.releasing = true;
		driver_release(&core->ctx);
	}
	mutex_unlock(&calls->lock);
}
