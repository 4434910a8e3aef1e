/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The heaps that restricted memory comes from */
#ifndef __GST_RST_HEAP_H__
#define __GST_RST_HEAP_H__

#include <gst/rstmem/gstrstmem-prelude.h>

G_BEGIN_DECLS

/**
 * GstRstHeap:
 * @GST_RST_HEAP_SECURE_VIDEO: films that are played
 * @GST_RST_HEAP_TRUSTED_UI: what a trusted application draws
 * @GST_RST_HEAP_SECURE_VIDEO_RECORD: what a camera captures
 *
 * The heaps that restricted memory comes from, one for each use.
 */
typedef enum
{
  GST_RST_HEAP_SECURE_VIDEO = 1,
  GST_RST_HEAP_TRUSTED_UI = 2,
  GST_RST_HEAP_SECURE_VIDEO_RECORD = 3,
} GstRstHeap;

#define GST_TYPE_RST_HEAP (gst_rst_heap_get_type ())
GST_RSTMEM_API
GType gst_rst_heap_get_type (void);

G_END_DECLS

#endif /* __GST_RST_HEAP_H__ */
