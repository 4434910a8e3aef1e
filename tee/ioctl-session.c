// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE_IOC_OPEN_SESSION, _INVOKE, _CANCEL and _CLOSE_SESSION
 */
#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "ioctls.h"
#include "params.h"

static bool login_is_kernels(u32 login)
{
	return login >= TEE_IOCTL_LOGIN_REE_KERNEL_MIN &&
	       login <= TEE_IOCTL_LOGIN_REE_KERNEL_MAX;
}

static int session_to_user(struct tee_ioctl_open_session_arg __user *uarg,
			   const struct tee_ioctl_open_session_arg *arg,
			   const struct tee_call *call)
{
	if (put_user(arg->session, &uarg->session) ||
	    put_user(arg->ret, &uarg->ret) ||
	    put_user(arg->ret_origin, &uarg->ret_origin))
		return -EFAULT;

	return tee_call_to_user(call, uarg->params);
}

static int open_session(struct tee_context *ctx, void *data, size_t len,
			void __user *udata)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_open_session_arg __user *uarg = udata;
	struct tee_ioctl_open_session_arg *arg = data;
	struct tee_call *call;
	int rc;

	if (struct_size(arg, params, arg->num_params) != len)
		return -EINVAL;

	call = tee_call_create(ctx, arg->num_params, arg->params);
	if (IS_ERR(call))
		return PTR_ERR(call);

	rc = -EPERM;
	if (login_is_kernels(arg->clnt_login))
		goto out;

	rc = ops->open_session(ctx, arg, tee_call_params(call));
	if (rc)
		goto out;

	rc = session_to_user(uarg, arg, call);
	/* a session that user space does not hear of must not stay open */
	if (rc && !arg->ret && ops->close_session)
		ops->close_session(ctx, arg->session);
out:
	tee_call_destroy(call);
	return rc;
}

long tee_ioctl_open_session(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->open_session)
		return -EINVAL;

	return tee_with_arg(ctx, ubuf, sizeof(struct tee_ioctl_open_session_arg),
			    open_session);
}

static int invoke(struct tee_context *ctx, void *data, size_t len,
		  void __user *udata)
{
	struct tee_ioctl_invoke_arg __user *uarg = udata;
	struct tee_ioctl_invoke_arg *arg = data;
	struct tee_call *call;
	int rc;

	if (struct_size(arg, params, arg->num_params) != len)
		return -EINVAL;

	call = tee_call_create(ctx, arg->num_params, arg->params);
	if (IS_ERR(call))
		return PTR_ERR(call);

	rc = ctx->teedev->desc->ops->invoke_func(ctx, arg,
						  tee_call_params(call));
	if (rc)
		goto out;

	if (put_user(arg->ret, &uarg->ret) ||
	    put_user(arg->ret_origin, &uarg->ret_origin))
		rc = -EFAULT;
	else
		rc = tee_call_to_user(call, uarg->params);
out:
	tee_call_destroy(call);
	return rc;
}

long tee_ioctl_invoke(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->invoke_func)
		return -EINVAL;

	return tee_with_arg(ctx, ubuf, sizeof(struct tee_ioctl_invoke_arg),
			    invoke);
}

long tee_ioctl_cancel(struct tee_context *ctx, void __user *uarg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_cancel_arg arg;

	if (!ops->cancel_req)
		return -EINVAL;
	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;

	return ops->cancel_req(ctx, arg.cancel_id, arg.session);
}

long tee_ioctl_close_session(struct tee_context *ctx, void __user *uarg)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_close_session_arg arg;

	if (!ops->close_session)
		return -EINVAL;
	if (copy_from_user(&arg, uarg, sizeof(arg)))
		return -EFAULT;

	return ops->close_session(ctx, arg.session);
}
