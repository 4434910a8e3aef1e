// SPDX-License-Identifier: GPL-2.0-only
/*
 * A trial calls the TEE, so it is made without publish_lock, with a reference to
 * the pool.
 */
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kmod.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/suspend.h>
#include <linux/workqueue.h>
#include <rstmem/prover.h>

#include "pool.h"
#include "proof.h"
#include "prove.h"
#include "publish.h"
#include "trial.h"

/* After 1, 2, 4, … seconds */
#define TRIES	6

/* Guards @prover, and is held while it is called. */
static DEFINE_MUTEX(prover_lock);
static const struct rstmem_prover *prover;

static struct workqueue_struct *orders;

/* No lock, which is held as long as a TEE does not answer. */
static bool have_prover(void)
{
	return READ_ONCE(prover);
}

static void say(struct rstmem_pool *pool, const struct rstmem_proof *proof)
{
	if (proof->verdict == RSTMEM_POOL_PROTECTED)
		pr_info("pool %s is protected: %s\n", pool->desc.name,
			proof->detail);
	else if (proof->verdict == RSTMEM_POOL_LEAKS)
		pr_err("pool %s is NOT protected, the normal world reads it: %s\n",
		       pool->desc.name, proof->detail);
	else
		pr_warn("pool %s may not be protected: %s\n", pool->desc.name,
			proof->detail);
	pr_info("pool %s by DMA: %s: %s\n", pool->desc.name,
		rstmem_verdict_name(proof->dma), proof->dma_detail);
}

static int prove(struct rstmem_pool *pool)
{
	struct rstmem_proof found;
	int err = mutex_lock_killable(&prover_lock);

	if (err)
		return err;
	rstmem_proof_begin(&pool->proof, &found);
	err = prover ? rstmem_trial(pool, prover, &found) : -ENOPKG;
	if (!err)
		say(pool, &found);
	mutex_unlock(&prover_lock);
	return err;
}

/**
 * struct order - somebody wants to know of a pool, now
 * @work:	finds out
 * @pool:	the pool, with a reference
 * @users:	who asked, and @work
 * @end:	it is known
 * @err:	or why not
 */
struct order {
	struct work_struct work;
	struct rstmem_pool *pool;
	struct kref users;
	struct completion end;
	int err;
};

static void order_free(struct kref *users)
{
	kfree(container_of(users, struct order, users));
}

/*
 * Who unregisters the pool may wait for who asked, so the heaps follow later, and by
 * another worker.
 */
static void order_work(struct work_struct *work)
{
	struct order *order = container_of(work, struct order, work);

	rstmem_proofs_work_begin();
	if (!have_prover())
		request_module("rst_firewall");
	order->err = prove(order->pool);
	rstmem_proofs_work_end();
	rstmem_proofs_renew(false);
	rstmem_pool_put(order->pool);
	complete(&order->end);
	kref_put(&order->users, order_free);
}

static struct order *order_create(struct rstmem_pool *pool)
{
	struct order *order = kzalloc(sizeof(*order), GFP_KERNEL);

	if (!order)
		return ERR_PTR(-ENOMEM);
	if (!rstmem_pool_get(pool)) {
		kfree(order);
		return ERR_PTR(-ENODEV);
	}
	INIT_WORK(&order->work, order_work);
	order->pool = pool;
	kref_init(&order->users);
	init_completion(&order->end);
	return order;
}

/*
 * By a worker: a task that is in a call to a stuck TEE can't be frozen. Nor should
 * one be with the locks that it has here, so it goes, and asks again when it wakes.
 */
static int renew(struct rstmem_pool *pool)
{
	struct order *order = order_create(pool);
	int err;

	if (IS_ERR(order))
		return PTR_ERR(order);
	kref_get(&order->users);
	queue_work(orders, &order->work);
	err = wait_for_completion_interruptible(&order->end) ?: order->err;
	kref_put(&order->users, order_free);
	return err;
}

/* There may be none yet, as while the machine boots from an initramfs. */
static void request_prover(void)
{
	static bool said;

	if (!have_prover())
		request_module("rst_firewall");
	if (!have_prover() && !said)
		pr_warn("require_firewall is set, but rst_firewall.ko can't be loaded: no pool serves a heap before it is; it is asked for again\n");
	said = !have_prover();
}

static void renew_all(void)
{
	struct rstmem_pool *pool;

	if (rstmem_proofs_are_required())
		request_prover();
	while (have_prover() && !rstmem_proofs_are_asleep() &&
	       (pool = rstmem_publish_find_old())) {
		prove(pool);
		rstmem_publish_update(pool);
		rstmem_pool_put(pool);
	}
	/* Those that nobody could try, too, and only now. */
	rstmem_publish_update(NULL);
}

/*
 * To ask for a module costs little. A trial disturbs, and what a minute doesn't
 * help needs somebody to look at it.
 */
static bool try_again(unsigned int times)
{
	if (have_prover() && times > TRIES)
		return false;
	return rstmem_publish_try_again();
}

static const struct rstmem_proof_makers makers = {
	.renew = renew,
	.renew_all = renew_all,
	.try_again = try_again,
};

int rstmem_prover_register(const struct rstmem_prover *new)
{
	int err = -EBUSY;

	mutex_lock(&prover_lock);
	if (!prover) {
		WRITE_ONCE(prover, new);
		err = 0;
	}
	mutex_unlock(&prover_lock);
	if (!err)
		rstmem_proofs_renew(true);
	return err;
}
EXPORT_SYMBOL_GPL(rstmem_prover_register);

/* Its coming made all proofs old: it goes when there are new ones. */
void rstmem_prover_unregister(const struct rstmem_prover *old)
{
	rstmem_proofs_wait();
	mutex_lock(&prover_lock);
	if (prover == old)
		WRITE_ONCE(prover, NULL);
	mutex_unlock(&prover_lock);
}
EXPORT_SYMBOL_GPL(rstmem_prover_unregister);

/*
 * Firewalls lose their settings with their power. Tasks are running again before
 * this hears of it, so proofs are old from the beginning: who allocates waits.
 */
static int sleeps(struct notifier_block *block, unsigned long event, void *data)
{
	switch (event) {
	case PM_SUSPEND_PREPARE:
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		rstmem_proofs_sleep();
		return NOTIFY_OK;
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		rstmem_proofs_wake();
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block sleeps_block = {
	.notifier_call = sleeps,
};

int rstmem_prove_init(void)
{
	int err = rstmem_proofs_init(&makers);

	if (err)
		return err;
	orders = alloc_workqueue("rstmem_order", WQ_UNBOUND, 1);
	if (!orders) {
		err = -ENOMEM;
		goto err_proofs;
	}
	err = register_pm_notifier(&sleeps_block);
	if (err)
		goto err_orders;
	return 0;

err_orders:
	destroy_workqueue(orders);
err_proofs:
	rstmem_proofs_exit();
	return err;
}

void rstmem_prove_exit(void)
{
	unregister_pm_notifier(&sleeps_block);
	destroy_workqueue(orders);
	rstmem_proofs_exit();
}
