/* SPDX-License-Identifier: GPL-2.0-only */
/* Allocators, ours and the kernel's, with the same three functions */
#ifndef CONTENDERS_H
#define CONTENDERS_H

#include <linux/types.h>

#define POOL_BASE	0x40000000UL
#define NUM_CONTENDERS	7

/**
 * struct held - a buffer
 * @address:	0 where there is none
 * @size:	bytes, whole pages
 * @cookie:	the allocator's
 */
struct held {
	unsigned long address;
	size_t size;
	void *cookie;
};

/**
 * struct contender - an allocator
 * @name:	for the table
 * @create:	manage @size bytes from POOL_BASE on; NULL where that fails
 * @alloc:	set the address of what is held, whose size is known
 * @free:	give it back
 * @destroy:	nothing is in use
 */
struct contender {
	const char *name;
	void *(*create)(size_t size);
	void (*alloc)(void *pool, struct held *held);
	void (*free)(void *pool, struct held *held);
	void (*destroy)(void *pool);
};

extern const struct contender contenders[NUM_CONTENDERS];

#endif /* CONTENDERS_H */
