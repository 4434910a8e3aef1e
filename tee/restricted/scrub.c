// SPDX-License-Identifier: GPL-2.0-only
/*
 * Having restricted memory scrubbed before its next owner gets it
 *
 * A trusted application does that (restricted/ta/), if the TEE has no call for
 * it. A batch, of all the memory that was released since the last one, has one
 * session. One that stayed open would keep the driver from being unbound. Needs
 * no supplicant.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uuid.h>

#include <rstmem/tee.h>

#include "tee/calls.h"
#include "tee/core.h"
#include "tee/sharing.h"
#include "tee/shm.h"

#include "scrub.h"
#include "ta/scrub.h"

/* GlobalPlatform's results */
#define RESULT_SUCCESS		0x00000000
#define RESULT_NOT_SUPPORTED	0xffff000a
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
MODULE_PARM_DESC(scrub, "let the TEE's application clear restricted memory between owners, of pools whose driver doesn't say how; off is only for TEEs that clear it by themselves (default: on)");

/**
 * struct tee_scrub_batch - pieces of memory that are scrubbed in a row
 * @method:	how
 * @teedev:	the TEE's device for clients; the batch has a reference on its
 *		structure
 * @calls:	what the batch counts as a call of; NULL if those are refused
 *		already, and it was begun all the same
 * @ctx:	a context, for @session
 * @session:	with the application, if @open
 * @open:	it has not ended
 * @renewed:	it is the second one
 * @marks:	nothing is scrubbed: memory is marked, if the application is there
 */
struct tee_scrub_batch {
	struct tee_rstmem_scrub method;
	struct tee_device *teedev;
	struct tee_calls *calls;
	struct tee_context *ctx;
	u32 session;
	bool open;
	bool renewed;
	bool marks;
};

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

static int session_open(struct tee_scrub_batch *batch)
{
	const struct tee_driver_ops *ops = batch->teedev->desc->ops;
	const uuid_t *uuid = &batch->method.application;
	struct tee_ioctl_open_session_arg arg;
	unsigned int tries = 0;
	int rc;

	do {
		memset(&arg, 0, sizeof(arg));
		export_uuid(arg.uuid, uuid);
		arg.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL;
		rc = ops->open_session(batch->ctx, &arg, NULL);
		if (rc)
			return rc;
	} while (worth_another_try(arg.ret, &tries));

	if (arg.ret != RESULT_SUCCESS && batch->marks)
		return -EOPNOTSUPP;
	if (arg.ret != RESULT_SUCCESS) {
		pr_err_once("restricted memory cannot be cleared and is not handed out: the TEE does not run application %pUb (result 0x%x); link it into the TEE, or load tee.ko with scrub=0 if the TEE clears memory by itself\n",
			    uuid, arg.ret);
		return arg.ret == RESULT_OUT_OF_MEMORY ? -ENOMEM : -EIO;
	}

	batch->session = arg.session;
	batch->open = true;
	return 0;
}

static void session_close(struct tee_scrub_batch *batch)
{
	if (batch->open)
		batch->teedev->desc->ops->close_session(batch->ctx,
							batch->session);
	batch->open = false;
}

/*
 * The batch's instance of the application has panicked; a new one may do better.
 * If not, the memory may be why: not more than once a batch.
 */
static bool session_renew(struct tee_scrub_batch *batch)
{
	if (batch->renewed)
		return false;
	batch->renewed = true;
	session_close(batch);
	return !session_open(batch);
}

static bool worth_another_call(struct tee_scrub_batch *batch, u32 result,
			       unsigned int *tries)
{
	if (result == RESULT_TARGET_DEAD)
		return session_renew(batch);
	return worth_another_try(result, tries);
}

/*
 * Calls the application, with memory as the first parameter; @params has four,
 * and values come back in the second and third. Return: an error, or 0 and the
 * application's result.
 */
static int invoke(struct tee_scrub_batch *batch, u32 function,
		  struct tee_shm *shm, size_t offset, size_t size,
		  struct tee_param *params, u32 *result)
{
	const struct tee_driver_ops *ops = batch->teedev->desc->ops;
	struct tee_ioctl_invoke_arg arg;
	unsigned int tries = 0;
	int rc;

	if (!batch->open)
		return -EIO;
	do {
		memset(&arg, 0, sizeof(arg));
		memset(params, 0, 4 * sizeof(*params));
		arg.func = function;
		arg.session = batch->session;
		arg.num_params = 4;
		params[0].attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_OUTPUT;
		params[0].u.memref.shm = shm;
		params[0].u.memref.shm_offs = offset;
		params[0].u.memref.size = size;
		params[1].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
		if (function == SCRUB_TA_MARK)
			params[2].attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_OUTPUT;
		rc = ops->invoke_func(batch->ctx, &arg, params);
		if (rc)
			return rc;
	} while (worth_another_call(batch, arg.ret, &tries));

	*result = arg.ret;
	return 0;
}

/* The application reports how much it has cleared, which a stub would not. */
static int clear(struct tee_scrub_batch *batch, struct tee_shm *shm,
		 size_t offset, size_t size)
{
	struct tee_param params[4];
	u32 result;
	int rc;

	rc = invoke(batch, SCRUB_TA_CLEAR, shm, offset, size, params, &result);
	if (rc)
		return rc;
	if (result == RESULT_SUCCESS && params[1].u.value.a == (u32)size &&
	    params[1].u.value.b == upper_32_bits(size))
		return 0;

	pr_err_ratelimited("the TEE did not clear %zu bytes of restricted memory: result 0x%x\n",
			   size, result);
	return -EIO;
}

/* Whoever stops calls waits for one step at most. */
static bool is_stopped(const struct tee_scrub_batch *batch)
{
	return batch->calls && tee_calls_are_stopped(batch->calls);
}

static int clear_all(struct tee_scrub_batch *batch, struct tee_shm *shm,
		     size_t offset, size_t size)
{
	int rc = 0;

	while (size && !rc) {
		size_t step = min_t(size_t, size, CLEAR_SIZE);

		if (is_stopped(batch))
			return -ENODEV;
		rc = clear(batch, shm, offset, step);
		offset += step;
		size -= step;
	}
	return rc;
}

static bool can_scrub(const struct tee_driver_ops *ops)
{
	return ops->open_session && ops->invoke_func && ops->close_session;
}

static int application_begin(struct tee_scrub_batch *batch)
{
	struct tee_context *ctx;
	int rc = -EIO;

	if (tee_device_is_down(batch->teedev))
		return -ENODEV;
	ctx = teedev_open(batch->teedev);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);

	ctx->supp_nowait = true;
	batch->ctx = ctx;
	if (can_scrub(batch->teedev->desc->ops))
		rc = session_open(batch);
	if (rc)
		teedev_close_context(ctx);
	return rc;
}

static void application_end(struct tee_scrub_batch *batch)
{
	session_close(batch);
	teedev_close_context(batch->ctx);
}

static int method_begin(struct tee_scrub_batch *batch)
{
	switch (batch->method.kind) {
	case TEE_RSTMEM_SCRUB_APPLICATION:
		return application_begin(batch);
	case TEE_RSTMEM_SCRUB_CALLBACK:
		return try_module_get(batch->method.owner) ? 0 : -ENODEV;
	default:
		return 0;
	}
}

static void method_end(struct tee_scrub_batch *batch)
{
	switch (batch->method.kind) {
	case TEE_RSTMEM_SCRUB_APPLICATION:
		application_end(batch);
		break;
	case TEE_RSTMEM_SCRUB_CALLBACK:
		module_put(batch->method.owner);
		break;
	default:
		break;
	}
}

/**
 * tee_scrub_method() - how a pool's memory is scrubbed
 * @wanted:	what its driver says; NULL if it doesn't
 * @method:	filled in, except on error
 *
 * Return: 0 or -EINVAL.
 */
int tee_scrub_method(const struct tee_rstmem_scrub *wanted,
		     struct tee_rstmem_scrub *method)
{
	static const uuid_t uuid = SCRUB_TA_UUID(UUID_INIT);

	if (!wanted || wanted->kind == TEE_RSTMEM_SCRUB_DEFAULT) {
		*method = (struct tee_rstmem_scrub){
			.kind = scrub ? TEE_RSTMEM_SCRUB_APPLICATION :
				TEE_RSTMEM_SCRUB_NONE,
			.application = uuid,
		};
		return 0;
	}
	if (wanted->kind > TEE_RSTMEM_SCRUB_CALLBACK ||
	    (wanted->kind == TEE_RSTMEM_SCRUB_CALLBACK && !wanted->clear))
		return -EINVAL;
	*method = *wanted;
	return 0;
}

static struct tee_scrub_batch *
batch_begin(struct tee_device *teedev, const struct tee_rstmem_scrub *method,
	    struct tee_calls *calls, bool marks)
{
	struct tee_scrub_batch *batch = kzalloc(sizeof(*batch), GFP_KERNEL);
	int rc;

	if (!batch)
		return ERR_PTR(-ENOMEM);
	batch->method = *method;
	batch->teedev = teedev;
	batch->calls = calls;
	batch->marks = marks;
	rc = method_begin(batch);
	if (rc) {
		kfree(batch);
		return ERR_PTR(rc);
	}
	get_device(&teedev->dev);
	return batch;
}

/**
 * tee_scrub_begin_last() - as tee_scrub_begin(), but also when the machine goes
 *			    down and calls of clients are refused
 * @teedev:	the TEE's device for clients; the caller has a reference on
 *		its structure, but the driver may have gone
 * @method:	from tee_scrub_method()
 *
 * Return: as tee_scrub_begin() does.
 */
struct tee_scrub_batch *
tee_scrub_begin_last(struct tee_device *teedev,
		     const struct tee_rstmem_scrub *method)
{
	return batch_begin(teedev, method, NULL, false);
}

static struct tee_scrub_batch *
counted_batch_begin(struct tee_device *teedev,
		    const struct tee_rstmem_scrub *method, bool marks)
{
	struct tee_calls *calls = &to_core_device(teedev)->kernel_clients.calls;
	struct tee_scrub_batch *batch;

	if (!tee_call_enter(calls))
		return ERR_PTR(-ENODEV);
	batch = batch_begin(teedev, method, calls, marks);
	if (IS_ERR(batch))
		tee_call_exit(calls);
	return batch;
}

/**
 * tee_scrub_begin() - begin to scrub restricted memory
 * @teedev:	the TEE's device for clients; the caller has a reference on
 *		its structure, but the driver may have gone
 * @method:	from tee_scrub_method()
 *
 * Return: the batch, for tee_scrub() and tee_scrub_end(), or ERR_PTR: -ENODEV
 * (the driver has gone, the machine goes down), -ENOMEM, -EIO.
 */
struct tee_scrub_batch *tee_scrub_begin(struct tee_device *teedev,
					const struct tee_rstmem_scrub *method)
{
	return counted_batch_begin(teedev, method, false);
}

/**
 * tee_scrub() - scrub restricted memory
 * @batch:	what this is part of
 * @shm:	what the TEE knows the memory by; not in use any more
 *
 * Return: 0, or an error (-ENODEV: calls of clients are refused from now on),
 * after which any part of the memory may still have its content.
 */
int tee_scrub(struct tee_scrub_batch *batch, struct tee_shm *shm)
{
	const struct tee_rstmem_scrub *method = &batch->method;
	const struct tee_core_shm *core = to_core_shm(shm);

	if (is_stopped(batch))
		return -ENODEV;
	switch (method->kind) {
	case TEE_RSTMEM_SCRUB_APPLICATION:
		return clear_all(batch, core->parent ?: shm, core->parent_offs,
				 shm->size);
	case TEE_RSTMEM_SCRUB_CALLBACK:
		return method->clear(method->priv, shm->paddr, shm->size);
	default:
		return 0;
	}
}

void tee_scrub_end(struct tee_scrub_batch *batch)
{
	method_end(batch);
	if (batch->calls)
		tee_call_exit(batch->calls);
	put_device(&batch->teedev->dev);
	kfree(batch);
}

/* A stub would leave the pattern 0, and one that is too old refuses. */
static int mark(struct tee_scrub_batch *batch, struct tee_shm *shm,
		size_t offset, size_t size, u64 pattern[2])
{
	struct tee_param params[4];
	u32 result;
	int rc, i;

	rc = invoke(batch, SCRUB_TA_MARK, shm, offset, size, params, &result);
	if (rc)
		return rc;
	if (result == RESULT_NOT_SUPPORTED)
		return -EOPNOTSUPP;
	for (i = 0; i < 2; i++)
		pattern[i] = (u32)params[1 + i].u.value.a |
			     (u64)(u32)params[1 + i].u.value.b << 32;
	return result == RESULT_SUCCESS && pattern[0] && pattern[1] ? 0 : -EIO;
}

/**
 * tee_mark() - have the TEE write a pattern that it draws into restricted memory
 * @teedev:	the TEE's device for clients; the caller has a reference on
 *		its structure, but the driver may have gone
 * @method:	how the memory is scrubbed, from tee_scrub_method(); the same
 *		application marks
 * @shm:	what the TEE knows the memory by
 * @offset:	in it
 * @size:	bytes; both are multiples of 4 KiB
 * @pattern:	filled in, except on error
 *
 * Return: 0, -EOPNOTSUPP (no application does it), -ENODEV, -ENOMEM, -EIO.
 */
int tee_mark(struct tee_device *teedev, const struct tee_rstmem_scrub *method,
	     struct tee_shm *shm, size_t offset, size_t size, u64 pattern[2])
{
	static const uuid_t uuid = SCRUB_TA_UUID(UUID_INIT);
	struct tee_rstmem_scrub marks = {
		.kind = TEE_RSTMEM_SCRUB_APPLICATION,
		.application = uuid,
	};
	const struct tee_core_shm *core = to_core_shm(shm);
	struct tee_scrub_batch *batch;
	int rc;

	if (method->kind == TEE_RSTMEM_SCRUB_APPLICATION)
		marks.application = method->application;
	batch = counted_batch_begin(teedev, &marks, true);
	if (IS_ERR(batch))
		return PTR_ERR(batch);
	rc = mark(batch, core->parent ?: shm, core->parent_offs + offset, size,
		  pattern);
	tee_scrub_end(batch);
	return rc;
}

int tee_pool_scrub_begin(void *pool, void **batch)
{
	const struct tee_scrubbing *scrubbing = pool;

	*batch = tee_scrub_begin(scrubbing->teedev, &scrubbing->method);
	return PTR_ERR_OR_ZERO(*batch);
}

int tee_pool_scrub(void *pool, void *batch, void *handle)
{
	return tee_scrub(batch, handle);
}

void tee_pool_scrub_end(void *pool, void *batch)
{
	tee_scrub_end(batch);
}

int tee_pool_mark(void *pool, void *handle, size_t offset, size_t size,
		  u64 pattern[2])
{
	const struct tee_scrubbing *scrubbing = pool;

	return tee_mark(scrubbing->teedev, &scrubbing->method, handle, offset,
			size, pattern);
}
