// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is reserved has been allocated: ranges that somebody could hold, bound to
 * the TEE, in all books. Only then can it be promised, as bytes alone may be in
 * too many pieces.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/sched/signal.h>
#include <rstmem/buffer.h>

#include "buffer.h"
#include "claims.h"
#include "heap.h"
#include "reservation.h"

/*
 * Of one open file. An allocation costs its owner a descriptor, which is
 * limited; this costs the kernel's memory all the same.
 */
#define MOST_BUFFERS	1024

void rstmem_reservation_init(struct rstmem_reservation *reservation)
{
	spin_lock_init(&reservation->lock);
	INIT_LIST_HEAD(&reservation->buffers);
	reservation->count = 0;
}

static void drop_list(struct list_head *buffers, bool undo)
{
	struct rstmem_buffer *buffer, *next;

	list_for_each_entry_safe(buffer, next, buffers, reserved)
		rstmem_buffer_unreserve(buffer, undo);
}

/* Return: 0, or -ENOSPC, without having tried: there is less than that. */
static int ask_room(const struct rstmem_heap *heap, size_t size,
		    unsigned int count)
{
	u64 all;

	if (check_mul_overflow((u64)size, count, &all) ||
	    all > rstmem_heap_room(heap))
		return -ENOSPC;
	return 0;
}

static int reserve_all(struct rstmem_heap *heap, size_t size,
		       unsigned int count, struct list_head *buffers)
{
	struct rstmem_buffer *buffer;

	while (count--) {
		if (fatal_signal_pending(current))
			return -EINTR;
		buffer = rstmem_buffer_reserve(heap, size);
		if (IS_ERR(buffer))
			return PTR_ERR(buffer) == -ENOMEM ? -ENOSPC :
							    PTR_ERR(buffer);
		list_add_tail(&buffer->reserved, buffers);
		cond_resched();
	}
	return 0;
}

static bool count_raise(struct rstmem_reservation *reservation,
			unsigned int count)
{
	bool fits;

	spin_lock(&reservation->lock);
	fits = count <= MOST_BUFFERS - reservation->count;
	if (fits)
		reservation->count += count;
	spin_unlock(&reservation->lock);
	return fits;
}

static void count_lower(struct rstmem_reservation *reservation,
			unsigned int count)
{
	spin_lock(&reservation->lock);
	reservation->count -= count;
	spin_unlock(&reservation->lock);
}

/**
 * rstmem_reservation_add() - reserve more
 * @reservation: what has been reserved so far
 * @heap:	where
 * @size:	of each buffer, in bytes
 * @count:	how many buffers
 *
 * All of them or none.
 *
 * Return: 0, -EINVAL (@size, @count), -ENOSPC, -ENODEV (no pool), or -EINTR
 * (killed).
 */
int rstmem_reservation_add(struct rstmem_reservation *reservation,
			   struct rstmem_heap *heap, u64 size,
			   unsigned int count)
{
	LIST_HEAD(buffers);
	int err;

	if (size > SIZE_MAX || !PAGE_ALIGN((size_t)size) || !count)
		return -EINVAL;
	if (!count_raise(reservation, count))
		return -ENOSPC;
	err = ask_room(heap, PAGE_ALIGN((size_t)size), count);
	if (!err)
		err = reserve_all(heap, PAGE_ALIGN((size_t)size), count,
				  &buffers);
	if (err) {
		drop_list(&buffers, true);
		count_lower(reservation, count);
		return err;
	}
	spin_lock(&reservation->lock);
	list_splice_tail(&buffers, &reservation->buffers);
	spin_unlock(&reservation->lock);
	return 0;
}

/* Return: a buffer that nobody else finds, or NULL. */
static struct rstmem_buffer *
reservation_take(struct rstmem_reservation *reservation, size_t size)
{
	struct rstmem_buffer *buffer, *found = NULL;

	spin_lock(&reservation->lock);
	list_for_each_entry(buffer, &reservation->buffers, reserved) {
		if (buffer->range.size == size) {
			found = buffer;
			list_del(&found->reserved);
			break;
		}
	}
	spin_unlock(&reservation->lock);
	return found;
}

/* Return: a dma-buf, ERR_PTR, or NULL if nothing of this size is reserved. */
static struct dma_buf *reservation_draw(struct rstmem_reservation *reservation,
					size_t size, unsigned int fd_flags)
{
	struct rstmem_buffer *buffer = reservation_take(reservation, size);
	struct dma_buf *dmabuf;

	if (!buffer)
		return NULL;
	dmabuf = rstmem_buffer_draw(buffer, fd_flags);
	if (!IS_ERR(dmabuf)) {
		count_lower(reservation, 1);
		return dmabuf;
	}
	spin_lock(&reservation->lock);
	list_add(&buffer->reserved, &reservation->buffers);
	spin_unlock(&reservation->lock);
	return dmabuf;
}

/* As rstmem_buffer_alloc(), from the reservation where it has such a buffer. */
struct dma_buf *rstmem_reservation_alloc(struct rstmem_reservation *reservation,
					 struct rstmem_heap *heap, size_t size,
					 unsigned int fd_flags)
{
	size_t rounded = PAGE_ALIGN(size);

	return reservation_draw(reservation, rounded, fd_flags) ?:
	       rstmem_buffer_alloc(heap->use_case, size, fd_flags);
}

/* Nobody else uses it any more. */
void rstmem_reservation_drop(struct rstmem_reservation *reservation)
{
	drop_list(&reservation->buffers, false);
}
