/* SPDX-License-Identifier: GPL-2.0-only */
/* The books of the pools, in /sys/class/rstmem_pool */
#ifndef _HEAPS_POOL_BOOKS_H
#define _HEAPS_POOL_BOOKS_H

struct rstmem_pool;

int rstmem_pool_books_init(void);
void rstmem_pool_books_exit(void);
int rstmem_pool_books_add(struct rstmem_pool *pool);
void rstmem_pool_books_remove(struct rstmem_pool *pool);

#endif /* _HEAPS_POOL_BOOKS_H */
