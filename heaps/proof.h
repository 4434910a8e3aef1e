/* SPDX-License-Identifier: GPL-2.0-only */
/* Proofs: what is known of a pool's protection */
#ifndef _HEAPS_PROOF_H
#define _HEAPS_PROOF_H

#include <linux/sched.h>
#include <linux/types.h>
#include <linux/wait.h>

struct rstmem_pool;

enum rstmem_verdict_on_pool {
	RSTMEM_POOL_UNKNOWN,
	RSTMEM_POOL_PROTECTED,
	RSTMEM_POOL_LEAKS,
	RSTMEM_POOL_BLOCKED, /* of DMA only: but maybe not by the firewall */
};

/**
 * struct rstmem_proof - what is known of a pool's protection
 * @verdict:	now
 * @detail:	where it leaks, or why it isn't known
 * @dma:	what DMA engines found: RSTMEM_POOL_LEAKS only if @verdict is, too
 * @dma_detail:	which, or why it isn't known
 * @round:	when that was found; compared with the present one. 0: never
 * @proven:	when it was last found to be protected, and not to leak since. 0:
 *		never
 * @releases:	of memory, while it was not proven
 * @tried:	those before the trial in which @verdict was found
 *
 * A lock of proof.c guards that of a pool.
 */
struct rstmem_proof {
	enum rstmem_verdict_on_pool verdict;
	char detail[120];
	enum rstmem_verdict_on_pool dma;
	char dma_detail[120];
	int round, proven;
	unsigned int releases, tried;
};

/**
 * struct rstmem_proof_makers - who makes proofs; they need what needs proofs
 * @renew:	of a pool, now, and wait for it. 0, -ERESTARTSYS, -ENOPKG (nobody
 *		can), -ENODEV (the backend's module goes), -ENOMEM, -EAGAIN (the
 *		machine falls asleep, and somebody has the pool's turn)
 * @renew_all:	of all pools, where they are old, and have the heaps follow
 * @try_again:	a while later, for the @times-th time: whether there is a pool that
 *		could not be proven, and is to be tried again
 */
struct rstmem_proof_makers {
	int (*renew)(struct rstmem_pool *pool);
	void (*renew_all)(void);
	bool (*try_again)(unsigned int times);
};

int rstmem_proofs_init(const struct rstmem_proof_makers *makers);
void rstmem_proofs_exit(void);

/* As @renew. The caller keeps the pool's registration from going. */
int rstmem_proof_renew(struct rstmem_pool *pool);
/* Between the two, the machine's sleep waits for the caller, but not for long. */
void rstmem_proofs_work_begin(void);
void rstmem_proofs_work_end(void);
/* Have the worker call @renew_all, and if @outdated, all proofs are old by then. */
void rstmem_proofs_renew(bool outdated);
void rstmem_proofs_wait(void);
/*
 * The machine is about to sleep: all proofs are old from now on, and none is
 * renewed before rstmem_proofs_wake(). Both wait for a TEE, but not for long.
 */
void rstmem_proofs_sleep(void);
void rstmem_proofs_wake(void);
bool rstmem_proofs_are_asleep(void);
/*
 * Whether the machine falls asleep, or does not quite run again, and waits for the
 * caller, a kernel thread or who has it sleep: it must not wait for a TEE then.
 * rstmem_proof_waiters is woken when that begins. No other lock is taken.
 */
bool rstmem_proofs_send_away(void);
extern wait_queue_head_t rstmem_proof_waiters;
/*
 * How tasks wait for that, or for a TEE that scrubs. A caller may have locks of his
 * own, such as a V4L2 queue's: who waits for these meanwhile isn't frozen, and the
 * machine stays awake, as it would if the caller weren't frozen.
 */
#define RSTMEM_WAITING	(TASK_KILLABLE | TASK_FREEZABLE_UNSAFE)
bool rstmem_proofs_are_required(void);

/* A trial begins: the machine may sleep, and memory be released, meanwhile. */
void rstmem_proof_begin(const struct rstmem_proof *proof,
			struct rstmem_proof *found);
void rstmem_proof_write(struct rstmem_proof *proof,
			const struct rstmem_proof *found);
/* Return: a copy; of an old proof it says that it is. */
struct rstmem_proof rstmem_proof_read(const struct rstmem_proof *proof);
const char *rstmem_verdict_name(enum rstmem_verdict_on_pool verdict);

/*
 * Whether a pool must not serve, as nobody has proven that it is protected, or
 * not since the machine slept.
 */
bool rstmem_proof_withholds(const struct rstmem_proof *proof);
/*
 * Wait for a proof that is being renewed. Return: 0, -EINTR (killed), or -EAGAIN (the
 * machine falls asleep, and waits for the caller).
 */
int rstmem_proof_wait(const struct rstmem_proof *proof);
/* Memory was released, for want of which the pool may not have been proven. */
void rstmem_proof_released(struct rstmem_proof *proof);
/*
 * Nobody found whether the pool, which must not serve before, is protected: have it
 * tried again. Return: whether that is so.
 */
bool rstmem_proof_try_again(struct rstmem_proof *proof);
/* Whether it has to be tried. */
bool rstmem_proof_is_old(const struct rstmem_proof *proof);

#endif /* _HEAPS_PROOF_H */
