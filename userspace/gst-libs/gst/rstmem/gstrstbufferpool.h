/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of buffers in restricted memory, for pictures or for bitstreams */
#ifndef __GST_RST_BUFFER_POOL_H__
#define __GST_RST_BUFFER_POOL_H__

#include <gst/rstmem/gstrstallocator.h>
#include <gst/rstmem/gstrstmem-prelude.h>
#include <gst/video/gstvideopool.h>
#include <gst/video/video.h>

G_BEGIN_DECLS

/**
 * GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT:
 *
 * For how many milliseconds a pool waits for memory, unless it is told
 * otherwise.
 */
#define GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT 5000

#define GST_TYPE_RST_BUFFER_POOL (gst_rst_buffer_pool_get_type ())
GST_RSTMEM_API
G_DECLARE_FINAL_TYPE (GstRstBufferPool, gst_rst_buffer_pool, GST,
    RST_BUFFER_POOL, GstVideoBufferPool)

GST_RSTMEM_API
GstBufferPool *gst_rst_buffer_pool_new (GstRstAllocator * allocator);

GST_RSTMEM_API
void gst_rst_buffer_pool_set_tail_room (GstRstBufferPool * self,
    gsize tail_room);

GST_RSTMEM_API
void gst_rst_buffer_pool_set_patience (GstRstBufferPool * self, guint enough,
    gint timeout);

GST_RSTMEM_API
void gst_rst_buffer_pool_expect_alignment (GstRstBufferPool * self,
    const GstVideoAlignment * align);

GST_RSTMEM_API
void gst_rst_buffer_pool_dismiss (GstRstBufferPool * self);

G_END_DECLS

#endif /* __GST_RST_BUFFER_POOL_H__ */
