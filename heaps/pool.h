/* SPDX-License-Identifier: GPL-2.0-only */
/* A pool: a backend's memory, and the gate before calls into the backend */
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
 * @desc:	the backend's description; @desc.name is a copy
 * @users:	one reference for the registration and one for each buffer. A
 *		buffer's comes with a reference to the module @desc.owner
 * @gate:	held for reading around calls of @alloc, @bind and @scrub, and
 *		for writing to change @open. Taken before the backend's locks
 * @open:	the pool is registered. May be read without @gate if it doesn't
 *		matter that the answer can be out of date at once
 * @closing:	the pool is being unregistered: long loops under @gate must end
 * @adopted:	registering has succeeded, so @release must be called
 * @lost:	bytes that could not be scrubbed, for a backend without a
 *		quarantine
 * @scrub_lock:	serialises scrubbing of quarantined ranges. Taken under @gate
 * @all:	entry in the list that debugfs shows
 */
struct rstmem_pool {
	struct rstmem_pool_desc desc;
	struct kref users;
	struct rw_semaphore gate;
	bool open;
	bool closing;
	bool adopted;
	atomic64_t lost;
	struct mutex scrub_lock; /* serialises scrubbing */
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
