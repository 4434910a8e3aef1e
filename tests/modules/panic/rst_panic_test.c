// SPDX-License-Identifier: GPL-2.0-only
/*
 * Kills a trusted application when it is loaded, the decoder's or the display's
 *
 * They are single-instance: one dies with the sessions of everybody. Loading
 * fails where it lives on.
 */
#include <linux/err.h>
#include <linux/module.h>
#include <linux/tee_drv.h>
#include <linux/uuid.h>

#include "engine/protocol.h"

#define RST_TEE_TARGET_DEAD	0xffff3024

static bool display;
module_param(display, bool, 0444);
MODULE_PARM_DESC(display, "the display's, and not the decoder's");

static int rst_panic_match(struct tee_ioctl_version_data *version,
			   const void *data)
{
	return version->impl_id == TEE_IMPL_ID_OPTEE;
}

static int rst_panic_invoke(struct tee_context *tee, u32 session)
{
	struct tee_ioctl_invoke_arg arg = {
		.func = display ? RST_DISP_CMD_LAB_PANIC :
				  RST_VDEC_CMD_LAB_PANIC,
		.session = session,
	};
	int ret;

	ret = tee_client_invoke_func(tee, &arg, NULL);
	if (ret < 0)
		return ret;
	return arg.ret == RST_TEE_TARGET_DEAD ? 0 : -EBUSY;
}

static int rst_panic_cause(struct tee_context *tee)
{
	const uuid_t decoder = RST_TA_VDEC_UUID, panel = RST_TA_DISP_UUID;
	struct tee_ioctl_open_session_arg arg = {
		.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL,
	};
	int ret;

	export_uuid(arg.uuid, display ? &panel : &decoder);
	ret = tee_client_open_session(tee, &arg, NULL);
	if (ret < 0)
		return ret;
	if (arg.ret)
		return -ENODEV;
	ret = rst_panic_invoke(tee, arg.session);
	tee_client_close_session(tee, arg.session);
	return ret;
}

static int __init rst_panic_init(void)
{
	struct tee_context *tee;
	int ret;

	tee = tee_client_open_context(NULL, rst_panic_match, NULL, NULL);
	if (IS_ERR(tee))
		return PTR_ERR(tee);
	ret = rst_panic_cause(tee);
	tee_client_close_context(tee);
	return ret;
}
module_init(rst_panic_init);

static void __exit rst_panic_exit(void)
{
}
module_exit(rst_panic_exit);

MODULE_DESCRIPTION("The death of a trusted application");
MODULE_LICENSE("GPL");
