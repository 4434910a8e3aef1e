/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of rst_engine.ko share
 *
 * Locks: struct rst_engine.lock is taken outside struct
 * rst_engine_session.lock. A command holds only its session's.
 */
#ifndef _RST_ENGINE_INTERNAL_H
#define _RST_ENGINE_INTERNAL_H

#include <linux/atomic.h>
#include <linux/auxiliary_bus.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/tee_drv.h>
#include <linux/types.h>
#include <linux/uuid.h>
#include <linux/workqueue.h>

#include "rst_engine.h"

/* Parameters of every command, p0 to p3. */
#define RST_ENGINE_PARAMS	4

/**
 * struct rst_engine - a trusted application that was found on the TEE bus
 * @adev:	what its driver is probed for; its reference count is ours
 * @tee:	the TEE, closed when the trusted application leaves the bus
 * @uuid:	the trusted application's
 * @lock:	protects @sessions, @gone, and opening and closing
 * @sessions:	all that were opened and not closed, dead ones included
 * @gone:	the TEE must not be called any more
 * @instance:	counts the deaths of the trusted application. It is
 *		single-instance: when it dies, all its sessions do.
 * @reap:	closes the sessions of dead instances, which still hold secure
 *		memory
 */
struct rst_engine {
	struct auxiliary_device adev;
	struct tee_context *tee;
	uuid_t uuid;
	struct mutex lock;	/* see above */
	struct list_head sessions;
	bool gone;
	atomic_t instance;
	struct work_struct reap;
};

/**
 * struct rst_engine_session - a session
 * @engine:	whose; referenced
 * @node:	in @engine->sessions
 * @params:	what it is opened with; TYPE_NONE: nothing
 * @lock:	one command at a time; protects what follows
 * @open:	the secure world knows @id
 * @id:		what the TEE calls the session
 * @instance:	of the trusted application that the session belongs to
 * @message:	a page for messages, shared with the secure world; NULL once
 *		the session is closed
 */
struct rst_engine_session {
	struct rst_engine *engine;
	struct list_head node;
	struct tee_param params[RST_ENGINE_PARAMS];
	struct mutex lock;	/* see above */
	bool open;
	u32 id;
	int instance;
	struct tee_shm *message;
};

static inline struct rst_engine *to_rst_engine(struct auxiliary_device *adev)
{
	return container_of(adev, struct rst_engine, adev);
}

void rst_engine_sessions_init(struct rst_engine *engine);
void rst_engine_sessions_close(struct rst_engine *engine);

struct rst_engine_session *rst_engine_open_with(struct auxiliary_device *adev,
						const u64 *value);
int rst_engine_set_memory(struct tee_param *param, u64 type,
			  const struct rst_engine_memory *memory);
int rst_engine_command(struct rst_engine_session *session, u32 command,
		       struct tee_param *params, unsigned int message_param,
		       struct rst_msg *message, void *answer, size_t size);

#endif /* _RST_ENGINE_INTERNAL_H */
