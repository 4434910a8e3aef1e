// SPDX-License-Identifier: GPL-2.0-only
/*
 * The API for TEE clients in the kernel
 */
#include <linux/device/class.h>

#include "core.h"

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
	return tee_client_context(teedev, &to_core_device(teedev)->calls);
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
		/* one that cannot be opened is passed over */
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

/* tee_call_exit() after the call where this returns 0. */
static int client_call(struct tee_context *ctx, bool supported)
{
	if (!supported)
		return -EINVAL;
	return tee_call_enter(tee_calls_of(ctx)) ? 0 : -ENODEV;
}

int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	int rc = client_call(ctx, ops->open_session);

	if (rc)
		return rc;

	rc = ops->open_session(ctx, arg, param);
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
	int rc = client_call(ctx, ops->invoke_func);

	if (rc)
		return rc;

	rc = ops->invoke_func(ctx, arg, param);
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
