/* SPDX-License-Identifier: GPL-2.0-only */
/* A heap: a name, a use-case, its books, and the pool behind it, if any */
#ifndef _HEAPS_HEAP_H
#define _HEAPS_HEAP_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct rstmem_node;
struct rstmem_pool;

/**
 * struct rstmem_heap - the buffers of a use-case; exists as long as the module
 * @use_case:	RSTMEM_USE_CASE_*
 * @name:	of its folder below /sys/class/rstmem
 * @node_name:	of its device node below /dev/dma_heap
 * @exporter:	exp_name of its dma-bufs
 * @claimed:	bytes in use or being allocated; @limit applies to these
 * @bytes:	bytes in use
 * @high_water:	the highest value that @bytes has had
 * @limit:	bytes; 0 means no limit
 * @failures:	valid allocation requests that failed
 * @refused:	attachments that the policy denied
 * @buffers:	number of buffers in use
 * @pool_lock:	guards @pool; taken last, never held across a call
 * @pool:	NULL while no backend serves this heap
 * @held_lock:	guards @held. Only the lock of a buffer's attachments and the
 *		lock of registrations are taken under it
 * @held:	the buffers in use, &rstmem_buffer.held
 * @node:	the device node, while there is a pool; publish.c guards it
 * @dev:	the device that shows the books in sysfs
 */
struct rstmem_heap {
	u32 use_case;
	const char *name;
	const char *node_name;
	const char *exporter;

	atomic64_t claimed;
	atomic64_t bytes;
	atomic64_t high_water;
	atomic64_t limit;
	atomic64_t failures;
	atomic64_t refused;
	atomic_t buffers;

	spinlock_t pool_lock; /* guards pool */
	struct rstmem_pool *pool;

	struct mutex held_lock; /* guards held */
	struct list_head held;

	struct rstmem_node *node;
	struct device *dev;
};

/* Ends with an entry without a name. */
extern struct rstmem_heap rstmem_heaps[];

void rstmem_heaps_init(void);
struct rstmem_heap *rstmem_heap_find(u32 use_case);
int rstmem_heap_claim(struct rstmem_heap *heap, size_t size);
void rstmem_heap_unclaim(struct rstmem_heap *heap, size_t size);
void rstmem_heap_enter(struct rstmem_heap *heap, size_t size);
void rstmem_heap_leave(struct rstmem_heap *heap, size_t size);
struct rstmem_pool *rstmem_heap_get_pool(struct rstmem_heap *heap);
bool rstmem_heap_is_of_other(struct rstmem_heap *heap, const void *tee);
size_t rstmem_heap_size(struct rstmem_heap *heap);
void rstmem_heap_set_pool(struct rstmem_heap *heap, struct rstmem_pool *pool);

#endif /* _HEAPS_HEAP_H */
