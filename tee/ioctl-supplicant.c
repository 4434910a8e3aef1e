// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE_IOC_SUPPL_RECV and TEE_IOC_SUPPL_SEND: what tee-supplicant speaks
 */
#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat/tee-object.h"

#include "ioctls.h"
#include "params.h"
#include "shm.h"

static bool params_have_memref(const struct tee_ioctl_param *uparams, u32 num)
{
	u32 n;

	for (n = 0; n < num; n++) {
		struct tee_param param = { .attr = uparams[n].attr };

		if (tee_param_is_memref(&param))
			return true;
	}

	return false;
}

/* Unlike the results of a client's call, all fields of a request are passed. */
static void param_to_supplicant(struct tee_ioctl_param *ip,
				const struct tee_param *param)
{
	const struct tee_shm *shm;

	*ip = (struct tee_ioctl_param){ .attr = param->attr };
	switch (param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		ip->a = param->u.value.a;
		ip->b = param->u.value.b;
		ip->c = param->u.value.c;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		shm = param->u.memref.shm;
		ip->a = shm ? param->u.memref.shm_offs : 0;
		ip->b = param->u.memref.size;
		ip->c = shm ? (u64)shm->id : TEE_MEMREF_NULL;
		break;
	default:
		tee_object_to_supplicant(ip, param);
		break;
	}
}

static int request_to_user(struct tee_iocl_supp_recv_arg __user *uarg, u32 func,
			   u32 num_params, const struct tee_param *params)
{
	struct tee_ioctl_param ip;
	u32 n;

	if (put_user(func, &uarg->func) ||
	    put_user(num_params, &uarg->num_params))
		return -EFAULT;

	for (n = 0; n < num_params; n++) {
		param_to_supplicant(&ip, &params[n]);
		if (copy_to_user(&uarg->params[n], &ip, sizeof(ip)))
			return -EFAULT;
	}

	return 0;
}

/*
 * A supplicant passes parameters to be filled in. Memrefs among them are
 * refused: drivers disagree on who would drop their references.
 */
static int suppl_recv(struct tee_context *ctx, void *data, size_t len,
		      void __user *udata)
{
	struct tee_iocl_supp_recv_arg __user *uarg = udata;
	const struct tee_iocl_supp_recv_arg *arg = data;
	u32 num_params = arg->num_params;
	struct tee_call *call;
	u32 func;
	int rc;

	if (struct_size(arg, params, num_params) != len)
		return -EINVAL;
	if (params_have_memref(arg->params, num_params))
		return -EINVAL;

	call = tee_call_create(ctx, num_params, arg->params);
	if (IS_ERR(call))
		return PTR_ERR(call);

	rc = ctx->teedev->desc->ops->supp_recv(ctx, &func, &num_params,
					       call->params);
	if (!rc)
		rc = request_to_user(uarg, func, num_params, call->params);

	tee_call_destroy(call);
	return rc;
}

long tee_ioctl_suppl_recv(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->supp_recv)
		return -EINVAL;

	return tee_with_arg(ctx, ubuf, sizeof(struct tee_iocl_supp_recv_arg),
			    suppl_recv);
}

/*
 * The driver remembers the request's memrefs; it takes only their sizes from
 * the answer.
 */
static int param_from_supplicant(struct tee_param *param,
				 const struct tee_ioctl_param *ip)
{
	if (ip->attr & ~(u64)TEE_IOCTL_PARAM_ATTR_MASK)
		return -EINVAL;

	param->attr = ip->attr;
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		param->u.value.a = ip->a;
		param->u.value.b = ip->b;
		param->u.value.c = ip->c;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		if (overflows_type(ip->b, size_t))
			return -EINVAL;
		param->u.memref.size = ip->b;
		break;
	default:
		return tee_object_from_supplicant(param, ip);
	}

	return 0;
}

static int suppl_send(struct tee_context *ctx, void *data, size_t len,
		      void __user *udata)
{
	const struct tee_iocl_supp_send_arg *arg = data;
	struct tee_param *params;
	int rc = 0;
	u32 n;

	/* the buffer may be larger than the answer in it */
	if (struct_size(arg, params, arg->num_params) > len)
		return -EINVAL;

	params = kcalloc(arg->num_params, sizeof(*params), GFP_KERNEL);
	if (!params)
		return -ENOMEM;

	for (n = 0; n < arg->num_params && !rc; n++)
		rc = param_from_supplicant(&params[n], &arg->params[n]);
	if (!rc)
		rc = ctx->teedev->desc->ops->supp_send(ctx, arg->ret,
						       arg->num_params, params);

	kfree(params);
	return rc;
}

long tee_ioctl_suppl_send(struct tee_context *ctx, void __user *ubuf)
{
	if (!ctx->teedev->desc->ops->supp_send)
		return -EINVAL;

	return tee_with_arg(ctx, ubuf, sizeof(struct tee_iocl_supp_send_arg),
			    suppl_send);
}
