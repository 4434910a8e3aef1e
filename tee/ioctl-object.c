// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE_IOC_OBJECT_INVOKE
 */
#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>

#include "compat/tee-object.h"

#include "params.h"

static int object_invoke(struct tee_context *ctx, void *data, size_t len,
			 void __user *udata)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_object_invoke_arg __user *uarg = udata;
	struct tee_ioctl_object_invoke_arg *arg = data;
	struct tee_call *call;
	int rc;

	if (struct_size(arg, params, arg->num_params) != len)
		return -EINVAL;

	call = tee_call_create(ctx, arg->num_params, arg->params);
	if (IS_ERR(call))
		return PTR_ERR(call);

	rc = ops->object_invoke_func(ctx, arg, tee_call_params(call));
	if (!rc)
		rc = put_user(arg->ret, &uarg->ret) ?:
		     tee_call_to_user(call, uarg->params);

	tee_call_destroy(call);
	return rc;
}

long tee_ioctl_object_invoke(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->object_invoke_func)
		return -EINVAL;

	return tee_with_arg(ctx, ubuf, sizeof(struct tee_ioctl_object_invoke_arg),
			    object_invoke);
}
