// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments and parameters of calls from user space
 *
 * An argument is copied once, and only the copy is checked and used. A memref's
 * reference is kept apart from the parameter, since drivers write to
 * parameters.
 */
#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat/tee-object.h"

#include "params.h"
#include "shm.h"

/**
 * tee_with_arg() - make a call with an argument from user space
 * @ctx:	the caller's context
 * @ubuf:	struct tee_ioctl_buf_data: address and size of the argument
 * @head:	size of the argument without parameters
 * @call:	is passed the context, the copy, its length and the argument's
 *		address in user space; must check that the length fits the
 *		number of parameters
 *
 * Return: what @call returns, -EFAULT, -EINVAL (too short, too long), -ENOMEM.
 */
long tee_with_arg(struct tee_context *ctx, const void __user *ubuf, size_t head,
		  int (*call)(struct tee_context *ctx, void *arg, size_t len,
			      void __user *uarg))
{
	struct tee_ioctl_buf_data buf;
	void __user *uarg;
	void *arg;
	long rc;

	if (copy_from_user(&buf, ubuf, sizeof(buf)))
		return -EFAULT;
	if (buf.buf_len > TEE_MAX_ARG_SIZE || buf.buf_len < head)
		return -EINVAL;

	uarg = u64_to_user_ptr(buf.buf_ptr);
	arg = memdup_user(uarg, buf.buf_len);
	if (IS_ERR(arg))
		return PTR_ERR(arg);

	rc = call(ctx, arg, buf.buf_len, uarg);
	kfree(arg);
	return rc;
}

/**
 * tee_memref_resolve() - name memory as the TEE knows it
 * @param:	a memref with size and offset in @shm; its memory is set to
 *		@shm, or to @shm's parent, and its offset to the one in that
 * @shm:	the client's memory
 *
 * Return: 0, or -EINVAL if the memref exceeds @shm.
 */
int tee_memref_resolve(struct tee_param *param, struct tee_shm *shm)
{
	struct tee_core_shm *core = to_core_shm(shm);
	size_t offs = param->u.memref.shm_offs;
	size_t end;

	if (check_add_overflow(offs, param->u.memref.size, &end) ||
	    end > shm->size ||
	    check_add_overflow(offs, core->parent_offs, &offs))
		return -EINVAL;

	param->u.memref.shm_offs = offs;
	param->u.memref.shm = core->parent ?: shm;
	return 0;
}

static int memref_from_user(struct tee_context *ctx, struct tee_param *param,
			    const struct tee_ioctl_param *ip,
			    struct tee_shm **held)
{
	struct tee_shm *shm;
	int rc;

	if (overflows_type(ip->a, size_t) || overflows_type(ip->b, size_t))
		return -EINVAL;

	param->u.memref.shm_offs = ip->a;
	param->u.memref.size = ip->b;
	if (ip->c == TEE_MEMREF_NULL)
		return ctx->cap_memref_null ? 0 : -EINVAL;
	if (ip->c > INT_MAX)
		return -EINVAL;

	shm = tee_shm_get_from_id(ctx, ip->c);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	rc = tee_memref_resolve(param, shm);
	if (rc) {
		tee_shm_put(shm);
		return rc;
	}

	*held = shm;
	return 0;
}

static int param_from_user(struct tee_context *ctx, struct tee_param *param,
			   const struct tee_ioctl_param *ip,
			   struct tee_shm **held)
{
	if (ip->attr & ~(u64)TEE_IOCTL_PARAM_ATTR_MASK)
		return -EINVAL;

	param->attr = ip->attr;
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_NONE:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
		param->u.value.a = ip->a;
		param->u.value.b = ip->b;
		param->u.value.c = ip->c;
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
		return memref_from_user(ctx, param, ip, held);
	default:
		return tee_object_from_user(param, ip);
	}
}

/**
 * tee_call_create() - take parameters over from user space
 * @ctx:	the caller's context
 * @num_params:	how many; the caller has checked that @uparams holds them
 * @uparams:	copy of what user space gave
 *
 * Return: the call, or ERR_PTR. End it with tee_call_destroy(), which drops
 * the references of its memrefs.
 */
struct tee_call *tee_call_create(struct tee_context *ctx, u32 num_params,
				 const struct tee_ioctl_param *uparams)
{
	struct tee_call *call;
	u32 n;
	int rc;

	if (num_params > TEE_MAX_PARAMS)
		return ERR_PTR(-EINVAL);

	call = kzalloc(sizeof(*call), GFP_KERNEL);
	if (!call)
		return ERR_PTR(-ENOMEM);

	call->num_params = num_params;
	for (n = 0; n < num_params; n++) {
		rc = param_from_user(ctx, &call->params[n], &uparams[n],
				     &call->held[n]);
		if (rc) {
			tee_call_destroy(call);
			return ERR_PTR(rc);
		}
	}

	return call;
}

/* Drivers expect NULL if there are no parameters. */
struct tee_param *tee_call_params(struct tee_call *call)
{
	return call->num_params ? call->params : NULL;
}

void tee_call_destroy(struct tee_call *call)
{
	u32 n;

	for (n = 0; n < call->num_params; n++)
		tee_shm_put(call->held[n]);
	kfree(call);
}

/* Only what a call may return is written: values, and the sizes of memrefs. */
int tee_call_to_user(const struct tee_call *call,
		     struct tee_ioctl_param __user *uparams)
{
	u32 n;

	for (n = 0; n < call->num_params; n++) {
		const struct tee_param *param = &call->params[n];
		struct tee_ioctl_param __user *up = &uparams[n];

		switch (param->attr) {
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT:
			if (put_user(param->u.value.a, &up->a) ||
			    put_user(param->u.value.b, &up->b) ||
			    put_user(param->u.value.c, &up->c))
				return -EFAULT;
			break;
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT:
		case TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT:
			if (put_user((u64)param->u.memref.size, &up->b))
				return -EFAULT;
			break;
		default:
			if (tee_object_to_user(param, up))
				return -EFAULT;
			break;
		}
	}

	return 0;
}
