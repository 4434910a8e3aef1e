// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) "rstmem: " fmt

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>
#include <rstmem/pool.h>

#include "heap.h"
#include "proof.h"
#include "scrubber.h"
#include "trace.h"

/*
 * After a batch has failed, allocations that need the memory fail at once for
 * the first of these, and the worker tries again by itself after one, two, four
 * … as often as this. Then only allocations and releases have it try.
 */
#define RETRY_MS	1000
#define RETRIES		6

/*
 * An allocation that others outrun so many times over is told so; also where it
 * never got to wait, as somebody was done with something each time it looked.
 */
#define MAX_BATCHES	16
#define MAX_ROUNDS	1024

static struct workqueue_struct *scrubbers;

int rstmem_scrubbers_init(void)
{
	/* A pool has one work item, and so never more than one worker. */
	scrubbers = alloc_workqueue("rstmem", WQ_UNBOUND, 0);
	return scrubbers ? 0 : -ENOMEM;
}

void rstmem_scrubbers_exit(void)
{
	destroy_workqueue(scrubbers);
}

void rstmem_scrubber_init(struct rstmem_scrubber *scrubber,
			  const struct rstmem_pool_desc *desc,
			  work_func_t work)
{
	scrubber->desc = desc;
	INIT_DELAYED_WORK(&scrubber->work, work);
	init_waitqueue_head(&scrubber->progress);
	mutex_init(&scrubber->moving);
	spin_lock_init(&scrubber->lock);
}

/* Bytes in quarantine, or on their way out of it. */
size_t rstmem_scrubber_quarantined(struct rstmem_scrubber *scrubber)
{
	const struct rstmem_pool_desc *desc = scrubber->desc;
	size_t bytes;

	if (!desc->ops->scrub)
		return 0;
	mutex_lock(&scrubber->moving);
	bytes = desc->ops->quarantined(desc->priv) + scrubber->in_flight;
	mutex_unlock(&scrubber->moving);
	return bytes;
}

/*
 * The next piece above the last one, so that one which can't be scrubbed is not
 * in the way of the others.
 */
static bool piece_take(struct rstmem_scrubber *scrubber,
		       struct rstmem_range *piece)
{
	const struct rstmem_pool_desc *desc = scrubber->desc;
	int err;

	mutex_lock(&scrubber->moving);
	err = desc->ops->dequarantine(desc->priv, scrubber->from, piece);
	if (err && scrubber->from)
		err = desc->ops->dequarantine(desc->priv, 0, piece);
	if (!err) {
		scrubber->from = piece->start + piece->size;
		WRITE_ONCE(scrubber->in_flight, piece->size);
	}
	mutex_unlock(&scrubber->moving);
	return !err;
}

static void progress(struct rstmem_scrubber *scrubber)
{
	lockdep_assert_held(&scrubber->lock);
	WRITE_ONCE(scrubber->steps, scrubber->steps + 1);
	wake_up_all(&scrubber->progress);
}

/* Memory has come free that nobody had to scrub: whoever waits looks again. */
void rstmem_scrubber_tell(struct rstmem_scrubber *scrubber)
{
	spin_lock(&scrubber->lock);
	progress(scrubber);
	spin_unlock(&scrubber->lock);
}

/* Freeing may call the TEE, and nobody who looks at books waits for that. */
static void piece_give(struct rstmem_scrubber *scrubber,
		       const struct rstmem_range *piece, int err)
{
	const struct rstmem_pool_desc *desc = scrubber->desc;

	if (!err)
		desc->ops->free(desc->priv, piece);
	mutex_lock(&scrubber->moving);
	if (err)
		desc->ops->quarantine(desc->priv, piece);
	WRITE_ONCE(scrubber->in_flight, 0);
	mutex_unlock(&scrubber->moving);
	rstmem_scrubber_tell(scrubber);
}

static int piece_scrub(struct rstmem_scrubber *scrubber, void *batch,
		       const struct rstmem_range *piece)
{
	const struct rstmem_pool_desc *desc = scrubber->desc;
	ktime_t began = ktime_get();
	void *handle = desc->ops->bind(desc->priv, piece);
	int err;

	if (IS_ERR(handle)) {
		err = PTR_ERR(handle);
	} else {
		err = desc->ops->scrub(desc->priv, batch, handle);
		desc->ops->unbind(desc->priv, handle);
	}
	trace_rstmem_scrub(desc->name, piece->size,
			   ktime_us_delta(ktime_get(), began), err);
	piece_give(scrubber, piece, err);
	return err;
}

/*
 * Once a piece fails, it may be the piece's fault. If the next one does, too,
 * it isn't, and the others would fail as well. One that has failed is in
 * quarantine again, and so the last of this batch: without an error all is clean.
 */
static int batch_scrub(struct rstmem_scrubber *scrubber, void *batch,
		       struct rstmem_range *piece)
{
	int err = 0, before;

	do {
		before = err;
		err = piece_scrub(scrubber, batch, piece);
		if (err && before)
			return err;
		cond_resched();
	} while (!READ_ONCE(scrubber->closing) && piece_take(scrubber, piece));
	return err;
}

static int scrub_all(struct rstmem_scrubber *scrubber)
{
	const struct rstmem_pool_desc *desc = scrubber->desc;
	struct rstmem_range piece;
	void *batch = NULL;
	int err = 0;

	if (READ_ONCE(scrubber->closing) || !piece_take(scrubber, &piece))
		return 0;
	if (desc->ops->scrub_begin)
		err = desc->ops->scrub_begin(desc->priv, &batch);
	if (err) {
		piece_give(scrubber, &piece, err);
		return err;
	}
	err = batch_scrub(scrubber, batch, &piece);
	if (desc->ops->scrub_end)
		desc->ops->scrub_end(desc->priv, batch);
	return err;
}

static unsigned long ms_since_failure(struct rstmem_scrubber *scrubber)
{
	return jiffies_to_msecs(jiffies - scrubber->failed_at);
}

/* Whether an allocation would only repeat what has just failed. */
static bool fails_fast(struct rstmem_scrubber *scrubber)
{
	return scrubber->failures && ms_since_failure(scrubber) < RETRY_MS;
}

/*
 * Not while the work is pending, or has started and is not in batch_end() yet:
 * it would run twice, and nobody would wait for the second run.
 */
static void queue(struct rstmem_scrubber *scrubber, unsigned long delay_ms)
{
	lockdep_assert_held(&scrubber->lock);
	scrubber->queued = true;
	queue_delayed_work(scrubbers, &scrubber->work,
			   msecs_to_jiffies(delay_ms));
}

static unsigned long retry_delay(struct rstmem_scrubber *scrubber)
{
	unsigned long wanted, passed;

	if (!scrubber->failures)
		return 0;
	wanted = RETRY_MS << min(scrubber->failures - 1, RETRIES - 1);
	passed = ms_since_failure(scrubber);
	return passed < wanted ? wanted - passed : 0;
}

/* Something has been quarantined. Never waits. */
void rstmem_scrubber_start(struct rstmem_scrubber *scrubber)
{
	spin_lock(&scrubber->lock);
	scrubber->again = true;
	if (!scrubber->queued && !scrubber->closing)
		queue(scrubber, retry_delay(scrubber));
	spin_unlock(&scrubber->lock);
}

static void batch_begin(struct rstmem_scrubber *scrubber)
{
	spin_lock(&scrubber->lock);
	scrubber->running = true;
	scrubber->again = false;
	spin_unlock(&scrubber->lock);
}

static void batch_failed(struct rstmem_scrubber *scrubber, int err)
{
	scrubber->errors++;
	scrubber->failures++;
	scrubber->failed_at = jiffies;
	scrubber->error = err;
}

/* Unless it is queued again, the pool may be freed once the lock is dropped. */
static bool batch_end(struct rstmem_scrubber *scrubber, int err)
{
	bool abandoned;

	spin_lock(&scrubber->lock);
	scrubber->running = false;
	scrubber->queued = false;
	if (err)
		batch_failed(scrubber, err);
	else
		scrubber->failures = 0;
	if (!scrubber->closing &&
	    (err ? scrubber->failures <= RETRIES : scrubber->again))
		queue(scrubber, retry_delay(scrubber));
	scrubber->batches++;
	abandoned = scrubber->abandoned;
	progress(scrubber);
	spin_unlock(&scrubber->lock);
	return abandoned;
}

/* The worker. Return: whether the caller has to put the pool. */
bool rstmem_scrubber_run(struct rstmem_scrubber *scrubber)
{
	int err;

	batch_begin(scrubber);
	err = scrub_all(scrubber);
	/* if the pool goes, that is why */
	if (READ_ONCE(scrubber->closing))
		err = 0;
	if (err)
		pr_err_ratelimited("pool %s: %zu bytes stay quarantined, scrubbing them failed: %d\n",
				   scrubber->desc->name,
				   rstmem_scrubber_quarantined(scrubber), err);
	/* The room is what it was, but now it can be allocated. */
	else if (scrubber->failures)
		rstmem_heaps_tell(scrubber->desc->use_cases);
	return batch_end(scrubber, err);
}

static bool has_ended(struct rstmem_scrubber *scrubber)
{
	bool ended;

	spin_lock(&scrubber->lock);
	ended = !scrubber->queued;
	spin_unlock(&scrubber->lock);
	return ended;
}

/*
 * Begin nothing any more, and wait for what is in progress; 0 ms means for as
 * long as it takes. May be called again. Return: whether the worker has ended.
 */
bool rstmem_scrubber_stop(struct rstmem_scrubber *scrubber,
			  unsigned int timeout_ms)
{
	spin_lock(&scrubber->lock);
	WRITE_ONCE(scrubber->closing, true);
	if (scrubber->queued && cancel_delayed_work(&scrubber->work))
		scrubber->queued = false;
	wake_up_all(&scrubber->progress);
	spin_unlock(&scrubber->lock);

	return wait_event_timeout(scrubber->progress, has_ended(scrubber),
				  timeout_ms ? msecs_to_jiffies(timeout_ms) :
				  MAX_SCHEDULE_TIMEOUT);
}

/* Return: whether the worker takes over the caller's reference to the pool. */
bool rstmem_scrubber_abandon(struct rstmem_scrubber *scrubber)
{
	bool runs;

	spin_lock(&scrubber->lock);
	runs = scrubber->queued;
	scrubber->abandoned = runs;
	spin_unlock(&scrubber->lock);
	return runs;
}

/* Before the first attempt to allocate. */
void rstmem_scrub_wait_begin(struct rstmem_scrubber *scrubber,
			     struct rstmem_scrub_wait *wait)
{
	spin_lock(&scrubber->lock);
	*wait = (struct rstmem_scrub_wait){
		.steps = scrubber->steps,
		.batches = scrubber->batches,
		.errors = scrubber->errors,
	};
	spin_unlock(&scrubber->lock);
}

/* Before each further one. */
void rstmem_scrub_wait_look(struct rstmem_scrubber *scrubber,
			    struct rstmem_scrub_wait *wait)
{
	wait->steps = READ_ONCE(scrubber->steps);
}

/* Return: 1 (wait), 0 (try again at once), or as rstmem_scrub_wait() does. */
static int wait_for_what(struct rstmem_scrubber *scrubber,
			 struct rstmem_scrub_wait *wait)
{
	lockdep_assert_held(&scrubber->lock);
	if (scrubber->closing)
		return -ENODEV;
	if (scrubber->batches - wait->batches > MAX_BATCHES)
		return -ENOSPC;
	if (scrubber->steps != wait->steps)
		return ++wait->rounds > MAX_ROUNDS ? -ENOSPC : 0;
	if (scrubber->errors != wait->errors)
		return -ENOMEM;
	if (scrubber->running)
		return 1;
	if (fails_fast(scrubber) || (!scrubber->queued && wait->asked))
		return -ENOMEM;
	wait->asked = true;
	/* the worker may have been started, and wait for @lock */
	if (!scrubber->queued || cancel_delayed_work(&scrubber->work))
		queue(scrubber, 0);
	return 1;
}

/*
 * The backend has no clean memory for an allocation of @size: wait until there
 * is more. The worker may have been through just before the memory was looked
 * for, so one batch is started if none is on its way.
 *
 * Return: 0 (try again), -ENOSPC (others have been faster, many times over),
 * -ENOMEM (there is no more, or scrubbing fails), -EINTR (killed), -ENODEV (the
 * pool goes).
 */
int rstmem_scrub_wait(struct rstmem_scrubber *scrubber,
		      struct rstmem_scrub_wait *wait, size_t size)
{
	ktime_t began = ktime_get();
	int err;

	if (!scrubber->desc->ops->scrub)
		return -ENOMEM;
	/* Who never comes to wait isn't told of signals elsewhere. */
	if (fatal_signal_pending(current))
		return -EINTR;
	spin_lock(&scrubber->lock);
	err = wait_for_what(scrubber, wait);
	spin_unlock(&scrubber->lock);
	if (err <= 0)
		return err;

	atomic_inc(&scrubber->waiting);
	/* A TEE that is stuck keeps no machine awake. */
	err = wait_event_state(scrubber->progress,
			       READ_ONCE(scrubber->steps) != wait->steps ||
			       READ_ONCE(scrubber->closing),
			       RSTMEM_WAITING);
	atomic_dec(&scrubber->waiting);
	trace_rstmem_scrub_wait(scrubber->desc->name, size,
				ktime_us_delta(ktime_get(), began), err);
	return err ? -EINTR : 0;
}
