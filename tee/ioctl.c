// SPDX-License-Identifier: GPL-2.0-only
/*
 * The character devices
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include <uapi/linux/rstmem.h>

#include "compat/tee-object.h"

#include "clients.h"
#include "context.h"
#include "core.h"
#include "ioctls.h"
#include "probing.h"

static int wait_ready(struct tee_core_device *dev)
{
	int rc;

	if (!dev->probed || READ_ONCE(dev->ready))
		return 0;
	rc = tee_probing_wait(dev->probed);
	if (!rc)
		WRITE_ONCE(dev->ready, true);
	return rc;
}

static int tee_open(struct inode *inode, struct file *file)
{
	struct tee_device *teedev = container_of(inode->i_cdev,
						 struct tee_device, cdev);
	struct tee_context *ctx;
	int rc = wait_ready(to_core_device(teedev));

	if (rc)
		return rc;

	ctx = tee_client_context(teedev, &to_core_device(teedev)->user_clients);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);

	/* a process waits for the supplicant to be started */
	ctx->supp_nowait = false;
	file->private_data = ctx;
	return 0;
}

static int tee_release(struct inode *inode, struct file *file)
{
	teedev_close_context(file->private_data);
	return 0;
}

/*
 * OP-TEE may get a pool later than clients look (optee_rstmem.ko); of other TEEs
 * nothing is known before they register one.
 */
static bool is_restricting(struct tee_device *teedev, u32 impl_id)
{
	if (teedev->desc->flags & TEE_DESC_PRIVILEGED)
		return false;
	return impl_id == TEE_IMPL_ID_OPTEE ||
	       READ_ONCE(to_core_device(teedev)->pooled);
}

static long tee_ioctl_version(struct tee_context *ctx, void __user *uarg)
{
	struct tee_ioctl_version_data vers = {};

	tee_client_get_version(ctx, &vers);
	if (is_restricting(ctx->teedev, vers.impl_id))
		vers.gen_caps |= TEE_GEN_CAP_RSTMEM;
	if (ctx->teedev->desc->flags & TEE_DESC_PRIVILEGED)
		vers.gen_caps |= TEE_GEN_CAP_PRIVILEGED;

	return copy_to_user(uarg, &vers, sizeof(vers)) ? -EFAULT : 0;
}

static long tee_ioctl_request(struct tee_context *ctx, unsigned int cmd,
			      void __user *uarg)
{
	switch (cmd) {
	case TEE_IOC_SHM_ALLOC:
		return tee_ioctl_shm_alloc(ctx, uarg);
	case TEE_IOC_SHM_REGISTER:
		return tee_ioctl_shm_register(ctx, uarg);
	case TEE_IOC_SHM_REGISTER_FD:
		return tee_ioctl_shm_register_fd(ctx, uarg);
	case TEE_IOC_RSTMEM_ALLOC:
		return tee_ioctl_rstmem_alloc(ctx, uarg);
	case TEE_IOC_OPEN_SESSION:
		return tee_ioctl_open_session(ctx, uarg);
	case TEE_IOC_INVOKE:
		return tee_ioctl_invoke(ctx, uarg);
	case TEE_IOC_OBJECT_INVOKE:
		return tee_ioctl_object_invoke(ctx, uarg);
	case TEE_IOC_CANCEL:
		return tee_ioctl_cancel(ctx, uarg);
	case TEE_IOC_CLOSE_SESSION:
		return tee_ioctl_close_session(ctx, uarg);
	default:
		return -EINVAL;
	}
}

/* A supplicant serves the calls that shutting down waits for. */
static long tee_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct tee_context *ctx = file->private_data;
	struct tee_calls *calls = tee_calls_of(ctx);
	void __user *uarg = (void __user *)arg;
	long rc;

	switch (cmd) {
	case TEE_IOC_VERSION:
		return tee_ioctl_version(ctx, uarg);
	case TEE_IOC_SUPPL_RECV:
		return tee_ioctl_suppl_recv(ctx, uarg);
	case TEE_IOC_SUPPL_SEND:
		return tee_ioctl_suppl_send(ctx, uarg);
	}

	if (!tee_call_enter(calls))
		return -ENODEV;

	rc = tee_ioctl_request(ctx, cmd, uarg);
	tee_call_exit(calls);
	return rc;
}

const struct file_operations tee_fops = {
	.owner = THIS_MODULE,
	.open = tee_open,
	.release = tee_release,
	.unlocked_ioctl = tee_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
