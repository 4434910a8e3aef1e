// SPDX-License-Identifier: GPL-2.0-only
#include <linux/atomic.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "proof.h"

/* Guards all pools' proofs, and how often renewing was asked for and done. */
static DEFINE_SPINLOCK(proof_lock);
static unsigned long asked, done;

/* Woken when a proof is written, and when renewing is done. */
static DECLARE_WAIT_QUEUE_HEAD(renewing);

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
MODULE_PARM_DESC(require_firewall, "a pool serves no heap before rst_firewall.ko has found that the normal world can't read it, nor once it can, nor after sleep before that is found anew (default: off)");

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
		[RSTMEM_POOL_BLOCKED] = "blocked",
	};

	return names[verdict];
}

void rstmem_proof_begin(const struct rstmem_proof *proof,
			struct rstmem_proof *found)
{
	spin_lock(&proof_lock);
	*found = (struct rstmem_proof){
		.round = atomic_read(&this_round),
		.tried = proof->releases,
	};
	spin_unlock(&proof_lock);
}

/* Not to know, for once, takes nothing away from a pool that is proven. */
void rstmem_proof_write(struct rstmem_proof *proof,
			const struct rstmem_proof *found)
{
	spin_lock(&proof_lock);
	proof->verdict = found->verdict;
	strscpy(proof->detail, found->detail);
	proof->dma = found->dma;
	strscpy(proof->dma_detail, found->dma_detail);
	proof->round = found->round;
	proof->tried = found->tried;
	if (found->verdict == RSTMEM_POOL_PROTECTED)
		proof->proven = found->round;
	else if (found->verdict == RSTMEM_POOL_LEAKS)
		proof->proven = 0;
	spin_unlock(&proof_lock);
	wake_up_all(&renewing);
}

static bool is_old(const struct rstmem_proof *proof)
{
	return proof->round != atomic_read(&this_round);
}

static bool withholds(const struct rstmem_proof *proof)
{
	return rstmem_proofs_are_required() &&
	       proof->proven != atomic_read(&this_round);
}

/* What leaked once needs no second proof. */
static void outdate(enum rstmem_verdict_on_pool *verdict, char *detail,
		    size_t size)
{
	if (*verdict != RSTMEM_POOL_PROTECTED && *verdict != RSTMEM_POOL_BLOCKED)
		return;
	snprintf(detail, size, "it was %s, but nobody has looked since the machine slept",
		 rstmem_verdict_name(*verdict));
	*verdict = RSTMEM_POOL_UNKNOWN;
}

struct rstmem_proof rstmem_proof_read(const struct rstmem_proof *proof)
{
	struct rstmem_proof now;

	spin_lock(&proof_lock);
	now = *proof;
	spin_unlock(&proof_lock);
	if (!now.round) {
		strscpy(now.detail, "nobody has looked, rst_firewall.ko does");
		strscpy(now.dma_detail, now.detail);
	} else if (is_old(&now)) {
		outdate(&now.verdict, now.detail, sizeof(now.detail));
		outdate(&now.dma, now.dma_detail, sizeof(now.dma_detail));
	}
	return now;
}

bool rstmem_proof_withholds(const struct rstmem_proof *proof)
{
	bool result;

	if (!rstmem_proofs_are_required())
		return false;
	spin_lock(&proof_lock);
	result = withholds(proof);
	spin_unlock(&proof_lock);
	return result;
}

void rstmem_proof_released(struct rstmem_proof *proof)
{
	bool withheld;

	if (!rstmem_proofs_are_required())
		return;
	spin_lock(&proof_lock);
	withheld = withholds(proof);
	proof->releases += withheld;
	spin_unlock(&proof_lock);
	if (withheld)
		rstmem_proofs_renew(false);
}

bool rstmem_proof_is_old(const struct rstmem_proof *proof)
{
	bool result;

	spin_lock(&proof_lock);
	result = is_old(proof) || (proof->verdict == RSTMEM_POOL_UNKNOWN &&
				   proof->tried != proof->releases);
	spin_unlock(&proof_lock);
	return result;
}

static bool is_done(unsigned long ask)
{
	bool is;

	spin_lock(&proof_lock);
	is = (long)(done - ask) >= 0;
	spin_unlock(&proof_lock);
	return is;
}

/* Nobody waits for what nobody does. */
int rstmem_proof_wait(const struct rstmem_proof *proof)
{
	unsigned long ask;

	if (!rstmem_proof_withholds(proof))
		return 0;
	spin_lock(&proof_lock);
	ask = asked;
	spin_unlock(&proof_lock);
	return wait_event_killable(renewing, !rstmem_proof_is_old(proof) ||
					     is_done(ask)) ? -EINTR : 0;
}

int rstmem_proof_renew(struct rstmem_pool *pool)
{
	return makers->renew(pool);
}

void rstmem_proofs_renew(bool outdated)
{
	spin_lock(&proof_lock);
	if (outdated)
		atomic_inc(&this_round);
	asked++;
	spin_unlock(&proof_lock);
	queue_work(queue, &renew_all);
}

static void renew_work(struct work_struct *work)
{
	unsigned long ask;

	spin_lock(&proof_lock);
	ask = asked;
	spin_unlock(&proof_lock);
	makers->renew_all();
	spin_lock(&proof_lock);
	done = ask;
	spin_unlock(&proof_lock);
	wake_up_all(&renewing);
}

void rstmem_proofs_wait(void)
{
	flush_work(&renew_all);
}

int rstmem_proofs_init(const struct rstmem_proof_makers *who)
{
	makers = who;
	INIT_WORK(&renew_all, renew_work);
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
