/* SPDX-License-Identifier: GPL-2.0-only */
/* A pool: memory of a backend, and the gate before the backend */
#ifndef _HEAPS_POOL_H
#define _HEAPS_POOL_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <rstmem/pool.h>

struct seq_file;

/**
 * struct rstmem_pool - a registered pool
 * @desc:	what the backend said; @desc.name is our copy
 * @users:	one for the registration, one for each buffer. Whoever has one
 *		also holds @desc.owner, except for the registration
 * @gate:	read: a call of @alloc, @bind or @scrub is going on. Write:
 *		@open changes. Taken before any lock of the backend
 * @open:	registered. May be peeked at without @gate where the answer may
 *		be outdated as soon as it is there
 * @closing:	about to be unregistered: whoever has @gate is to be done soon
 * @adopted:	@desc.priv is ours to release
 * @lost:	bytes that could not be scrubbed, where the backend has no
 *		quarantine
 * @scrub_lock:	serialises scrubbing of quarantined ranges. Taken under @gate
 * @all:	in the list that debugfs shows
 */
struct rstmem_pool {
	struct rstmem_pool_desc desc;
	struct kref users;
	struct rw_semaphore gate;
	bool open;
	bool closing;
	bool adopted;
	atomic64_t lost;
	struct mutex scrub_lock; /* see above */
	struct list_head all;
};

struct rstmem_pool *rstmem_pool_create(const struct rstmem_pool_desc *desc);
void rstmem_pool_drop(struct rstmem_pool *pool);
void rstmem_pool_close(struct rstmem_pool *pool);
bool rstmem_pool_get(struct rstmem_pool *pool);
void rstmem_pool_put(struct rstmem_pool *pool);
bool rstmem_pool_is_open(struct rstmem_pool *pool);
void *rstmem_pool_take(struct rstmem_pool *pool, size_t size,
		       struct rstmem_range *range);
void rstmem_pool_give(struct rstmem_pool *pool,
		      const struct rstmem_range *range, void *handle);
size_t rstmem_pools_quarantined(u32 use_case);
void rstmem_pools_show(struct seq_file *file);

#endif /* _HEAPS_POOL_H */
