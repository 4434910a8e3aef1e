// SPDX-License-Identifier: GPL-2.0-only
#include <linux/err.h>
#include <linux/tee.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#include "secure.h"

#define COPY	0	/* as in tests/ta/copy/copy_ta.h */

static const uuid_t copy_uuid = UUID_INIT(0xc0a5d1b2, 0x7e34, 0x4f19,
					  0x9b, 0x68, 0x2d, 0x51,
					  0x7f, 0x3e, 0x84, 0xa6);

static int is_optee(struct tee_ioctl_version_data *version, const void *unused)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

int copy_secure_open(struct copy_secure *secure)
{
	struct tee_ioctl_open_session_arg arg = {};
	int err;

	secure->tee = tee_client_open_context(NULL, is_optee, NULL, NULL);
	if (IS_ERR(secure->tee))
		return PTR_ERR(secure->tee);

	export_uuid(arg.uuid, &copy_uuid);
	arg.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL;
	err = tee_client_open_session(secure->tee, &arg, NULL);
	if (!err && arg.ret)
		err = -ENODEV;
	if (err)
		tee_client_close_context(secure->tee);
	secure->session = arg.session;
	return err;
}

void copy_secure_close(struct copy_secure *secure)
{
	tee_client_close_session(secure->tee, secure->session);
	tee_client_close_context(secure->tee);
}

int copy_secure_run(struct copy_secure *secure, struct tee_shm *to,
		    struct tee_shm *from, size_t size)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = COPY, .session = secure->session, .num_params = 2,
	};
	struct tee_param params[2] = {
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INPUT,
		  .u.memref = { .shm = from, .size = size } },
		{ .attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT,
		  .u.memref = { .shm = to, .size = size } },
	};
	int err;

	if (!to || !from)
		return -ENODEV;
	err = tee_client_invoke_func(secure->tee, &arg, params);
	if (err < 0)
		return err;
	return arg.ret ? -EIO : 0;
}
