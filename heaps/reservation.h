/* SPDX-License-Identifier: GPL-2.0-only */
/* A reservation: memory that an open heap node keeps for its allocations */
#ifndef _HEAPS_RESERVATION_H
#define _HEAPS_RESERVATION_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct dma_buf;
struct rstmem_heap;

/**
 * struct rstmem_reservation - buffers that have no dma-buf yet
 * @lock:	guards what follows; no other lock is taken under it
 * @buffers:	&rstmem_buffer.reserved
 * @count:	how many there are, and are being taken or drawn
 */
struct rstmem_reservation {
	spinlock_t lock; /* guards what follows */
	struct list_head buffers;
	unsigned int count;
};

void rstmem_reservation_init(struct rstmem_reservation *reservation);
int rstmem_reservation_add(struct rstmem_reservation *reservation,
			   struct rstmem_heap *heap, u64 size,
			   unsigned int count);
struct dma_buf *rstmem_reservation_alloc(struct rstmem_reservation *reservation,
					 struct rstmem_heap *heap, size_t size,
					 unsigned int fd_flags);
void rstmem_reservation_drop(struct rstmem_reservation *reservation);

#endif /* _HEAPS_RESERVATION_H */
