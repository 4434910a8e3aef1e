/* SPDX-License-Identifier: GPL-2.0-only */
/* A pool's scrubber: has what is in quarantine overwritten, piece by piece */
#ifndef _HEAPS_SCRUBBER_H
#define _HEAPS_SCRUBBER_H

#include <linux/atomic.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct rstmem_pool_desc;

/**
 * struct rstmem_scrubber - the one worker of a pool
 *
 * Whoever releases a buffer only quarantines its memory. The worker takes
 * pieces out of quarantine, has them scrubbed by the backend and frees them,
 * all that there are in one batch. Nobody but the worker waits for the TEE,
 * except who needs the memory.
 *
 * @desc:	of the pool
 * @work:	rstmem_scrubber_run(), called by the pool
 * @progress:	woken whenever @steps changes, and when @closing is set
 * @moving:	held while a piece leaves or enters quarantine; guards
 *		@in_flight. The backend's locks are taken under it
 * @in_flight:	bytes that are being scrubbed
 * @from:	where the next piece is looked for; the worker's own
 * @lock:	guards what follows; taken last
 * @queued:	@work is queued, waits for its timer, or runs
 * @running:	it runs
 * @again:	something was quarantined while it ran
 * @closing:	the pool is being unregistered: nothing is begun any more
 * @abandoned:	who unregistered it has not waited for the worker, which puts
 *		the pool in the end
 * @steps:	pieces scrubbed or given back, and batches ended
 * @batches:	batches ended
 * @errors:	those that failed
 * @failures:	those that failed since one did not
 * @failed_at:	when the last one did, in jiffies
 * @error:	why
 * @waiting:	allocations that wait for @progress
 */
struct rstmem_scrubber {
	const struct rstmem_pool_desc *desc;
	struct delayed_work work;
	wait_queue_head_t progress;
	struct mutex moving; /* see above */
	size_t in_flight;
	phys_addr_t from;

	spinlock_t lock; /* guards what follows */
	bool queued, running, again, closing, abandoned;
	unsigned long steps, batches, errors;
	unsigned int failures;
	unsigned long failed_at;
	int error;
	atomic_t waiting;
};

/**
 * struct rstmem_scrub_wait - what an allocation has seen of the scrubber
 * @steps:	&rstmem_scrubber.steps before the latest attempt to allocate
 * @batches:	&rstmem_scrubber.batches before the first one
 * @errors:	&rstmem_scrubber.errors before the first one
 * @rounds:	attempts that were made without having waited
 * @asked:	a batch was started for this allocation
 */
struct rstmem_scrub_wait {
	unsigned long steps, batches, errors;
	unsigned int rounds;
	bool asked;
};

int rstmem_scrubbers_init(void);
void rstmem_scrubbers_exit(void);

void rstmem_scrubber_init(struct rstmem_scrubber *scrubber,
			  const struct rstmem_pool_desc *desc,
			  work_func_t work);
void rstmem_scrubber_start(struct rstmem_scrubber *scrubber);
bool rstmem_scrubber_run(struct rstmem_scrubber *scrubber);
bool rstmem_scrubber_stop(struct rstmem_scrubber *scrubber,
			  unsigned int timeout_ms);
bool rstmem_scrubber_abandon(struct rstmem_scrubber *scrubber);
void rstmem_scrubber_tell(struct rstmem_scrubber *scrubber);
size_t rstmem_scrubber_quarantined(struct rstmem_scrubber *scrubber);

void rstmem_scrub_wait_begin(struct rstmem_scrubber *scrubber,
			     struct rstmem_scrub_wait *wait);
void rstmem_scrub_wait_look(struct rstmem_scrubber *scrubber,
			    struct rstmem_scrub_wait *wait);
int rstmem_scrub_wait(struct rstmem_scrubber *scrubber,
		      struct rstmem_scrub_wait *wait, size_t size);

#endif /* _HEAPS_SCRUBBER_H */
