// SPDX-License-Identifier: GPL-2.0-only
// exported: dma_heap_add
#include <linux/dma-heap.h>

#ifndef CONFIG_DMABUF_HEAPS
#error no heap class
#endif

struct dma_heap *(*probe)(const struct dma_heap_export_info *) = dma_heap_add;
