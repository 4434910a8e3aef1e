// SPDX-License-Identifier: BSD-2-Clause
#include <stdlib.h>
#include <string.h>

#include "budget.h"
#include "charged.h"
#include "wipe.h"

void *memalign(size_t alignment, size_t size);	/* libutils, libc */

/* In front of what libavcodec gets. */
struct piece {
	struct rst_share *owner;
	size_t size;		/* of the whole, with what is in front */
	void *start;
};

static struct piece *piece_of(void *memory)
{
	return (struct piece *)memory - 1;
}

static size_t payload_of(void *memory)
{
	const struct piece *piece = piece_of(memory);

	return piece->size - (size_t)((char *)memory - (char *)piece->start);
}

/*
 * Pieces come and go in all sizes: after some seeks, the heap may hold a frame's
 * bytes, and no hole that a frame fits into.
 */
static void *allocate(size_t alignment, size_t size)
{
	void *memory = memalign(alignment, size);

	if (!memory && rst_budget_grow())
		memory = memalign(alignment, size);

	return memory;
}

void *rst_charged_get(size_t alignment, size_t size)
{
	struct rst_share *owner = rst_budget_taker();
	size_t front = (sizeof(struct piece) + alignment - 1) & ~(alignment - 1);
	size_t whole = front + size;
	struct piece *piece;
	char *start;

	if (whole < size || !owner || !rst_budget_take(owner, whole))
		return NULL;
	start = allocate(alignment, whole);
	if (!start) {
		rst_budget_refuse(owner, whole);
		return NULL;
	}

	piece = piece_of(start + front);
	piece->owner = owner;
	piece->size = whole;
	piece->start = start;

	return start + front;
}

void rst_charged_put(void *memory)
{
	void *start;

	if (!memory)
		return;
	start = piece_of(memory)->start;
	rst_budget_return(piece_of(memory)->owner, piece_of(memory)->size);
	/* the heap would keep it, for whatever comes next */
	rst_wipe(memory, payload_of(memory));
	free(start);
}

void *rst_charged_resize(void *memory, size_t size)
{
	size_t before = memory ? payload_of(memory) : 0;
	void *moved = rst_charged_get(16, size);

	if (!moved)
		return NULL;
	if (memory)
		memcpy(moved, memory, before < size ? before : size);
	rst_charged_put(memory);

	return moved;
}
