/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted dma-bufs as GstMemory: can be passed on, cannot be mapped */
#ifndef __GST_RST_ALLOCATOR_H__
#define __GST_RST_ALLOCATOR_H__

#include <gst/allocators/allocators.h>
#include <gst/rstmem/gstrstheap.h>
#include <gst/rstmem/gstrstmem-prelude.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_ALLOCATOR (gst_rst_allocator_get_type ())
GST_RSTMEM_API
G_DECLARE_FINAL_TYPE (GstRstAllocator, gst_rst_allocator, GST, RST_ALLOCATOR,
    GstDmaBufAllocator)

GST_RSTMEM_API
GstAllocator *gst_rst_allocator_new (GstRstHeap heap, GError ** error);

GST_RSTMEM_API
GstMemory *gst_rst_allocator_alloc (GstRstAllocator * self, gsize size,
    GError ** error);

GST_RSTMEM_API
gboolean gst_is_restricted_memory (GstMemory * mem);

G_END_DECLS

#endif /* __GST_RST_ALLOCATOR_H__ */
