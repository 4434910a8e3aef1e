// SPDX-License-Identifier: GPL-2.0-only
/*
 * The API for TEE clients in the kernel
 */
#include <linux/device/class.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "clients.h"
#include "context.h"
#include "core.h"
#include "device.h"
#include "params.h"
#include "shm.h"

struct tee_client_match {
	int (*match)(struct tee_ioctl_version_data *vers, const void *data);
	const void *data;
	struct tee_ioctl_version_data *vers;
};

static int tee_client_match_device(struct device *dev, const void *data)
{
	struct tee_device *teedev = container_of(dev, struct tee_device, dev);
	const struct tee_client_match *match = data;
	int found;

	/* the driver may be on its way out */
	if (!tee_device_get(teedev))
		return 0;

	teedev->desc->ops->get_version(teedev, match->vers);
	found = match->match(match->vers, match->data);
	tee_device_put(teedev);
	return found;
}

static struct tee_context *kernel_context(struct tee_device *teedev)
{
	struct tee_core_device *dev = to_core_device(teedev);

	return tee_client_context(teedev, &dev->kernel_clients);
}

struct tee_context *
tee_client_open_context(struct tee_context *start,
			int (*match)(struct tee_ioctl_version_data *,
				     const void *),
			const void *data, struct tee_ioctl_version_data *vers)
{
	struct tee_ioctl_version_data unused;
	struct tee_client_match m = {
		.match = match,
		.data = data,
		.vers = vers ?: &unused,
	};
	struct device *from = start ? get_device(&start->teedev->dev) : NULL;
	struct tee_context *ctx;

	do {
		struct device *dev = class_find_device(&tee_class, from, &m,
						       tee_client_match_device);

		put_device(from);
		if (!dev)
			return ERR_PTR(-ENOENT);

		from = dev;
		ctx = kernel_context(container_of(dev, struct tee_device, dev));
		/* skip a device that cannot be opened */
	} while (IS_ERR(ctx) && PTR_ERR(ctx) != -ENOMEM);

	put_device(from);

	/* the kernel must not depend on a daemon, unless a client says so */
	if (!IS_ERR(ctx))
		ctx->supp_nowait = true;

	return ctx;
}

void tee_client_close_context(struct tee_context *ctx)
{
	teedev_close_context(ctx);
}

void tee_client_get_version(struct tee_context *ctx,
			    struct tee_ioctl_version_data *vers)
{
	ctx->teedev->desc->ops->get_version(ctx->teedev, vers);
}

/* If this returns 0, tee_call_exit() must follow the call. */
static int client_call(struct tee_context *ctx, bool supported)
{
	if (!supported)
		return -EINVAL;
	return tee_call_enter(tee_calls_of(ctx)) ? 0 : -ENODEV;
}

/* A client's own memref, while the driver is passed the resolved one. */
struct client_memref {
	struct tee_shm *shm;
	size_t offs;
};

static bool has_parent(const struct tee_param *param)
{
	switch (param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return param->u.memref.shm &&
		       to_core_shm(param->u.memref.shm)->parent;
	default:
		return false;
	}
}

static bool any_has_parent(const struct tee_param *params, u32 num)
{
	u32 n;

	for (n = 0; n < num; n++)
		if (has_parent(&params[n]))
			return true;
	return false;
}

static void memrefs_restore(const struct client_memref *own,
			    struct tee_param *params, u32 num)
{
	u32 n;

	for (n = 0; own && n < num; n++) {
		if (!own[n].shm)
			continue;
		params[n].u.memref.shm = own[n].shm;
		params[n].u.memref.shm_offs = own[n].offs;
	}
	kfree(own);
}

/*
 * As for user space, the driver is given what the TEE knows the memory by.
 * Returns what memrefs_restore() takes: NULL if there is nothing to restore.
 */
static struct client_memref *memrefs_resolve(struct tee_param *params, u32 num)
{
	struct client_memref *own;
	u32 n;

	if (!any_has_parent(params, num))
		return NULL;

	own = kcalloc(num, sizeof(*own), GFP_KERNEL);
	if (!own)
		return ERR_PTR(-ENOMEM);

	for (n = 0; n < num; n++) {
		if (!has_parent(&params[n]))
			continue;
		own[n].shm = params[n].u.memref.shm;
		own[n].offs = params[n].u.memref.shm_offs;
		if (tee_memref_resolve(&params[n], own[n].shm)) {
			memrefs_restore(own, params, n);
			return ERR_PTR(-EINVAL);
		}
	}

	return own;
}

int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	u32 num = param ? arg->num_params : 0;
	struct client_memref *own;
	int rc = client_call(ctx, ops->open_session);

	if (rc)
		return rc;

	own = memrefs_resolve(param, num);
	if (IS_ERR(own)) {
		rc = PTR_ERR(own);
	} else {
		rc = ops->open_session(ctx, arg, param);
		memrefs_restore(own, param, num);
	}
	tee_call_exit(tee_calls_of(ctx));
	return rc;
}

int tee_client_close_session(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	int rc = client_call(ctx, ops->close_session);

	if (rc)
		return rc;

	rc = ops->close_session(ctx, session);
	tee_call_exit(tee_calls_of(ctx));
	return rc;
}

int tee_client_system_session(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	int rc = client_call(ctx, ops->system_session);

	if (rc)
		return rc;

	rc = ops->system_session(ctx, session);
	tee_call_exit(tee_calls_of(ctx));
	return rc;
}

int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	u32 num = param ? arg->num_params : 0;
	struct client_memref *own;
	int rc = client_call(ctx, ops->invoke_func);

	if (rc)
		return rc;

	own = memrefs_resolve(param, num);
	if (IS_ERR(own)) {
		rc = PTR_ERR(own);
	} else {
		rc = ops->invoke_func(ctx, arg, param);
		memrefs_restore(own, param, num);
	}
	tee_call_exit(tee_calls_of(ctx));
	return rc;
}

int tee_client_cancel_req(struct tee_context *ctx,
			  struct tee_ioctl_cancel_arg *arg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	int rc = client_call(ctx, ops->cancel_req);

	if (rc)
		return rc;

	rc = ops->cancel_req(ctx, arg->cancel_id, arg->session);
	tee_call_exit(tee_calls_of(ctx));
	return rc;
}
