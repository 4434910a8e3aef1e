// SPDX-License-Identifier: GPL-2.0-only
/*
 * What clients have in the secure world, and the end of it
 *
 * Users still run when the machine goes down, or the TEE's driver is unbound,
 * and may be in the middle of calls. A thread that the secure world has
 * suspended for such a call would be lost to the next kernel or driver,
 * together with the session and the memory that it uses, and unregistering
 * memory that a call uses waits for that call. So calls are stopped first, and
 * then the driver closes what clients left open.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "clients.h"
#include "context.h"
#include "core.h"
#include "device.h"

int tee_clients_init(struct tee_clients *clients)
{
	mutex_init(&clients->lock);
	INIT_LIST_HEAD(&clients->list);
	return tee_calls_init(&clients->calls);
}

void tee_clients_destroy(struct tee_clients *clients)
{
	tee_calls_destroy(&clients->calls);
	mutex_destroy(&clients->lock);
}

/*
 * Whether contexts of clients can be ended before their last user has gone.
 * Drivers other than OP-TEE's go on using what their release operation frees
 * (amdtee when shared memory is freed, qcomtee when objects of users are). A
 * supplicant has no sessions, and clients wait until it closes the device.
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

/* Calls are refused, and the supplicant may have gone: don't wait for it. */
static void driver_release_alone(struct tee_context *ctx)
{
	ctx->supp_nowait = true;
	driver_release(ctx);
}

static bool last_user_ends(struct tee_core_context *core)
{
	struct tee_clients *clients = core->client_of;
	bool live = tee_call_enter(&clients->calls);

	mutex_lock(&clients->lock);
	list_del_init(&core->node);
	mutex_unlock(&clients->lock);
	driver_release(&core->ctx);
	if (live)
		tee_call_exit(&clients->calls);
	return true;
}

/*
 * The driver closes the sessions that a context still has, which takes calls
 * into the secure world. Once those are refused, it is left to
 * tee_clients_end().
 */
static bool client_context_end(struct tee_core_context *core)
{
	struct tee_clients *clients = core->client_of;
	bool live, ended;

	if (!can_be_ended(core->ctx.teedev))
		return last_user_ends(core);

	mutex_lock(&clients->lock);
	live = tee_call_enter(&clients->calls);
	ended = core->ended;
	core->left = !ended && !live;
	if (!core->left)
		list_del_init(&core->node);
	mutex_unlock(&clients->lock);

	if (!live)
		return ended;
	if (!ended)
		driver_release(&core->ctx);
	tee_call_exit(&clients->calls);
	return true;
}

/* A context for a client, as opposed to one of the driver itself. */
struct tee_context *tee_client_context(struct tee_device *teedev,
				       struct tee_clients *clients)
{
	struct tee_core_context *core;
	struct tee_context *ctx;

	if (!tee_call_enter(&clients->calls))
		return ERR_PTR(-ENODEV);

	ctx = teedev_open(teedev);
	if (!IS_ERR(ctx)) {
		core = to_core_context(ctx);
		core->client_of = clients;
		core->end = client_context_end;
		mutex_lock(&clients->lock);
		list_add(&core->node, &clients->list);
		mutex_unlock(&clients->lock);
	}

	tee_call_exit(&clients->calls);
	return ctx;
}

static void left_context_end(struct tee_core_context *core)
{
	list_del(&core->node);
	driver_release_alone(&core->ctx);
	kfree(core);
}

/* Returns whether a reference was taken; if not, its last user will free it. */
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
 * Have the driver release all clients' contexts, if it can do that early. Only
 * after tee_calls_stop() has returned true; users then get -ENODEV without the
 * driver being asked.
 */
void tee_clients_end(struct tee_device *teedev, struct tee_clients *clients)
{
	struct tee_core_context *core, *next;
	LIST_HEAD(held);

	if (!can_be_ended(teedev))
		return;

	mutex_lock(&clients->lock);
	list_for_each_entry_safe(core, next, &clients->list, node) {
		if (core->left)
			left_context_end(core);
		else if (!core->ended && used_context_end(core))
			list_move(&core->node, &held);
	}
	mutex_unlock(&clients->lock);

	/* the last reference takes the lock */
	list_for_each_entry_safe(core, next, &held, node) {
		list_del_init(&core->node);
		teedev_ctx_put(&core->ctx);
	}
}

/* Calls did not end in time, and are not refused any more. */
void tee_clients_resume(struct tee_clients *clients)
{
	struct tee_core_context *core, *next;

	mutex_lock(&clients->lock);
	list_for_each_entry_safe(core, next, &clients->list, node) {
		if (core->left)
			left_context_end(core);
	}
	tee_calls_resume(&clients->calls);
	mutex_unlock(&clients->lock);
}
