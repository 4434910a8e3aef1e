/* SPDX-License-Identifier: GPL-2.0-only */
/* Turns: who may take a pool's memory, and who alone */
#ifndef _HEAPS_TURN_H
#define _HEAPS_TURN_H

#include <linux/atomic.h>
#include <linux/rwsem.h>

/**
 * struct rstmem_turn - a rw_semaphore for which tasks wait without being in the way
 *			of the machine's sleep
 * @held:	for reading by those who take, for writing by who is alone; nobody
 *		ever waits for it
 * @wanted:	by how many who want to be alone: others begin nothing meanwhile
 */
struct rstmem_turn {
	struct rw_semaphore held;
	atomic_t wanted;
};

void rstmem_turn_init(struct rstmem_turn *turn);
/*
 * Both return 0, -EINTR (killed), or -EAGAIN: the turn is not to be had now, and
 * the machine falls asleep, for which it waits for the caller.
 */
int rstmem_turn_take(struct rstmem_turn *turn);
int rstmem_turn_take_alone(struct rstmem_turn *turn);
void rstmem_turn_give(struct rstmem_turn *turn);
void rstmem_turn_give_alone(struct rstmem_turn *turn);

#endif /* _HEAPS_TURN_H */
