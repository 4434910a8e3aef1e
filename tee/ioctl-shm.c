// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE_IOC_SHM_ALLOC and TEE_IOC_SHM_REGISTER
 */
#include <linux/err.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>

#include "ioctls.h"
#include "shm.h"
#include "shm-alloc.h"

long tee_ioctl_shm_alloc(struct tee_context *ctx, void __user *uarg)
{
	struct tee_ioctl_shm_alloc_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, uarg, sizeof(data)))
		return -EFAULT;
	if (data.flags || overflows_type(data.size, size_t))
		return -EINVAL;

	shm = tee_shm_alloc_user_buf(ctx, data.size);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.id = shm->id;
	data.size = shm->size;
	return tee_shm_hand_out(shm, &tee_shm_fops, 0, uarg, &data,
				sizeof(data));
}

long tee_ioctl_shm_register(struct tee_context *ctx, void __user *uarg)
{
	struct tee_ioctl_shm_register_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, uarg, sizeof(data)))
		return -EFAULT;
	if (data.flags || overflows_type(data.length, size_t))
		return -EINVAL;
	if (overflows_type(data.addr, unsigned long))
		return -EFAULT;

	shm = tee_shm_register_user_buf(ctx, data.addr, data.length);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.id = shm->id;
	data.length = shm->size;
	return tee_shm_hand_out(shm, &tee_shm_fops, 0, uarg, &data,
				sizeof(data));
}
