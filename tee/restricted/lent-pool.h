/* SPDX-License-Identifier: GPL-2.0-only */
/* Dynamic pools: a driver's pool that lends memory, as the heaps see it. */
#ifndef TEE_LENT_POOL_H
#define TEE_LENT_POOL_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "scrub.h"

struct rstmem_pool_ops;
struct tee_device;
struct tee_protmem_pool;

/**
 * struct tee_lent_pool - a driver's pool that lends memory
 * @scrubbing:	how it is scrubbed, and by which device
 * @users:	its registration, the heaps until the last buffer is freed, and
 *		@work
 * @last:	the last of them has gone
 * @turn:	of who calls into the driver, so that freeing the last buffer never
 *		races with allocating the first one. Held while the TEE is asked,
 *		for however long that takes: only the worker has it, and who
 *		brings the driver or lets it go. Taken before @lock
 * @driver:	the driver's pool; NULL once it has been destroyed. @turn
 *		protects it
 * @lock:	protects what follows; never held while the driver, or the TEE,
 *		is called
 * @ranges:	&struct lent_range, by page frame. They are added and, as long as
 *		the driver has them, removed only by who has @turn, too
 * @requests:	&struct lent_request: who waits for memory
 * @returns:	&struct lent_range: what is to be freed
 * @closing:	nobody waits for memory any more
 * @answered:	who waits for memory does so here
 * @work:	calls into the driver for @requests and @returns; holds a reference
 *		while it is queued, or runs
 */
struct tee_lent_pool {
	struct tee_scrubbing scrubbing;
	struct kref users;
	void (*last)(struct kref *users);
	struct mutex turn;	/* see above */
	struct tee_protmem_pool *driver;
	struct mutex lock;	/* see above */
	struct xarray ranges;
	struct list_head requests, returns;
	bool closing;
	wait_queue_head_t answered;
	struct work_struct work;
};
static_assert(!offsetof(struct tee_lent_pool, scrubbing));

extern const struct rstmem_pool_ops tee_lent_pool_ops;
struct tee_lent_pool *tee_lent_pool_create(struct tee_device *teedev,
					   struct tee_protmem_pool *driver);
void tee_lent_pool_put(struct tee_lent_pool *pool);
int tee_lent_pool_try(struct tee_lent_pool *pool, size_t *size);
void tee_lent_pool_close(struct tee_lent_pool *pool);
void tee_lent_pool_cut(struct tee_lent_pool *pool, bool usable);

#endif /* TEE_LENT_POOL_H */
