// SPDX-License-Identifier: GPL-2.0-only
/*
 * An object, which changes each of the three parameters that it takes
 *
 * Its name, and what it does to names, has more than 32 bits.
 */
#include <linux/errno.h>
#include <linux/tee_core.h>

#include "faketee.h"

#define OBJECT		0x1000000007ULL
#define FURTHER		0x2000000000ULL

/* GlobalPlatform's */
#define BAD_PARAMETERS	0xffff0006

static bool is_known(const struct tee_ioctl_object_invoke_arg *arg,
		     const struct tee_param *params)
{
	return arg->id == OBJECT && arg->num_params == 3 &&
	       params[0].attr == TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INOUT &&
	       params[1].attr == TEE_IOCTL_PARAM_ATTR_TYPE_UBUF_INOUT &&
	       params[2].attr == TEE_IOCTL_PARAM_ATTR_TYPE_OBJREF_INOUT;
}

static int fake_object_invoke(struct tee_context *ctx,
			      struct tee_ioctl_object_invoke_arg *arg,
			      struct tee_param *params)
{
	if (!is_known(arg, params)) {
		arg->ret = BAD_PARAMETERS;
		return 0;
	}
	params[0].u.value.a += params[0].u.value.b;
	params[1].u.ubuf.size /= 2;
	params[2].u.objref.id += FURTHER;
	params[2].u.objref.flags++;
	arg->ret = arg->op + 1;
	return 0;
}

u32 fake_objects(struct tee_driver_ops *ops)
{
	ops->object_invoke_func = fake_object_invoke;
	return TEE_GEN_CAP_OBJREF;
}
