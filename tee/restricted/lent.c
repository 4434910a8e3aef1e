// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of the kernel's that a driver lends to the secure world
 *
 * Memory that the secure world has not given back is never used again
 * (lent-ask.c). Where it could not be asked, it is asked again: before the same
 * TEE is lent more, when other memory comes back from it, and every second.
 *
 * A TEE may take any time to answer. Meanwhile only a lock of its own is held, so
 * that those who deal with another one don't wait along.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "compat/tee-protmem.h"
#include "tee/context.h"
#include "tee/core.h"
#include "tee/device.h"
#include "tee/shm-id.h"

#include "lendable.h"
#include "lent.h"

static LIST_HEAD(lents);
/* protects the list, lost, and what is in limbo; taken after &tee_limbo.asking */
static DEFINE_MUTEX(lents_lock);

static struct workqueue_struct *askers;

static void limbo_look(struct work_struct *work);
static DECLARE_DELAYED_WORK(limbo_work, limbo_look);

int tee_lent_init(void)
{
	/* A TEE has one work item, and so never more than one worker. */
	askers = alloc_workqueue("rst_lent_ask", WQ_UNBOUND, 0);
	if (!askers)
		return -ENOMEM;
	tee_lendable_init();
	return 0;
}

void tee_lent_exit(void)
{
	cancel_delayed_work_sync(&limbo_work);
	destroy_workqueue(askers);
	tee_lendable_exit();
}

static struct tee_limbo *limbo_of(const struct tee_device *teedev)
{
	return &to_core_device(teedev)->limbo;
}

static void lent_free(struct tee_lent *lent)
{
	put_device(&lent->core.teedev->dev);
	__free_page(lent->control);
	kvfree(lent->pages);
	kfree(lent);
}

static void lent_last(struct kref *users)
{
	struct tee_lent *lent = container_of(users, struct tee_lent, users);

	mutex_lock(&lents_lock);
	list_del(&lent->node);
	mutex_unlock(&lents_lock);

	tee_lendable_put(lent);
	lent_free(lent);
}

struct tee_lent *tee_lent_of(struct tee_shm *shm)
{
	if (!shm || !(shm->flags & TEE_SHM_DMA_MEM))
		return NULL;

	return container_of(to_core_shm(shm), struct tee_lent, core);
}

void tee_lent_get(struct tee_lent *lent)
{
	kref_get(&lent->users);
}

void tee_lent_put(struct tee_lent *lent)
{
	kref_put(&lent->users, lent_last);
}

/* Bytes that were lent to @teedev's TEE, and will not come back. */
size_t tee_lent_lost(const struct tee_device *teedev)
{
	struct tee_lent *lent;
	size_t bytes = 0;

	guard(mutex)(&lents_lock);

	list_for_each_entry(lent, &lents, node)
		if (lent->lost && lent->core.teedev == teedev)
			bytes += lent->core.shm.size;

	return bytes;
}

/* Bytes that nobody uses, and that have not come back, or nobody knows. */
size_t tee_lent_away(const struct tee_device *teedev)
{
	struct tee_lent *lent;
	size_t bytes = 0;

	guard(mutex)(&lents_lock);

	list_for_each_entry(lent, &lents, node)
		if ((lent->lost || !list_empty(&lent->limbo)) &&
		    lent->core.teedev == teedev)
			bytes += lent->core.shm.size;

	return bytes;
}

static void lose(struct tee_lent *lent)
{
	struct tee_shm *shm = &lent->core.shm;

	lockdep_assert_held(&lents_lock);

	if (lent->lost)
		return;

	/* lost memory must stay in the list: keep the module */
	__module_get(THIS_MODULE);
	lent->lost = true;
	pr_err("%zu bytes at %pa quarantined until the next boot: %s has not given them back\n",
	       shm->size, &shm->paddr, lent->core.teedev->name);
}

/* The driver of @teedev is unbound without having taken its memory back. */
void tee_lent_lose(struct tee_device *teedev)
{
	struct tee_lent *lent;

	guard(mutex)(&lents_lock);

	list_for_each_entry(lent, &lents, node)
		if (lent->core.teedev == teedev &&
		    refcount_read(&lent->core.shm.refcount))
			lose(lent);
}

static void limbo_enter(struct tee_limbo *limbo, struct tee_lent *lent)
{
	struct tee_shm *shm = &lent->core.shm;

	lockdep_assert_held(&limbo->asking);

	pr_warn("%zu bytes at %pa: %s cannot say whether it has given them back; it is asked again\n",
		shm->size, &shm->paddr, lent->core.teedev->name);
	mutex_lock(&lents_lock);
	list_add_tail(&lent->limbo, &limbo->list);
	mutex_unlock(&lents_lock);
	schedule_delayed_work(&limbo_work, HZ);
}

static void limbo_leave(struct tee_limbo *limbo, struct tee_lent *lent)
{
	lockdep_assert_held(&limbo->asking);

	mutex_lock(&lents_lock);
	list_del_init(&lent->limbo);
	mutex_unlock(&lents_lock);
}

/* What the driver is done with is used again, or never again. */
static void lent_end(struct tee_lent *lent, enum tee_lent_answer answer)
{
	if (answer == TEE_LENT_BACK) {
		tee_lent_put(lent);
		return;
	}
	mutex_lock(&lents_lock);
	lose(lent);
	mutex_unlock(&lents_lock);
}

/* Ask; the context is needed for that, and the driver for giving it up. */
static enum tee_lent_answer lent_ask(struct tee_lent *lent)
{
	struct tee_device *teedev = lent->core.teedev;
	enum tee_lent_answer answer = TEE_LENT_HELD;

	if (!tee_device_get(teedev))
		return answer;
	answer = tee_lent_ask(lent);
	if (answer != TEE_LENT_UNKNOWN)
		teedev_ctx_put(lent->core.shm.ctx);
	tee_device_put(teedev);
	return answer;
}

static void limbo_ask(struct tee_limbo *limbo)
{
	enum tee_lent_answer answer;
	struct tee_lent *lent, *next;

	lockdep_assert_held(&limbo->asking);

	list_for_each_entry_safe(lent, next, &limbo->list, limbo) {
		answer = lent_ask(lent);
		if (answer == TEE_LENT_UNKNOWN)
			continue;
		limbo_leave(limbo, lent);
		lent_end(lent, answer);
	}
}

/* Who is asking already is waited for: it may be told what is wanted here. */
static void limbo_ask_again(struct tee_device *teedev)
{
	struct tee_limbo *limbo = limbo_of(teedev);

	guard(mutex)(&limbo->asking);

	limbo_ask(limbo);
}

static void limbo_work_of_tee(struct work_struct *work)
{
	struct tee_core_device *dev = container_of(work, struct tee_core_device,
						   limbo.work);

	limbo_ask_again(&dev->teedev);
	put_device(&dev->teedev.dev);
}

void tee_limbo_init(struct tee_limbo *limbo)
{
	mutex_init(&limbo->asking);
	INIT_LIST_HEAD(&limbo->list);
	INIT_WORK(&limbo->work, limbo_work_of_tee);
}

/* The work then has a reference; what is in limbo has one, too. */
static void limbo_kick(struct tee_device *teedev)
{
	get_device(&teedev->dev);
	if (!queue_work(askers, &limbo_of(teedev)->work))
		put_device(&teedev->dev);
}

/* Each TEE by a worker of its own: one that does not answer is in no other's way. */
static void limbo_look(struct work_struct *work)
{
	struct tee_lent *lent;
	bool any = false;

	guard(mutex)(&lents_lock);

	list_for_each_entry(lent, &lents, node) {
		if (list_empty(&lent->limbo))
			continue;
		limbo_kick(lent->core.teedev);
		any = true;
	}
	if (any)
		schedule_delayed_work(&limbo_work, HZ);
}

/* How often, and after which time, a driver that goes is waited for. */
#define SETTLE_TRIES	10
#define SETTLE_MS	100

static void limbo_lose(struct tee_limbo *limbo)
{
	struct tee_lent *lent, *next;

	lockdep_assert_held(&limbo->asking);

	list_for_each_entry_safe(lent, next, &limbo->list, limbo) {
		limbo_leave(limbo, lent);
		teedev_ctx_put(lent->core.shm.ctx);
		lent_end(lent, TEE_LENT_HELD);
	}
}

/**
 * tee_lent_settle() - what can't be asked for again is lost
 * @teedev:	the device, whose driver is about to go
 * @usable:	the secure world can still be asked
 *
 * Waits for who is asking, for which the driver is needed; after this nobody
 * does.
 */
void tee_lent_settle(struct tee_device *teedev, bool usable)
{
	struct tee_limbo *limbo = limbo_of(teedev);
	int i;

	guard(mutex)(&limbo->asking);

	for (i = 0; usable && !list_empty(&limbo->list) && i < SETTLE_TRIES; i++) {
		if (i)
			msleep(SETTLE_MS);
		limbo_ask(limbo);
	}
	limbo_lose(limbo);
}

/*
 * Called by the driver, when it is done with the memory. It keeps the device, or
 * @limbo would go with @lent.
 */
static void lent_release(struct tee_core_shm *core)
{
	struct tee_lent *lent = container_of(core, struct tee_lent, core);
	struct tee_limbo *limbo = limbo_of(core->teedev);
	enum tee_lent_answer answer;

	guard(mutex)(&limbo->asking);

	limbo_ask(limbo);
	answer = lent_ask(lent);
	if (answer == TEE_LENT_UNKNOWN)
		limbo_enter(limbo, lent);
	else
		lent_end(lent, answer);
}

static const struct tee_shm_kind lent_kind = {
	.release = lent_release,
};

static struct tee_lent *lent_create(struct tee_context *ctx, size_t num_pages)
{
	struct tee_lent *lent;

	lent = kzalloc(sizeof(*lent), GFP_KERNEL);
	if (!lent)
		return NULL;

	lent->pages = kvcalloc(num_pages, sizeof(*lent->pages), GFP_KERNEL);
	lent->control = alloc_page(GFP_KERNEL);
	if (!lent->pages || !lent->control)
		goto err;

	get_device(&ctx->teedev->dev);
	kref_init(&lent->users);
	INIT_LIST_HEAD(&lent->limbo);
	lent->num_pages = num_pages;
	tee_core_shm_init(&lent->check, NULL);
	tee_core_shm_init(&lent->core, &lent_kind);
	lent->core.teedev = ctx->teedev;
	lent->core.shm.ctx = ctx;
	lent->core.shm.size = num_pages * PAGE_SIZE;
	lent->core.shm.flags = TEE_SHM_DMA_MEM;
	return lent;

err:
	if (lent->control)
		__free_page(lent->control);
	kvfree(lent->pages);
	kfree(lent);
	return NULL;
}

/*
 * Keeps the context, which the driver needs to take the memory back, but not
 * the device: lost memory must not keep a driver from being unbound.
 */
struct tee_shm *tee_shm_alloc_dma_mem(struct tee_context *ctx,
				      size_t page_count)
{
	struct tee_lent *lent;
	int rc;

	if (!page_count || page_count > totalram_pages())
		return ERR_PTR(-EINVAL);

	limbo_ask_again(ctx->teedev);
	lent = lent_create(ctx, page_count);
	if (!lent)
		return ERR_PTR(-ENOMEM);

	rc = tee_lendable_get(lent);
	if (rc) {
		lent_free(lent);
		return ERR_PTR(rc);
	}

	teedev_ctx_get(ctx);
	mutex_lock(&lents_lock);
	list_add(&lent->node, &lents);
	mutex_unlock(&lents_lock);
	return &lent->core.shm;
}
