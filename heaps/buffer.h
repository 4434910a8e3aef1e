/* SPDX-License-Identifier: GPL-2.0-only */
/* A buffer: a range of a pool, with the dma-buf around it */
#ifndef _HEAPS_BUFFER_H
#define _HEAPS_BUFFER_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <rstmem/pool.h>

struct dma_buf;
struct rstmem_heap;
struct rstmem_pool;

/**
 * struct rstmem_buffer - the private data of a dma-buf of ours
 * @dmabufs:	how many dma-bufs there are of it; the last one releases it
 * @heap:	the heap whose books count it
 * @pool:	the pool that the memory is from; the buffer has a reference
 * @range:	the memory
 * @handle:	the TEE's handle, set before the dma-buf exists
 * @inode:	inode number of the first dma-buf, as /proc shows it
 * @held:	entry in @heap's list
 * @lock:	guards @attachments; taken last
 * @attachments: &rstmem_attachment.list
 * @registrations: by importers; importer-buffers.c guards them
 * @since:	when it was allocated, in seconds since boot
 * @pid:	of the process that allocated it
 * @comm:	name of that process
 */
struct rstmem_buffer {
	refcount_t dmabufs;
	struct rstmem_heap *heap;
	struct rstmem_pool *pool;
	struct rstmem_range range;
	void *handle;
	unsigned long inode;
	struct list_head held;
	struct mutex lock; /* guards attachments */
	struct list_head attachments;
	struct list_head registrations;
	time64_t since;
	pid_t pid;
	char comm[TASK_COMM_LEN];
};

/**
 * struct rstmem_attachment - a device that is attached to a buffer
 * @list:	entry in the buffer's attachments
 * @dev:	the device; the importing driver keeps it until it detaches
 */
struct rstmem_attachment {
	struct list_head list;
	struct device *dev;
};

/* Return: the buffer behind a dma-buf, or NULL if it is not one of ours. */
struct rstmem_buffer *rstmem_buffer_of(struct dma_buf *dmabuf);

#endif /* _HEAPS_BUFFER_H */
