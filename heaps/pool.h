/* SPDX-License-Identifier: GPL-2.0-only */
/* A pool: a backend's memory, and the gate before calls into the backend */
#ifndef _HEAPS_POOL_H
#define _HEAPS_POOL_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/rwsem.h>
#include <rstmem/pool.h>

#include "proof.h"
#include "scrubber.h"
#include "turn.h"

struct device;
struct dmem_cgroup_region;
struct seq_file;

/**
 * struct rstmem_pool - a registered pool
 * @desc:	the backend's description; @desc.name and @desc.ranges are copies
 * @users:	one reference for the registration and one for each buffer. A
 *		buffer's comes with a reference to the module @desc.owner
 * @gate:	held for reading around calls of @alloc and @bind for a buffer,
 *		and for writing to change @open. Taken before the backend's
 *		locks
 * @open:	the pool is registered. May be read without @gate if it doesn't
 *		matter that the answer can be out of date at once
 * @adopted:	registering has succeeded, so @release must be called
 * @turn:	had by whoever takes memory, one attempt at a time, and alone by an
 *		allocation that others have outrun, and while the pool is on trial.
 *		Taken before @gate
 * @scrubber:	scrubs what has been released
 * @all:	entry in the list that debugfs shows
 * @serving:	entry in the list of pools that serve; claims.c guards this and
 *		the next three
 * @withheld:	it serves no heap for now
 * @order:	of the pools that serve; never 0
 * @claimed:	bytes in use or being allocated, in granules
 * @books:	what shows the books in sysfs, while the pool is registered;
 *		publish.c guards it
 * @number:	of @books; the pool's as long as it has users
 * @registered:	entry in the list of registered pools; publish.c guards it
 * @proof:	whether it is protected
 * @books_free:	frees @number and @region, if it is set
 * @region:	where control groups count its memory, or NULL
 */
struct rstmem_pool {
	struct rstmem_pool_desc desc;
	struct kref users;
	struct rw_semaphore gate;
	struct rstmem_turn turn;
	bool open;
	bool adopted;
	struct rstmem_scrubber scrubber;
	struct list_head all;
	struct list_head serving;
	bool withheld;
	u64 order, claimed;
	struct device *books;
	int number;
	struct list_head registered;
	struct rstmem_proof proof;
	void (*books_free)(struct rstmem_pool *pool);
	struct dmem_cgroup_region *region;
};

struct rstmem_pool *rstmem_pool_create(const struct rstmem_pool_desc *desc);
void rstmem_pool_drop(struct rstmem_pool *pool);
void rstmem_pool_start(struct rstmem_pool *pool);
bool rstmem_pool_close(struct rstmem_pool *pool);
void rstmem_pool_await(struct rstmem_pool *pool);
bool rstmem_pool_get(struct rstmem_pool *pool);
void rstmem_pool_put(struct rstmem_pool *pool);
bool rstmem_pool_is_open(struct rstmem_pool *pool);
void *rstmem_pool_take(struct rstmem_pool *pool, size_t size,
		       struct rstmem_range *range);
void *rstmem_pool_take_in_turn(struct rstmem_pool *pool, size_t size,
			       struct rstmem_range *range);
void rstmem_pool_give(struct rstmem_pool *pool,
		      const struct rstmem_range *range, void *handle);
void rstmem_pool_return(struct rstmem_pool *pool,
			const struct rstmem_range *range, void *handle);
size_t rstmem_pool_claimed(const struct rstmem_pool *pool);
size_t rstmem_pool_quarantined(struct rstmem_pool *pool);
size_t rstmem_pool_largest(struct rstmem_pool *pool);
size_t rstmem_pools_quarantined(u32 use_case);
size_t rstmem_pools_largest(u32 use_case);
void rstmem_pools_show(struct seq_file *file);

#endif /* _HEAPS_POOL_H */
