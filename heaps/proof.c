// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/atomic.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "proof.h"

/*
 * Guards all pools' proofs, how often renewing was asked for and done, whether the
 * machine is falling asleep, or not quite awake, how many workers are working, how
 * often one tried again since somebody asked, and whether the module goes.
 */
static DEFINE_SPINLOCK(proof_lock);
static unsigned long asked, done;
static bool asleep, going;
static unsigned int working;
static unsigned int tries;

/* Who has the machine sleep, for which it waits. Only compared. */
static struct task_struct *sleeper;

/* Woken when a proof is written, when a worker is done, and at sleep. */
DECLARE_WAIT_QUEUE_HEAD(rstmem_proof_waiters);

/* Proofs of an earlier one have to be renewed. */
static atomic_t this_round = ATOMIC_INIT(1);

static const struct rstmem_proof_makers *makers;
static struct workqueue_struct *queue;
static struct work_struct renew_all;

/* The TEE, or rst_firewall.ko, may not be there yet. */
static struct delayed_work try_again;
#define FIRST_DELAY	HZ
#define MOST_DOUBLINGS	6

/* A TEE that is stuck keeps no machine awake. */
#define PATIENCE	10 /* seconds */

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
	/* What is found before it sleeps proves nothing for when it wakes. */
	*found = (struct rstmem_proof){
		.round = atomic_read(&this_round) - asleep,
		.tried = proof->releases,
	};
	spin_unlock(&proof_lock);
}

/*
 * An engine that has seen the pool has seen it, though none is asked the next time:
 * that is for engines to refute.
 */
static bool is_unrefuted(const struct rstmem_proof *proof,
			 const struct rstmem_proof *found)
{
	return proof->dma == RSTMEM_POOL_LEAKS &&
	       found->dma == RSTMEM_POOL_UNKNOWN &&
	       found->verdict != RSTMEM_POOL_LEAKS;
}

/* Not to know, for once, takes nothing away from a pool that is proven. */
void rstmem_proof_write(struct rstmem_proof *proof,
			const struct rstmem_proof *found)
{
	spin_lock(&proof_lock);
	proof->round = found->round;
	proof->tried = found->tried;
	if (!is_unrefuted(proof, found)) {
		proof->verdict = found->verdict;
		strscpy(proof->detail, found->detail);
		proof->dma = found->dma;
		strscpy(proof->dma_detail, found->dma_detail);
	}
	if (proof->verdict == RSTMEM_POOL_PROTECTED)
		proof->proven = found->round;
	else if (proof->verdict == RSTMEM_POOL_LEAKS)
		proof->proven = 0;
	spin_unlock(&proof_lock);
	wake_up_all(&rstmem_proof_waiters);
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

bool rstmem_proof_try_again(struct rstmem_proof *proof)
{
	bool again;

	spin_lock(&proof_lock);
	again = withholds(proof) && proof->verdict == RSTMEM_POOL_UNKNOWN;
	proof->releases += again;
	spin_unlock(&proof_lock);
	return again;
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

/* Other tasks are stopped while the machine sleeps. */
bool rstmem_proofs_send_away(void)
{
	bool waits_for_us;

	spin_lock(&proof_lock);
	waits_for_us = asleep && (current == sleeper ||
				  current->flags & PF_KTHREAD);
	spin_unlock(&proof_lock);
	return waits_for_us;
}

/* Nobody waits for what nobody does. Who waits doesn't keep the machine awake. */
int rstmem_proof_wait(const struct rstmem_proof *proof)
{
	unsigned long ask;

	if (!rstmem_proof_withholds(proof))
		return 0;
	spin_lock(&proof_lock);
	ask = asked;
	spin_unlock(&proof_lock);
	if (wait_event_state(rstmem_proof_waiters,
			     !rstmem_proof_is_old(proof) || is_done(ask) ||
			     rstmem_proofs_send_away(),
			     RSTMEM_WAITING))
		return -EINTR;
	return rstmem_proof_withholds(proof) && rstmem_proofs_send_away() ?
	       -EAGAIN : 0;
}

int rstmem_proof_renew(struct rstmem_pool *pool)
{
	return makers->renew(pool);
}

void rstmem_proofs_work_begin(void)
{
	spin_lock(&proof_lock);
	working++;
	spin_unlock(&proof_lock);
}

void rstmem_proofs_work_end(void)
{
	spin_lock(&proof_lock);
	working--;
	spin_unlock(&proof_lock);
	wake_up_all(&rstmem_proof_waiters);
}

/* proof_lock is held, so that nobody comes between asleep and the queue. */
static void ask_locked(bool outdated)
{
	lockdep_assert_held(&proof_lock);
	if (outdated)
		atomic_inc(&this_round);
	asked++;
	if (!asleep && !going)
		queue_work(queue, &renew_all);
}

void rstmem_proofs_renew(bool outdated)
{
	spin_lock(&proof_lock);
	tries = 0;
	ask_locked(outdated);
	spin_unlock(&proof_lock);
}

static void renew_work(struct work_struct *work)
{
	unsigned int doublings;
	unsigned long ask;
	bool idle;

	spin_lock(&proof_lock);
	ask = asked;
	idle = asleep;
	working += !idle;
	spin_unlock(&proof_lock);
	if (idle)
		return;
	makers->renew_all();
	spin_lock(&proof_lock);
	working--;
	done = ask;
	doublings = min(tries, MOST_DOUBLINGS);
	if (rstmem_proofs_are_required() && !asleep && !going)
		mod_delayed_work(queue, &try_again, FIRST_DELAY << doublings);
	spin_unlock(&proof_lock);
	wake_up_all(&rstmem_proof_waiters);
}

static void try_again_work(struct work_struct *work)
{
	unsigned int times;

	spin_lock(&proof_lock);
	times = ++tries;
	spin_unlock(&proof_lock);
	if (!makers->try_again(times))
		return;
	spin_lock(&proof_lock);
	ask_locked(false);
	spin_unlock(&proof_lock);
}

void rstmem_proofs_wait(void)
{
	flush_work(&renew_all);
}

static bool is_working(void)
{
	bool is;

	spin_lock(&proof_lock);
	is = working;
	spin_unlock(&proof_lock);
	return is;
}

/*
 * A trial calls the TEE, whose helpers in user space will not answer. One that has
 * not ended by then proves nothing for when the machine wakes.
 */
void rstmem_proofs_sleep(void)
{
	spin_lock(&proof_lock);
	asleep = true;
	sleeper = current;
	spin_unlock(&proof_lock);
	wake_up_all(&rstmem_proof_waiters);
	cancel_delayed_work(&try_again);
	if (!wait_event_timeout(rstmem_proof_waiters, !is_working(), PATIENCE * HZ))
		pr_warn("a TEE has not answered for %d s: the machine sleeps all the same\n",
			PATIENCE);
	/* Not before: else the worker would have the heaps go, and come again. */
	rstmem_proofs_renew(true);
}

bool rstmem_proofs_are_asleep(void)
{
	bool are;

	spin_lock(&proof_lock);
	are = asleep;
	spin_unlock(&proof_lock);
	return are;
}

/* Whoever had the machine sleep finds it as it was, if the TEE answers. */
void rstmem_proofs_wake(void)
{
	unsigned long ask;

	spin_lock(&proof_lock);
	asleep = false;
	sleeper = NULL;
	tries = 0;
	ask_locked(true);
	ask = asked;
	spin_unlock(&proof_lock);
	wait_event_timeout(rstmem_proof_waiters, is_done(ask), PATIENCE * HZ);
}

int rstmem_proofs_init(const struct rstmem_proof_makers *who)
{
	makers = who;
	INIT_WORK(&renew_all, renew_work);
	INIT_DELAYED_WORK(&try_again, try_again_work);
	queue = alloc_workqueue("rstmem_proof", WQ_UNBOUND, 1);
	return queue ? 0 : -ENOMEM;
}

/* The parameter can still be written to, and the worker be working. */
void rstmem_proofs_exit(void)
{
	spin_lock(&proof_lock);
	going = true;
	spin_unlock(&proof_lock);
	cancel_delayed_work_sync(&try_again);
	destroy_workqueue(queue);
}
