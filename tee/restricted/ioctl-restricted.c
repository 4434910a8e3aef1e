// SPDX-License-Identifier: GPL-2.0-only
/*
 * TEE_IOC_SHM_REGISTER_FD and TEE_IOC_RSTMEM_ALLOC
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/limits.h>
#include <linux/overflow.h>
#include <linux/uaccess.h>

#include <rstmem/buffer.h>
#include <rstmem/tee.h>
#include <uapi/linux/rstmem.h>

#include "tee/device.h"
#include "tee/ioctls.h"
#include "tee/shm.h"

#include "dmabuf.h"
#include "handle.h"

long tee_ioctl_shm_register_fd(struct tee_context *ctx, void __user *uarg)
{
	struct tee_ioctl_shm_register_fd_data data;
	struct tee_shm *shm;

	if (copy_from_user(&data, uarg, sizeof(data)))
		return -EFAULT;
	if (data.flags)
		return -EINVAL;
	if (data.fd < 0 || data.fd > INT_MAX)
		return -EBADF;

	shm = tee_shm_register_fd(ctx, data.fd);
	if (IS_ERR(shm))
		return PTR_ERR(shm);

	data.id = shm->id;
	data.size = shm->size;
	return tee_shm_hand_out(shm, &tee_restricted_fops, O_CLOEXEC, uarg,
				&data, sizeof(data));
}

/* The id is that of the buffer's own handle, so it ends with the dma-buf. */
static int name_buffer(struct tee_context *ctx, struct dma_buf *dmabuf,
		       struct tee_ioctl_rstmem_alloc_data *data)
{
	struct tee_shm *shm = tee_shm_get_from_dmabuf(ctx, dmabuf);
	int rc;

	/* the use-case has just been given another TEE's pool */
	if (IS_ERR(shm))
		return -ENODEV;

	rc = tee_handle_add_id(ctx, shm, dmabuf);
	if (rc)
		return rc;

	data->id = shm->id;
	data->size = dmabuf->size;
	return 0;
}

long tee_ioctl_rstmem_alloc(struct tee_context *ctx, void __user *uarg)
{
	struct tee_ioctl_rstmem_alloc_data data;
	struct dma_buf *dmabuf;
	long rc;
	int fd;

	if (copy_from_user(&data, uarg, sizeof(data)))
		return -EFAULT;
	if (data.flags || data.pad || !data.size ||
	    overflows_type(data.size, size_t) ||
	    data.use_case == RSTMEM_USE_CASE_RESERVED)
		return -EINVAL;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;

	dmabuf = rstmem_buffer_alloc_of(tee_identity(ctx->teedev),
					data.use_case, data.size,
					O_RDWR | O_CLOEXEC);
	if (IS_ERR(dmabuf)) {
		rc = PTR_ERR(dmabuf);
		goto err_fd;
	}

	rc = name_buffer(ctx, dmabuf, &data);
	if (rc)
		goto err_buffer;

	if (copy_to_user(uarg, &data, sizeof(data))) {
		rc = -EFAULT;
		goto err_buffer;
	}

	fd_install(fd, dmabuf->file);
	return fd;

err_buffer:
	dma_buf_put(dmabuf);
err_fd:
	put_unused_fd(fd);
	return rc;
}
