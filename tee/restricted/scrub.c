// SPDX-License-Identifier: GPL-2.0-only
/*
 * Having the TEE scrub restricted memory before its next owner gets it
 *
 * A trusted application does that (restricted/ta/), since the TEE has no call
 * for it. A session is opened for each piece of memory: one that stayed open
 * would keep the driver from being unbound. Runs in whatever task drops the
 * last reference to a buffer, also in one that is being killed, and needs no
 * supplicant.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/uuid.h>

#include "tee/calls.h"
#include "tee/core.h"
#include "tee/sharing.h"
#include "tee/shm.h"

#include "scrub.h"
#include "ta/scrub.h"

/* GlobalPlatform's results */
#define RESULT_SUCCESS		0x00000000
#define RESULT_OUT_OF_MEMORY	0xffff000c
#define RESULT_BUSY		0xffff000d
#define RESULT_TARGET_DEAD	0xffff3024

/* The TEE maps what it clears, and its address space for that is small. */
#define CLEAR_SIZE	SZ_1M

/*
 * Other sessions may keep the application busy, or use up its memory, for tens
 * of milliseconds; an instance that died is replaced.
 */
#define TRIES		100
#define TRY_MS		10

static bool scrub = true;
module_param(scrub, bool, 0444);
MODULE_PARM_DESC(scrub, "let the TEE's application clear restricted memory between owners; off is only for TEEs that clear it by themselves (default: on)");

static bool worth_another_try(u32 result, unsigned int *tries)
{
	if (result != RESULT_BUSY && result != RESULT_OUT_OF_MEMORY &&
	    result != RESULT_TARGET_DEAD)
		return false;
	if (++*tries == TRIES)
		return false;

	msleep(TRY_MS);
	return true;
}

static int session_open(struct tee_context *ctx, u32 *session)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	static const uuid_t uuid = SCRUB_TA_UUID(UUID_INIT);
	struct tee_ioctl_open_session_arg arg;
	unsigned int tries = 0;
	int rc;

	do {
		memset(&arg, 0, sizeof(arg));
		export_uuid(arg.uuid, &uuid);
		arg.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL;
		rc = ops->open_session(ctx, &arg, NULL);
		if (rc)
			return rc;
	} while (worth_another_try(arg.ret, &tries));

	if (arg.ret != RESULT_SUCCESS) {
		pr_err_once("restricted memory cannot be cleared and is not handed out: the TEE does not run application %pUb (result 0x%x); link it into the TEE, or load tee.ko with scrub=0 if the TEE clears memory by itself\n",
			    &uuid, arg.ret);
		return arg.ret == RESULT_OUT_OF_MEMORY ? -ENOMEM : -EIO;
	}

	*session = arg.session;
	return 0;
}

/* The application reports how much it has cleared, which a stub would not. */
static int clear(struct tee_context *ctx, u32 session, struct tee_shm *shm,
		 size_t offset, size_t size)
{
	const struct tee_driver_ops *ops = ctx->teedev->desc->ops;
	struct tee_ioctl_invoke_arg arg;
	struct tee_param params[4];
	unsigned int tries = 0;
	int rc;

	do {
		memset(&arg, 0, sizeof(arg));
		memset(params, 0, sizeof(params));
		arg.func = SCRUB_TA_CLEAR;
		arg.session = session;
		arg.num_params = ARRAY_SIZE(params);
		params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT;
		params[0].u.memref.shm = shm;
		params[0].u.memref.shm_offs = offset;
		params[0].u.memref.size = size;
		params[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
		rc = ops->invoke_func(ctx, &arg, params);
		if (rc)
			return rc;
	} while (arg.ret != RESULT_TARGET_DEAD &&
		 worth_another_try(arg.ret, &tries));

	if (arg.ret == RESULT_SUCCESS && params[1].u.value.a == (u32)size &&
	    params[1].u.value.b == upper_32_bits(size))
		return 0;

	pr_err_ratelimited("the TEE did not clear %zu bytes of restricted memory: result 0x%x\n",
			   size, arg.ret);
	return -EIO;
}

static int clear_all(struct tee_context *ctx, struct tee_shm *shm,
		     size_t offset, size_t size)
{
	u32 session;
	int rc;

	rc = session_open(ctx, &session);
	if (rc)
		return rc;

	while (size && !rc) {
		size_t step = min_t(size_t, size, CLEAR_SIZE);

		rc = clear(ctx, session, shm, offset, step);
		offset += step;
		size -= step;
	}

	ctx->teedev->desc->ops->close_session(ctx, session);
	return rc;
}

static bool can_scrub(const struct tee_driver_ops *ops)
{
	return ops->open_session && ops->invoke_func && ops->close_session;
}

/**
 * tee_scrub_last() - as tee_scrub(), but also when the machine goes down and
 *		      calls of clients are refused
 * @teedev:	the TEE's device for clients; the caller has a reference on
 *		its structure, but the driver may have gone
 * @shm:	what the TEE knows the memory by
 * @offset:	of the memory in @shm
 * @size:	bytes
 *
 * Return: as tee_scrub() does.
 */
int tee_scrub_last(struct tee_device *teedev, struct tee_shm *shm,
		   size_t offset, size_t size)
{
	const struct tee_core_shm *core = to_core_shm(shm);
	struct tee_context *ctx;
	int rc;

	if (!scrub)
		return 0;
	if (tee_device_is_down(teedev))
		return -ENODEV;

	ctx = teedev_open(teedev);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);

	ctx->supp_nowait = true;
	if (can_scrub(teedev->desc->ops))
		rc = clear_all(ctx, core->parent ?: shm,
			       core->parent_offs + offset, size);
	else
		rc = -EIO;
	teedev_close_context(ctx);
	return rc;
}

/**
 * tee_scrub() - have the TEE scrub restricted memory
 * @teedev:	the TEE's device for clients; the caller has a reference on
 *		its structure, but the driver may have gone
 * @shm:	what the TEE knows the memory by; not in use any more
 * @offset:	of the memory in @shm
 * @size:	bytes
 *
 * Return: 0, or an error, after which any part of the memory may still have its
 * content: -ENODEV (the driver has gone, the machine goes down), -ENOMEM, -EIO.
 */
int tee_scrub(struct tee_device *teedev, struct tee_shm *shm, size_t offset,
	      size_t size)
{
	struct tee_calls *calls = &to_core_device(teedev)->kernel_clients.calls;
	int rc;

	if (!scrub)
		return 0;
	if (!tee_call_enter(calls))
		return -ENODEV;

	rc = tee_scrub_last(teedev, shm, offset, size);
	tee_call_exit(calls);
	return rc;
}
