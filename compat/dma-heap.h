/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DMA_HEAP_H
#define _COMPAT_DMA_HEAP_H

/* Two classes can't have one name; the nodes are where people look for them. */
#ifdef CONFIG_DMABUF_HEAPS
#define RST_DMA_HEAP_CLASS	"rstmem_dma_heap"
#else
#define RST_DMA_HEAP_CLASS	"dma_heap"
#endif

#endif /* _COMPAT_DMA_HEAP_H */
