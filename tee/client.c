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
		ctx = teedev_open(container_of(dev, struct tee_device, dev));
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

int tee_client_open_session(struct tee_context *ctx,
			    struct tee_ioctl_open_session_arg *arg,
			    struct tee_param *param)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	return ops->open_session ? ops->open_session(ctx, arg, param) : -EINVAL;
}

int tee_client_close_session(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	return ops->close_session ? ops->close_session(ctx, session) : -EINVAL;
}

int tee_client_system_session(struct tee_context *ctx, u32 session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	return ops->system_session ? ops->system_session(ctx, session) :
				     -EINVAL;
}

int tee_client_invoke_func(struct tee_context *ctx,
			   struct tee_ioctl_invoke_arg *arg,
			   struct tee_param *param)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	return ops->invoke_func ? ops->invoke_func(ctx, arg, param) : -EINVAL;
}

int tee_client_cancel_req(struct tee_context *ctx,
			  struct tee_ioctl_cancel_arg *arg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;

	return ops->cancel_req ?
	       ops->cancel_req(ctx, arg->cancel_id, arg->session) : -EINVAL;
}
