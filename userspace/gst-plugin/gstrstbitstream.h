/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted buffers for decrypted bitstreams, registered with the TEE */
#ifndef __GST_RST_BITSTREAM_H__
#define __GST_RST_BITSTREAM_H__

#include <cenc-client.h>
#include <gst/gst.h>

#include "gstrstallocator.h"

G_BEGIN_DECLS

/*
 * A pool that is replaced by one of larger buffers where a sample needs it.
 * Buffers are acquired by the streaming thread; flushing may be set from any.
 */
typedef struct _GstRstBitstream GstRstBitstream;

/* @failed is called with @user_data and a GError where the heap gives no
 * memory, by the streaming thread. */
GstRstBitstream *gst_rst_bitstream_new (GstRstAllocator * allocator,
    guint max_buffers, gsize buffer_size,
    void (*failed) (gpointer user_data, const GError * error),
    gpointer user_data);
void gst_rst_bitstream_free (GstRstBitstream * self);

void gst_rst_bitstream_set_flushing (GstRstBitstream * self,
    gboolean flushing);

/* A buffer of at least @size bytes; waits until downstream gives one back. */
GstFlowReturn gst_rst_bitstream_acquire (GstRstBitstream * self, gsize size,
    GstBuffer ** buffer);

/* The registration of a buffer's memory with the client's TEE; made the first
 * time, kept with the memory. NULL: the TEE does not take it. */
struct cenc_buffer *gst_rst_bitstream_register (GstBuffer * buffer,
    struct cenc_client *client);

G_END_DECLS

#endif /* __GST_RST_BITSTREAM_H__ */
