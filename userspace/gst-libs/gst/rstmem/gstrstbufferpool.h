/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of buffers in restricted memory, for pictures or for bitstreams */
#ifndef __GST_RST_BUFFER_POOL_H__
#define __GST_RST_BUFFER_POOL_H__

#include <gst/gst.h>
#include <gst/video/gstvideopool.h>
#include <gst/video/video.h>

#include "gstrstallocator.h"

G_BEGIN_DECLS

#define GST_TYPE_RST_BUFFER_POOL (gst_rst_buffer_pool_get_type ())
G_DECLARE_FINAL_TYPE (GstRstBufferPool, gst_rst_buffer_pool, GST,
    RST_BUFFER_POOL, GstVideoBufferPool)

/*
 * A pool cannot report errors itself: it emits "allocation-failed" with a
 * GError, for the element that stands behind it to post. Each buffer's memory
 * has @tail_room bytes behind the size that the pool is configured with.
 */
GstBufferPool *gst_rst_buffer_pool_new (GstRstAllocator * allocator,
    gsize tail_room);

/*
 * Others may have the heap's memory, for now: activating the pool and acquiring
 * a buffer wait for it for @timeout milliseconds (-1: for ever), and then fail
 * with "allocation-failed". Once there are @enough buffers, or as many as the
 * pool is configured to begin with, acquiring one waits without end until one
 * of them returns. To be called before the pool is activated; the default is
 * RST_MEMORY_DEFAULT_TIMEOUT.
 */
void gst_rst_buffer_pool_set_patience (GstBufferPool * pool, guint enough,
    gint timeout);

/* From any thread: who waits for memory is sent away, as by a flush, and so is
 * who would from now on. Unlike a flush this does not wait for whoever activates
 * the pool. */
void gst_rst_buffer_pool_dismiss (GstBufferPool * pool);

/* The sink told the decoder how it wants its pictures laid out: if the pool is
 * then configured with the size of such pictures, that is their layout. */
void gst_rst_buffer_pool_expect (GstBufferPool * pool,
    const GstVideoAlignment * align);

G_END_DECLS

#endif /* __GST_RST_BUFFER_POOL_H__ */
