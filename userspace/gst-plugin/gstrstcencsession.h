/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What turns a protected stream's samples into restricted buffers */
#ifndef __GST_RST_CENC_SESSION_H__
#define __GST_RST_CENC_SESSION_H__

#include <gst/gst.h>
#include <gst/rstmem/gstrstmem.h>

#include "gstrstcencsettings.h"
#include "gstrstcencstream.h"
#include "gstrstkeywait.h"

G_BEGIN_DECLS

/*
 * From an element's start to its stop: a client of the TEE, the memory that it
 * writes to, and what is known of the stream. Problems are posted as the
 * element's. Of the streaming thread, but for flushing.
 */
typedef struct _GstRstCencSession GstRstCencSession;

/* @element, @settings (under its object lock) and @keys outlive it. NULL: an
 * error has been posted. */
GstRstCencSession *gst_rst_cenc_session_new (GstElement * element,
    const GstRstCencSettings * settings, GstRstKeyWait * keys);
void gst_rst_cenc_session_free (GstRstCencSession * self);

/* Borrowed. */
GstRstAllocator *gst_rst_cenc_session_get_allocator (GstRstCencSession * self);
struct cenc_client *gst_rst_cenc_session_get_client (GstRstCencSession * self);
GstRstCencStream *gst_rst_cenc_session_get_stream (GstRstCencSession * self);

/* From any thread: wakes who waits for a buffer, and sends him away. */
void gst_rst_cenc_session_set_flushing (GstRstCencSession * self,
    gboolean flushing);

/* What is underway has been dropped. */
void gst_rst_cenc_session_flush (GstRstCencSession * self);

gboolean gst_rst_cenc_session_set_caps (GstRstCencSession * self,
    const GstCaps * caps);

/* Takes from an allocation query what downstream asks for. */
void gst_rst_cenc_session_require (GstRstCencSession * self, GstQuery * query);

/*
 * For each sample, in this order; GST_BASE_TRANSFORM_FLOW_DROPPED where nothing
 * comes of it. The buffer is taken last, as whoever waits for one has use for
 * it.
 */
GstFlowReturn gst_rst_cenc_session_look_at (GstRstCencSession * self,
    GstBuffer * sample);
GstFlowReturn gst_rst_cenc_session_acquire (GstRstCencSession * self,
    GstBuffer * sample, GstBuffer ** output);
GstFlowReturn gst_rst_cenc_session_decrypt (GstRstCencSession * self,
    GstBuffer * sample, GstBuffer * output);

/* How the sample that was decrypted last was encrypted; borrowed. */
const struct cenc_job *gst_rst_cenc_session_get_job (GstRstCencSession * self);
/* And with which key; NULL: it was clear. */
const guint8 *gst_rst_cenc_session_get_kid (GstRstCencSession * self);

G_END_DECLS

#endif /* __GST_RST_CENC_SESSION_H__ */
