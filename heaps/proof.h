/* SPDX-License-Identifier: GPL-2.0-only */
/* Proofs: what is known of a pool's protection */
#ifndef _HEAPS_PROOF_H
#define _HEAPS_PROOF_H

#include <linux/workqueue_types.h>

struct rstmem_pool;

enum rstmem_verdict_on_pool {
	RSTMEM_POOL_UNKNOWN,
	RSTMEM_POOL_PROTECTED,
	RSTMEM_POOL_LEAKS,
};

/**
 * struct rstmem_proof - what is known of a pool's protection
 * @verdict:	now
 * @detail:	where it leaks, or why it isn't known
 * @ever:	it was found to be protected, and not to leak since
 * @round:	when that was; compared with the present one. 0: never
 *
 * A lock of proof.c guards that of a pool.
 */
struct rstmem_proof {
	enum rstmem_verdict_on_pool verdict;
	char detail[120];
	bool ever;
	unsigned int round;
};

/**
 * struct rstmem_proof_makers - who makes proofs; they need what needs proofs
 * @renew:	of a pool, now. 0, -EINTR, or -ENOPKG (nobody can)
 * @renew_all:	of all pools, where they are old, and have the heaps follow
 */
struct rstmem_proof_makers {
	int (*renew)(struct rstmem_pool *pool);
	void (*renew_all)(struct work_struct *work);
};

int rstmem_proofs_init(const struct rstmem_proof_makers *makers);
void rstmem_proofs_exit(void);

int rstmem_proof_renew(struct rstmem_pool *pool);
/* Have the worker call @renew_all, and if @outdated, all proofs are old by then. */
void rstmem_proofs_renew(bool outdated);
void rstmem_proofs_wait(void);
bool rstmem_proofs_are_required(void);

int rstmem_proof_round(void);
/* @found->round: as rstmem_proof_round() was before the trial */
void rstmem_proof_write(struct rstmem_proof *proof,
			const struct rstmem_proof *found);
/* Return: a copy; of an old proof it says that it is. */
struct rstmem_proof rstmem_proof_read(const struct rstmem_proof *proof);
const char *rstmem_verdict_name(enum rstmem_verdict_on_pool verdict);

/* Whether a pool must not serve, as nobody has proven that it is protected. */
bool rstmem_proof_withholds(const struct rstmem_proof *proof);
bool rstmem_proof_is_old(const struct rstmem_proof *proof);

#endif /* _HEAPS_PROOF_H */
