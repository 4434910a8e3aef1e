// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sessions with a trusted application: opening, commands, death
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee.h>

#include "engine.h"

/* GlobalPlatform's results; the kernel's headers have only some of them. */
#define RST_TEE_SUCCESS			0x00000000
#define RST_TEE_ACCESS_DENIED		0xffff0001
#define RST_TEE_ACCESS_CONFLICT		0xffff0003
#define RST_TEE_BAD_PARAMETERS		0xffff0006
#define RST_TEE_ITEM_NOT_FOUND		0xffff0008
#define RST_TEE_OUT_OF_MEMORY		0xffff000c
#define RST_TEE_BUSY			0xffff000d
#define RST_TEE_COMMUNICATION		0xffff000e
#define RST_TEE_TARGET_DEAD		0xffff3024

/* Who gives a result, by GlobalPlatform's count. */
#define RST_TEE_ORIGIN_TRUSTED_APP	4

/*
 * OP-TEE answers BUSY instead of waiting where waiting could deadlock; another
 * session's command takes tens of milliseconds.
 */
#define RST_ENGINE_BUSY_TRIES	200
#define RST_ENGINE_BUSY_MS	10

/* An instance may die while it is being opened; its successor may, too. */
#define RST_ENGINE_OPEN_TRIES	3

/* A trusted application that says so is alive: its cable is unplugged. */
static bool rst_engine_no_cable(u32 result, u32 origin)
{
	return result == RST_TEE_COMMUNICATION &&
	       origin == RST_TEE_ORIGIN_TRUSTED_APP;
}

static int rst_engine_errno(u32 result, u32 origin)
{
	if (rst_engine_no_cable(result, origin))
		return -ENOLINK;

	switch (result) {
	case RST_TEE_SUCCESS:
		return 0;
	case RST_TEE_TARGET_DEAD:
	case RST_TEE_COMMUNICATION:
	case RST_TEE_ITEM_NOT_FOUND:
		return -ENODEV;
	case RST_TEE_ACCESS_DENIED:
		return -EACCES;
	case RST_TEE_ACCESS_CONFLICT:
		return -EPERM;
	case RST_TEE_BAD_PARAMETERS:
		return -EINVAL;
	case RST_TEE_OUT_OF_MEMORY:
		return -ENOMEM;
	default:
		return -EIO;
	}
}

/* The kernel's own failures on the way to the TEE. */
static int rst_engine_call_errno(int ret)
{
	return ret == -ENOMEM || ret == -ENODEV ? ret : -EIO;
}

static void rst_engine_instance_died(struct rst_engine *engine, int instance)
{
	int seen = instance;

	/* Several sessions learn it; one of them counts. */
	if (!atomic_try_cmpxchg(&engine->instance, &seen, instance + 1))
		return;
	dev_err_ratelimited(&engine->adev.dev, "the trusted application died\n");
	schedule_work(&engine->reap);
}

static void rst_engine_session_shut(struct rst_engine_session *session)
{
	lockdep_assert_held(&session->lock);

	if (session->open)
		tee_client_close_session(session->engine->tee, session->id);
	session->open = false;
	if (session->message)
		tee_shm_free(session->message);
	session->message = NULL;
}

static void rst_engine_reap(struct work_struct *work)
{
	struct rst_engine *engine = container_of(work, struct rst_engine, reap);
	struct rst_engine_session *session;

	guard(mutex)(&engine->lock);
	list_for_each_entry(session, &engine->sessions, node) {
		guard(mutex)(&session->lock);
		if (session->instance != atomic_read(&engine->instance))
			rst_engine_session_shut(session);
	}
}

void rst_engine_sessions_init(struct rst_engine *engine)
{
	mutex_init(&engine->lock);
	INIT_LIST_HEAD(&engine->sessions);
	INIT_WORK(&engine->reap, rst_engine_reap);
}

/* From here on commands fail with -ENODEV, and the TEE isn't called. */
void rst_engine_sessions_close(struct rst_engine *engine)
{
	struct rst_engine_session *session;

	mutex_lock(&engine->lock);
	engine->gone = true;
	list_for_each_entry(session, &engine->sessions, node) {
		guard(mutex)(&session->lock);
		rst_engine_session_shut(session);
	}
	mutex_unlock(&engine->lock);

	/* No session is open, so nothing schedules it again. */
	cancel_work_sync(&engine->reap);
}

static int rst_engine_session_start(struct rst_engine_session *session)
{
	struct rst_engine *engine = session->engine;
	struct tee_ioctl_open_session_arg arg;
	struct tee_param params[RST_ENGINE_PARAMS];
	unsigned int tries = 0;
	int ret;

	/*
	 * Read before the session exists: if the instance dies in between, a
	 * session of its successor is taken for dead, never the reverse.
	 */
	session->instance = atomic_read(&engine->instance);
	do {
		if (tries)
			msleep(RST_ENGINE_BUSY_MS);
		memset(&arg, 0, sizeof(arg));
		export_uuid(arg.uuid, &engine->uuid);
		arg.clnt_login = TEE_IOCTL_LOGIN_REE_KERNEL;
		memcpy(params, session->params, sizeof(params));
		arg.num_params = params[0].attr ? RST_ENGINE_PARAMS : 0;
		ret = tee_client_open_session(engine->tee, &arg, params);
		if (ret < 0)
			return rst_engine_call_errno(ret);
	} while (arg.ret == RST_TEE_BUSY && ++tries < RST_ENGINE_BUSY_TRIES);

	if (arg.ret == RST_TEE_TARGET_DEAD) {
		rst_engine_instance_died(engine, session->instance);
		return -EAGAIN;
	}
	if (arg.ret != RST_TEE_SUCCESS) {
		dev_err_ratelimited(&engine->adev.dev,
				    "cannot open a session: TEE result %#x\n",
				    arg.ret);
		return rst_engine_errno(arg.ret, arg.ret_origin);
	}
	session->id = arg.session;
	session->open = true;
	return 0;
}

static int rst_engine_session_open(struct rst_engine_session *session)
{
	struct rst_engine *engine = session->engine;
	int ret;

	guard(mutex)(&engine->lock);
	guard(mutex)(&session->lock);
	if (engine->gone)
		return -ENODEV;

	session->message = tee_shm_alloc_kernel_buf(engine->tee, PAGE_SIZE);
	if (IS_ERR(session->message)) {
		ret = rst_engine_call_errno(PTR_ERR(session->message));
		session->message = NULL;
		return ret;
	}

	ret = rst_engine_session_start(session);
	if (ret) {
		rst_engine_session_shut(session);
		return ret;
	}
	list_add(&session->node, &engine->sessions);
	return 0;
}

static void rst_engine_session_free(struct rst_engine_session *session)
{
	mutex_destroy(&session->lock);
	put_device(&session->engine->adev.dev);
	kfree(session);
}

/**
 * rst_engine_open_with() - open a session that is for something
 * @adev:	the auxiliary device that was probed
 * @value:	for what; NULL: the trusted application asks for no parameter
 *
 * Return: as rst_engine_open().
 */
struct rst_engine_session *rst_engine_open_with(struct auxiliary_device *adev,
						const u64 *value)
{
	struct rst_engine *engine = to_rst_engine(adev);
	struct rst_engine_session *session;
	unsigned int tries = 0;
	int ret;

	session = kzalloc(sizeof(*session), GFP_KERNEL);
	if (!session)
		return ERR_PTR(-ENOMEM);
	session->engine = engine;
	if (value)
		session->params[0] = (struct tee_param) {
			.attr = TEE_IOCTL_PARAM_ATTR_TYPE_VALUE_INPUT,
			.u.value.a = *value,
		};
	mutex_init(&session->lock);
	get_device(&adev->dev);

	do {
		/* What a dead instance holds may be what this one needs. */
		flush_work(&engine->reap);
		ret = rst_engine_session_open(session);
	} while (ret == -EAGAIN && ++tries < RST_ENGINE_OPEN_TRIES);

	if (ret) {
		rst_engine_session_free(session);
		return ERR_PTR(ret == -EAGAIN ? -ENODEV : ret);
	}
	return session;
}

struct rst_engine_session *rst_engine_open(struct auxiliary_device *adev)
{
	return rst_engine_open_with(adev, NULL);
}
EXPORT_SYMBOL_GPL(rst_engine_open);

void rst_engine_close(struct rst_engine_session *session)
{
	scoped_guard(mutex, &session->engine->lock) {
		guard(mutex)(&session->lock);
		list_del(&session->node);
		rst_engine_session_shut(session);
	}
	rst_engine_session_free(session);
}
EXPORT_SYMBOL_GPL(rst_engine_close);

/**
 * rst_engine_set_memory() - make a parameter of memory
 * @param:	the parameter; TYPE_NONE where there is no memory
 * @type:	TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_*
 * @memory:	what to point at; may be NULL
 *
 * Return: 0, or -EINVAL where it lies outside its shared memory.
 */
int rst_engine_set_memory(struct tee_param *param, u64 type,
			  const struct rst_engine_memory *memory)
{
	size_t end;

	memset(param, 0, sizeof(*param));
	if (!memory || !memory->shm)
		return 0;
	if (check_add_overflow(memory->offset, memory->size, &end) ||
	    end > tee_shm_get_size(memory->shm))
		return -EINVAL;

	param->attr = type;
	param->u.memref.shm = memory->shm;
	param->u.memref.shm_offs = memory->offset;
	param->u.memref.size = memory->size;
	return 0;
}

static int rst_engine_invoke(struct rst_engine_session *session, u32 command,
			     struct tee_param *params)
{
	struct rst_engine *engine = session->engine;
	struct tee_ioctl_invoke_arg arg;
	unsigned int tries = 0;
	int ret;

	do {
		if (tries)
			msleep(RST_ENGINE_BUSY_MS);
		memset(&arg, 0, sizeof(arg));
		arg.func = command;
		arg.session = session->id;
		arg.num_params = RST_ENGINE_PARAMS;
		ret = tee_client_invoke_func(engine->tee, &arg, params);
		if (ret < 0)
			return rst_engine_call_errno(ret);
	} while (arg.ret == RST_TEE_BUSY && ++tries < RST_ENGINE_BUSY_TRIES);

	if (arg.ret == RST_TEE_TARGET_DEAD)
		rst_engine_instance_died(engine, session->instance);
	else if (arg.ret != RST_TEE_SUCCESS &&
		 !rst_engine_no_cable(arg.ret, arg.ret_origin))
		dev_err_ratelimited(&engine->adev.dev,
				    "command %u: TEE result %#x from %u\n",
				    command, arg.ret, arg.ret_origin);
	return rst_engine_errno(arg.ret, arg.ret_origin);
}

/**
 * rst_engine_command() - have a command done, with a message or without
 * @session:	the session
 * @command:	RST_*_CMD_*
 * @params:	RST_ENGINE_PARAMS parameters
 * @message_param: which of them is the message
 * @message:	sent; its head is filled in here. NULL: the command has none
 * @answer:	where the secure world's copy of the message goes; may be NULL
 * @size:	bytes of @message, and of @answer
 *
 * The page of messages is read once, so what the caller checks in @answer
 * cannot change any more.
 */
int rst_engine_command(struct rst_engine_session *session, u32 command,
		       struct tee_param *params, unsigned int message_param,
		       struct rst_msg *message, void *answer, size_t size)
{
	void *page;
	int ret;

	guard(mutex)(&session->lock);
	if (!session->open ||
	    session->instance != atomic_read(&session->engine->instance))
		return -ENODEV;

	if (!message)
		return rst_engine_invoke(session, command, params);

	page = tee_shm_get_va(session->message, 0);
	if (IS_ERR(page))
		return -EIO;
	message->version = RST_PROTOCOL_VERSION;
	message->size = size;
	memcpy(page, message, size);
	params[message_param] = (struct tee_param) {
		.attr = TEE_IOCTL_PARAM_ATTR_TYPE_MEMREF_INOUT,
		.u.memref = { .shm = session->message, .size = size },
	};

	ret = rst_engine_invoke(session, command, params);
	if (!ret && answer)
		memcpy(answer, page, size);
	return ret;
}
