/* SPDX-License-Identifier: GPL-2.0-only */
/* The books (accounting) of the heaps, in /sys/class/rstmem */
#ifndef _HEAPS_BOOKS_H
#define _HEAPS_BOOKS_H

int rstmem_books_init(void);
void rstmem_books_exit(void);

#endif /* _HEAPS_BOOKS_H */
