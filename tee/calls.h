/* SPDX-License-Identifier: GPL-2.0-only */
/* A gate for calls into the secure world. */
#ifndef TEE_CALLS_H
#define TEE_CALLS_H

#include <linux/completion.h>
#include <linux/percpu-refcount.h>
#include <linux/types.h>

/**
 * struct tee_calls - calls into the secure world
 * @running:	a reference for each call; killed when calls are refused
 * @idle:	no call is running, and none will be
 */
struct tee_calls {
	struct percpu_ref running;
	struct completion idle;
};

int tee_calls_init(struct tee_calls *calls);
void tee_calls_destroy(struct tee_calls *calls);
bool tee_call_enter(struct tee_calls *calls);
void tee_call_exit(struct tee_calls *calls);
bool tee_calls_are_stopped(struct tee_calls *calls);
bool tee_calls_are_over(struct tee_calls *calls);
bool tee_calls_stop(struct tee_calls *calls);
void tee_calls_resume(struct tee_calls *calls);

#endif /* TEE_CALLS_H */
