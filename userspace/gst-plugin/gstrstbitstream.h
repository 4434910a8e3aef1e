/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted buffers for decrypted bitstreams */
#ifndef __GST_RST_BITSTREAM_H__
#define __GST_RST_BITSTREAM_H__

#include <gst/gst.h>
#include <gst/rstmem/gstrstmem.h>

G_BEGIN_DECLS

/*
 * A pool that is replaced by one of larger buffers where a sample needs it.
 * Buffers are acquired by the streaming thread; flushing may be set from any.
 */
typedef struct _GstRstBitstream GstRstBitstream;

/* @failed is called with @user_data and a GError where the heap gives no
 * memory within @timeout milliseconds, by the streaming thread. */
GstRstBitstream *gst_rst_bitstream_new (GstRstAllocator * allocator,
    guint max_buffers, gsize buffer_size, gint timeout,
    void (*failed) (gpointer user_data, const GError * error),
    gpointer user_data);
void gst_rst_bitstream_free (GstRstBitstream * self);

void gst_rst_bitstream_set_flushing (GstRstBitstream * self,
    gboolean flushing);

/* What downstream asks for: it holds up to @min_buffers at once, and takes none
 * below @size bytes. Of the streaming thread. */
void gst_rst_bitstream_require (GstRstBitstream * self, gsize size,
    guint min_buffers);

/* A buffer of at least @size bytes; waits until downstream gives one back. */
GstFlowReturn gst_rst_bitstream_acquire (GstRstBitstream * self, gsize size,
    GstBuffer ** buffer);

G_END_DECLS

#endif /* __GST_RST_BITSTREAM_H__ */
