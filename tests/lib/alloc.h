/* SPDX-License-Identifier: GPL-2.0-only */
/* Restricted buffers from a heap's node; descriptors, or -errno. */
#ifndef TESTS_ALLOC_H
#define TESTS_ALLOC_H

#include <stdint.h>

/* From /dev/dma_heap/@heap; @size in bytes. */
int heap_alloc(const char *heap, uint64_t size);

/* From a node that is open; node_alloc_as() with open flags of the caller's. */
int node_alloc(int node, uint64_t size);
int node_alloc_as(int node, uint64_t size, int flags);

#endif /* TESTS_ALLOC_H */
