/* SPDX-License-Identifier: GPL-2.0-only */
/* Restricted buffers, and what a heap has given out */
#ifndef TESTS_ALLOC_H
#define TESTS_ALLOC_H

#include <stdbool.h>
#include <stdint.h>

/* From /dev/dma_heap/@heap: a descriptor, or -errno; @size in bytes. */
int heap_alloc(const char *heap, uint64_t size);

/* From a node that is open; node_alloc_as() with open flags of the caller's. */
int node_alloc(int node, uint64_t size);
int node_alloc_as(int node, uint64_t size, int flags);

/* In use of the heap in /sys/class/rstmem/@name; -1 if there is none */
long heap_bytes(const char *name);
/* What was closed may be given back a moment later. */
bool heap_empties(const char *name);

#endif /* TESTS_ALLOC_H */
