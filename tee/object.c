// SPDX-License-Identifier: GPL-2.0-only
/*
 * Objects and buffers of user space among the parameters of calls
 *
 * The core passes objects' ids and the addresses of user space's buffers on to
 * the driver, which alone knows what they mean, and refuses them if it doesn't
 * support them.
 */
#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat/tee-object.h"

static int ubuf_from_user(struct tee_param *param,
			  const struct tee_ioctl_param *ip)
{
	if (overflows_type(ip->a, unsigned long) ||
	    overflows_type(ip->b, size_t))
		return -EINVAL;

	param->u.ubuf.uaddr = u64_to_user_ptr(ip->a);
	param->u.ubuf.size = ip->b;
	return access_ok(param->u.ubuf.uaddr, param->u.ubuf.size) ? 0 : -EFAULT;
}

static int objref_from_user(struct tee_param *param,
			    const struct tee_ioctl_param *ip)
{
	param->u.objref.id = ip->a;
	param->u.objref.flags = ip->b;
	return 0;
}

/* Takes a parameter of a client's call. -EINVAL if its type is unknown. */
int tee_object_from_user(struct tee_param *param,
			 const struct tee_ioctl_param *ip)
{
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return ubuf_from_user(param, ip);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
		return 0;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		return objref_from_user(param, ip);
	default:
		return -EINVAL;
	}
}

/* Returns a parameter of a client's call. Other types are left alone. */
int tee_object_to_user(const struct tee_param *param,
		       struct tee_ioctl_param __user *up)
{
	switch (param->attr) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return put_user((u64)param->u.ubuf.size, &up->b);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		return put_user(param->u.objref.id, &up->a) ?:
		       put_user(param->u.objref.flags, &up->b);
	default:
		return 0;
	}
}

/* Passes a parameter of a request to the supplicant. */
void tee_object_to_supplicant(struct tee_ioctl_param *ip,
			      const struct tee_param *param)
{
	switch (param->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		ip->a = (__force unsigned long)param->u.ubuf.uaddr;
		ip->b = param->u.ubuf.size;
		break;
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		ip->a = param->u.objref.id;
		ip->b = param->u.objref.flags;
		break;
	}
}

/* Takes a parameter of the supplicant's answer. Other types are left alone. */
int tee_object_from_supplicant(struct tee_param *param,
			       const struct tee_ioctl_param *ip)
{
	switch (ip->attr & TEE_IOCTL_PARAM_ATTR_TYPE_MASK) {
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT:
		return ubuf_from_user(param, ip);
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_OUTPUT:
	case TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT:
		return objref_from_user(param, ip);
	default:
		return 0;
	}
}
