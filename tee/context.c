// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts: what a client has open on a TEE device
 *
 * A context lives until it has been closed and its last shared memory has been
 * freed; restricted memory doesn't keep it: its id ends with the context.
 */
#include <linux/slab.h>

#include "compat/tee.h"

#include "context.h"
#include "core.h"
#include "device.h"
#include "shm-id.h"

void tee_context_init(struct tee_core_context *core, struct tee_device *teedev)
{
	kref_init(&core->ctx.refcount);
	INIT_LIST_HEAD(&core->restricted);
	core->ctx.teedev = teedev;
}

struct tee_context *teedev_open(struct tee_device *teedev)
{
	struct tee_core_context *core;
	int rc;

	if (!tee_device_get(teedev))
		return ERR_PTR(-ENODEV);

	core = kzalloc(sizeof(*core), GFP_KERNEL);
	if (!core) {
		rc = -ENOMEM;
		goto err_put;
	}

	tee_context_init(core, teedev);
	rc = teedev->desc->ops->open(&core->ctx);
	if (rc)
		goto err_free;

	return &core->ctx;

err_free:
	kfree(core);
err_put:
	tee_device_put(teedev);
	return ERR_PTR(rc);
}

/* The gate for calls in a context; the driver's own use the kernel's. */
struct tee_calls *tee_calls_of(struct tee_context *ctx)
{
	struct tee_clients *clients = to_core_context(ctx)->client_of;

	return clients ? &clients->calls :
			 &to_core_device(ctx->teedev)->kernel_clients.calls;
}

/*
 * While the driver releases a context it may use shared memory in it, which
 * must then neither revive the context nor release it again.
 */
void teedev_ctx_get(struct tee_context *ctx)
{
	if (!ctx->releasing)
		kref_get(&ctx->refcount);
}

static void tee_context_release(struct kref *kref)
{
	struct tee_context *ctx = container_of(kref, struct tee_context,
					       refcount);
	struct tee_core_context *core = to_core_context(ctx);

	ctx->releasing = true;
	tee_restricted_remove_ids(ctx);
	if (!core->end)
		ctx->teedev->desc->ops->release(ctx);
	else if (!core->end(core))
		return;
	kfree(core);
}

void teedev_ctx_put(struct tee_context *ctx)
{
	if (!ctx->releasing)
		kref_put(&ctx->refcount, tee_context_release);
}

void teedev_close_context(struct tee_context *ctx)
{
	struct tee_calls *calls = tee_calls_of(ctx);
	struct tee_device *teedev = ctx->teedev;

	/* else the driver has been asked to release it, or will be */
	if (tee_call_enter(calls)) {
		tee_driver_close_context(ctx);
		tee_call_exit(calls);
	}
	teedev_ctx_put(ctx);
	tee_device_put(teedev);
}
