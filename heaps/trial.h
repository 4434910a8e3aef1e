/* SPDX-License-Identifier: GPL-2.0-only */
/* A trial: a pattern is written into a pool, and looked for */
#ifndef _HEAPS_TRIAL_H
#define _HEAPS_TRIAL_H

struct rstmem_pool;
struct rstmem_proof;
struct rstmem_prover;

/*
 * Fills in verdict and detail. Return: 0, -EINTR (killed), or -EAGAIN (the machine
 * falls asleep, and somebody has the pool's turn).
 */
int rstmem_trial(struct rstmem_pool *pool, const struct rstmem_prover *prover,
		 struct rstmem_proof *proof);

#endif /* _HEAPS_TRIAL_H */
