// SPDX-License-Identifier: GPL-2.0-only
/*
 * A gate for calls into the secure world
 *
 * When the machine goes down, or the TEE's driver is unbound, new calls are
 * refused, and those in progress get some time to end.
 */
#include <linux/jiffies.h>

#include "calls.h"

/* Longer than any reasonable call, shorter than a watchdog's timeout. */
#define CALLS_TIMEOUT_MS	5000

static void calls_idle(struct percpu_ref *ref)
{
	complete_all(&container_of(ref, struct tee_calls, running)->idle);
}

int tee_calls_init(struct tee_calls *calls)
{
	init_completion(&calls->idle);
	return percpu_ref_init(&calls->running, calls_idle,
			       PERCPU_REF_ALLOW_REINIT, GFP_KERNEL);
}

void tee_calls_destroy(struct tee_calls *calls)
{
	percpu_ref_exit(&calls->running);
}

/* Before a client's request is handled; if true, tee_call_exit() after it. */
bool tee_call_enter(struct tee_calls *calls)
{
	return percpu_ref_tryget_live(&calls->running);
}

void tee_call_exit(struct tee_calls *calls)
{
	percpu_ref_put(&calls->running);
}

/* Whether a long call had better end. */
bool tee_calls_are_stopped(struct tee_calls *calls)
{
	return percpu_ref_is_dying(&calls->running);
}

/* After tee_calls_stop(): whether those that did not end in time have since. */
bool tee_calls_are_over(struct tee_calls *calls)
{
	return percpu_ref_is_zero(&calls->running);
}

/**
 * tee_calls_stop() - refuse calls from now on, and wait for those in progress
 * @calls:	the gate; the caller has &tee_core_device.ending
 *
 * May be called again, and then doesn't wait.
 *
 * Return: whether all calls ended in time.
 */
bool tee_calls_stop(struct tee_calls *calls)
{
	unsigned int timeout = CALLS_TIMEOUT_MS;

	if (percpu_ref_is_dying(&calls->running)) {
		timeout = 0;
	} else {
		/* calls may have ended after an earlier stop gave up */
		reinit_completion(&calls->idle);
		percpu_ref_kill(&calls->running);
	}

	wait_for_completion_timeout(&calls->idle, msecs_to_jiffies(timeout));
	return tee_calls_are_over(calls);
}

/* After tee_calls_stop(), whatever it returned. */
void tee_calls_resume(struct tee_calls *calls)
{
	percpu_ref_resurrect(&calls->running);
}
