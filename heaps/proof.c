// SPDX-License-Identifier: GPL-2.0-only
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "proof.h"

/* Guards all pools' proofs. */
static DEFINE_SPINLOCK(proof_lock);

/* Proofs of an earlier one have to be renewed. */
static atomic_t this_round = ATOMIC_INIT(1);

static const struct rstmem_proof_makers *makers;
static struct workqueue_struct *queue;
static struct work_struct renew_all;

static bool require_firewall;

/* While the module is being loaded, there is nothing to do yet. */
static int require_set(const char *text, const struct kernel_param *param)
{
	int err = param_set_bool(text, param);

	if (!err && queue)
		rstmem_proofs_renew(false);
	return err;
}

static const struct kernel_param_ops require_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = require_set,
	.get = param_get_bool,
};
module_param_cb(require_firewall, &require_ops, &require_firewall, 0600);
MODULE_PARM_DESC(require_firewall, "a pool serves no heap before rst_firewall.ko has found that the normal world can't read it, nor once it can (default: off)");

bool rstmem_proofs_are_required(void)
{
	return READ_ONCE(require_firewall);
}

const char *rstmem_verdict_name(enum rstmem_verdict_on_pool verdict)
{
	static const char * const names[] = {
		[RSTMEM_POOL_UNKNOWN] = "unknown",
		[RSTMEM_POOL_PROTECTED] = "protected",
		[RSTMEM_POOL_LEAKS] = "leaks",
	};

	return names[verdict];
}

/* To be kept in what a trial finds before it begins: the machine may sleep. */
int rstmem_proof_round(void)
{
	return atomic_read(&this_round);
}

/* Not to know, for once, takes nothing away from a pool. */
void rstmem_proof_write(struct rstmem_proof *proof,
			const struct rstmem_proof *found)
{
	bool ever = found->verdict == RSTMEM_POOL_PROTECTED;

	spin_lock(&proof_lock);
	if (found->verdict == RSTMEM_POOL_UNKNOWN)
		ever = proof->ever;
	*proof = *found;
	proof->ever = ever;
	spin_unlock(&proof_lock);
}

static bool is_old(const struct rstmem_proof *proof)
{
	return proof->round != atomic_read(&this_round);
}

/* What leaked once needs no second proof. */
struct rstmem_proof rstmem_proof_read(const struct rstmem_proof *proof)
{
	struct rstmem_proof now;

	spin_lock(&proof_lock);
	now = *proof;
	spin_unlock(&proof_lock);
	if (!now.round) {
		strscpy(now.detail, "nobody has looked, rst_firewall.ko does");
	} else if (now.verdict == RSTMEM_POOL_PROTECTED && is_old(&now)) {
		now.verdict = RSTMEM_POOL_UNKNOWN;
		strscpy(now.detail, "it was protected, but nobody has looked since the machine slept");
	}
	return now;
}

bool rstmem_proof_withholds(const struct rstmem_proof *proof)
{
	return rstmem_proofs_are_required() && !rstmem_proof_read(proof).ever;
}

bool rstmem_proof_is_old(const struct rstmem_proof *proof)
{
	const struct rstmem_proof now = rstmem_proof_read(proof);

	return is_old(&now);
}

int rstmem_proof_renew(struct rstmem_pool *pool)
{
	return makers->renew(pool);
}

void rstmem_proofs_renew(bool outdated)
{
	if (outdated)
		atomic_inc(&this_round);
	queue_work(queue, &renew_all);
}

void rstmem_proofs_wait(void)
{
	flush_work(&renew_all);
}

int rstmem_proofs_init(const struct rstmem_proof_makers *who)
{
	makers = who;
	INIT_WORK(&renew_all, makers->renew_all);
	queue = alloc_workqueue("rstmem_proof", WQ_UNBOUND, 1);
	return queue ? 0 : -ENOMEM;
}

/* The parameter can still be written to. */
void rstmem_proofs_exit(void)
{
	struct workqueue_struct *old = queue;

	kernel_param_lock(THIS_MODULE);
	queue = NULL;
	kernel_param_unlock(THIS_MODULE);
	destroy_workqueue(old);
}
