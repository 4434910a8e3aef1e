// SPDX-License-Identifier: GPL-2.0-only
/* For kernels with a heap class that modules may use */
#include <linux/dma-heap.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/rstmem.h>
#include <rstmem/buffer.h>

#include "compat/module.h"
#include "heap.h"
#include "node.h"

#ifdef HAVE_DMA_HEAP_ADD

RST_IMPORT_NS(DMA_BUF_HEAP);

/*
 * The class never lets a heap go again, so a name is added once and stays;
 * without a pool it answers -ENODEV. The class calls into this module from then
 * on, which therefore cannot be unloaded any more.
 */
static struct dma_heap *class_heaps[RSTMEM_USE_CASE_SECURE_VIDEO_RECORD + 1];

static struct dma_buf *class_alloc(struct dma_heap *class_heap,
				   unsigned long len, u32 fd_flags,
				   u64 heap_flags)
{
	struct rstmem_heap *heap = dma_heap_get_drvdata(class_heap);

	return rstmem_buffer_alloc(heap->use_case, len, fd_flags);
}

static const struct dma_heap_ops class_ops = {
	.allocate = class_alloc,
};

struct rstmem_node *rstmem_node_add(struct rstmem_heap *heap)
{
	const struct dma_heap_export_info info = {
		.name = heap->node_name,
		.ops = &class_ops,
		.priv = heap,
	};
	struct dma_heap *class_heap;

	if (class_heaps[heap->use_case])
		return NULL;
	class_heap = dma_heap_add(&info);
	if (IS_ERR(class_heap))
		return ERR_CAST(class_heap);
	class_heaps[heap->use_case] = class_heap;
	__module_get(THIS_MODULE);
	return NULL;
}

void rstmem_node_remove(struct rstmem_node *node)
{
}

int rstmem_nodes_init(void)
{
	return 0;
}

void rstmem_nodes_exit(void)
{
}

#endif /* HAVE_DMA_HEAP_ADD */
