/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls into the secure world, and the end of all of them. */
#ifndef TEE_CALLS_H
#define TEE_CALLS_H

#include <linux/completion.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/percpu-refcount.h>
#include <linux/types.h>

struct tee_context;
struct tee_core_context;
struct tee_device;

/**
 * struct tee_calls - what clients of one kind have in the secure world
 * @running:	a reference for each call; killed when calls are refused
 * @idle:	no call is running, and none will be
 * @lock:	protects @clients, &tee_core_context.ended and
 *		&tee_core_context.left, and keeps contexts while they are listed
 * @clients:	&struct tee_core_context of clients, which may have sessions
 */
struct tee_calls {
	struct percpu_ref running;
	struct completion idle;
	struct mutex lock;	/* protects clients */
	struct list_head clients;
};

int tee_calls_init(struct tee_calls *calls);
void tee_calls_destroy(struct tee_calls *calls);
bool tee_call_enter(struct tee_calls *calls);
void tee_call_exit(struct tee_calls *calls);
bool tee_calls_stop(struct tee_calls *calls);
void tee_calls_resume(struct tee_calls *calls);

struct tee_calls *tee_calls_of(struct tee_context *ctx);
struct tee_context *tee_client_context(struct tee_device *teedev,
				       struct tee_calls *calls);
bool tee_client_context_end(struct tee_core_context *core);
void tee_clients_end(struct tee_device *teedev, struct tee_calls *calls);
bool tee_is_optee(struct tee_device *teedev);

#endif /* TEE_CALLS_H */
