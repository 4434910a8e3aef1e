/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted dma-bufs as GstMemory: can be passed on, cannot be mapped */
#ifndef __GST_RST_ALLOCATOR_H__
#define __GST_RST_ALLOCATOR_H__

#include <gst/allocators/allocators.h>
#include <gst/gst.h>
#include <rstmem.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_ALLOCATOR (gst_rst_allocator_get_type ())
G_DECLARE_FINAL_TYPE (GstRstAllocator, gst_rst_allocator, GST, RST_ALLOCATOR,
    GstDmaBufAllocator)

/* Errors are GST_RESOURCE_ERRORs that say what to do. */
GstAllocator *gst_rst_allocator_new (enum rstmem_use_case use_case,
    GError ** error);

/* The memory's maximal size is the dma-buf's: whole pages. */
GstMemory *gst_rst_allocator_alloc (GstRstAllocator * self, gsize size,
    GError ** error);

/* Whether the heap could give @size bytes if nobody else used it. */
gboolean gst_rst_allocator_could_give (GstRstAllocator * self, gsize size);

/* Whether a memory is restricted, whoever allocated it. */
gboolean gst_rst_memory_is_restricted (GstMemory * mem);

G_END_DECLS

#endif /* __GST_RST_ALLOCATOR_H__ */
