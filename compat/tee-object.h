/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Objects and buffers of user space as parameters, where TEE drivers know them
 */
#ifndef _COMPAT_TEE_OBJECT_H
#define _COMPAT_TEE_OBJECT_H

#include <linux/errno.h>
#include <linux/tee_core.h>
#include <linux/tee_drv.h>

/* tee/object.c */
#ifdef HAVE_TEE_OBJECTS
int tee_object_from_user(struct tee_param *param,
			 const struct tee_ioctl_param *ip);
int tee_object_to_user(const struct tee_param *param,
		       struct tee_ioctl_param __user *up);
void tee_object_to_supplicant(struct tee_ioctl_param *ip,
			      const struct tee_param *param);
int tee_object_from_supplicant(struct tee_param *param,
			       const struct tee_ioctl_param *ip);
long tee_ioctl_object_invoke(struct tee_context *ctx, void __user *ubuf);
#else
#define TEE_IOC_OBJECT_INVOKE	_IOR(TEE_IOC_MAGIC, TEE_IOC_BASE + 10, \
				     struct tee_ioctl_buf_data)

static inline int tee_object_from_user(struct tee_param *param,
				       const struct tee_ioctl_param *ip)
{
	return -EINVAL;
}

static inline int tee_object_to_user(const struct tee_param *param,
				     struct tee_ioctl_param __user *up)
{
	return 0;
}

static inline void tee_object_to_supplicant(struct tee_ioctl_param *ip,
					    const struct tee_param *param)
{
}

static inline int tee_object_from_supplicant(struct tee_param *param,
					     const struct tee_ioctl_param *ip)
{
	return 0;
}

static inline long tee_ioctl_object_invoke(struct tee_context *ctx,
					   void __user *ubuf)
{
	return -EINVAL;
}
#endif

#endif /* _COMPAT_TEE_OBJECT_H */
