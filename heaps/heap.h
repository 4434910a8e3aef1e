/* SPDX-License-Identifier: GPL-2.0-only */
/* A heap: a name, a use-case, and its books */
#ifndef _HEAPS_HEAP_H
#define _HEAPS_HEAP_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>

struct device;
struct kernfs_node;
struct rstmem_node;

/**
 * struct rstmem_heap - the buffers of a use-case; exists as long as the module
 * @use_case:	RSTMEM_USE_CASE_*
 * @name:	of its folder below /sys/class/rstmem
 * @node_name:	of its device node below /dev/dma_heap
 * @exporter:	exp_name of its dma-bufs
 * @bytes:	bytes in use
 * @reserved:	those of them that have no dma-buf yet
 * @high_water:	the highest value that @bytes has had
 * @failures:	valid allocation requests that failed
 * @refused:	attachments that the policy denied
 * @buffers:	number of buffers in use
 * @claimed:	bytes in use or being allocated; claims.c guards this and the
 *		next three
 * @limit:	the most that may be claimed; 0 means no limit
 * @user_limit:	the most that the processes of one user may claim; 0 means no limit
 * @minimum:	what is kept for this heap in the pools that serve it
 * @held_lock:	guards @held. Only the lock of a buffer's attachments and the
 *		lock of registrations are taken under it
 * @held:	the buffers in use, &rstmem_buffer.held
 * @node:	the device node, while there are pools; publish.c guards it
 * @dev:	the device that shows the books in sysfs
 * @room:	the file there that tells when there is more room
 */
struct rstmem_heap {
	u32 use_case;
	const char *name;
	const char *node_name;
	const char *exporter;

	atomic64_t bytes;
	atomic64_t reserved;
	atomic64_t high_water;
	atomic64_t failures;
	atomic64_t refused;
	atomic_t buffers;

	u64 claimed, limit, user_limit, minimum;

	struct mutex held_lock; /* guards held */
	struct list_head held;

	struct rstmem_node *node;
	struct device *dev;
	struct kernfs_node *room;
};

/* Ends with an entry without a name. */
extern struct rstmem_heap rstmem_heaps[];

void rstmem_heaps_init(void);
struct rstmem_heap *rstmem_heap_find(u32 use_case);
void rstmem_heap_enter(struct rstmem_heap *heap, size_t size);
void rstmem_heap_leave(struct rstmem_heap *heap, size_t size);
void rstmem_heaps_tell(u32 use_cases);

#endif /* _HEAPS_HEAP_H */
