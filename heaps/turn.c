// SPDX-License-Identifier: GPL-2.0-only
/*
 * A trial has its turn for as long as the TEE takes. Who waits for it in a
 * semaphore can't be frozen, and so the machine would not sleep if the TEE is stuck.
 */
#include <linux/sched.h>
#include <linux/wait.h>

#include "proof.h"
#include "turn.h"

void rstmem_turn_init(struct rstmem_turn *turn)
{
	init_rwsem(&turn->held);
	atomic_set(&turn->wanted, 0);
}

static bool try_take(struct rstmem_turn *turn)
{
	return !atomic_read(&turn->wanted) && down_read_trylock(&turn->held);
}

static bool try_take_alone(struct rstmem_turn *turn)
{
	return down_write_trylock(&turn->held);
}

static int take(struct rstmem_turn *turn, bool (*try)(struct rstmem_turn *turn))
{
	bool has = false;
	int err;

	err = wait_event_state(rstmem_proof_waiters,
			       (has = try(turn)) || rstmem_proofs_send_away(),
			       RSTMEM_WAITING);
	if (has)
		return 0;
	return err ? -EINTR : -EAGAIN;
}

static void tell(void)
{
	/* what was given is seen by who begins to wait after this */
	if (wq_has_sleeper(&rstmem_proof_waiters))
		wake_up_all(&rstmem_proof_waiters);
}

int rstmem_turn_take(struct rstmem_turn *turn)
{
	return take(turn, try_take);
}

int rstmem_turn_take_alone(struct rstmem_turn *turn)
{
	int err;

	atomic_inc(&turn->wanted);
	err = take(turn, try_take_alone);
	atomic_dec(&turn->wanted);
	if (err)
		tell();
	return err;
}

void rstmem_turn_give(struct rstmem_turn *turn)
{
	up_read(&turn->held);
	tell();
}

void rstmem_turn_give_alone(struct rstmem_turn *turn)
{
	up_write(&turn->held);
	tell();
}
