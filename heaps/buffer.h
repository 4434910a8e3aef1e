/* SPDX-License-Identifier: GPL-2.0-only */
/* A buffer: a range of a pool, with the dma-buf around it */
#ifndef _HEAPS_BUFFER_H
#define _HEAPS_BUFFER_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <rstmem/pool.h>

#include "claims.h"

struct dma_buf;
struct rstmem_heap;
struct rstmem_pool;

/**
 * struct rstmem_buffer - the private data of a dma-buf of ours
 * @dmabufs:	how many dma-bufs there are of it; the last one releases it
 * @heap:	the heap whose books count it
 * @pool:	the pool that the memory is from; @claim has the reference
 * @claim:	to the memory
 * @range:	the memory
 * @handle:	the TEE's handle, set before the dma-buf exists
 * @inode:	inode number of the first dma-buf, as /proc shows it; 0 as long as
 *		it has none. @heap's held_lock guards it
 * @held:	entry in @heap's list
 * @reserved:	entry in a reservation's list, as long as it has no dma-buf
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
	struct rstmem_claim claim;
	struct rstmem_range range;
	void *handle;
	unsigned long inode;
	struct list_head held;
	struct list_head reserved;
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

/* A buffer without dma-buf, or ERR_PTR; @size is in whole pages. */
struct rstmem_buffer *rstmem_buffer_reserve(struct rstmem_heap *heap,
					    size_t size);
/* @undo: others of the reservation failed, so nobody is to be woken by this one. */
void rstmem_buffer_unreserve(struct rstmem_buffer *buffer, bool undo);
/* Its dma-buf, which owns the buffer from now on, or ERR_PTR: it stays reserved. */
struct dma_buf *rstmem_buffer_draw(struct rstmem_buffer *buffer,
				   unsigned int fd_flags);

#endif /* _HEAPS_BUFFER_H */
