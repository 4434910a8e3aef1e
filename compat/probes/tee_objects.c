// SPDX-License-Identifier: GPL-2.0-only
#include <linux/tee_core.h>

u64 probe_objects(const struct tee_param *param,
		  const struct tee_driver_ops *ops);
u64 probe_objects(const struct tee_param *param,
		  const struct tee_driver_ops *ops)
{
	int (*invoke)(struct tee_context *ctx,
		      struct tee_ioctl_object_invoke_arg *arg,
		      struct tee_param *params) = ops->object_invoke_func;

	return invoke ? param->u.objref.id + param->u.ubuf.size : 0;
}
