/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What caps and metadata say of a protected stream */
#ifndef __GST_RST_CENC_STREAM_H__
#define __GST_RST_CENC_STREAM_H__

#include <cenc-client.h>
#include <gst/gst.h>

#include "gstrstconfig.h"
#include "gstrstlead.h"

G_BEGIN_DECLS

/* Of the streaming thread. */
typedef struct
{
  gboolean clear;               /* a clear part of the stream */
  GstRstConfig config;
  gsize largest_unit;           /* as a V4L2 decoder sees it; 0: unknown */
  GArray *map;                  /* subsamples of the last sample */
  GstRstLead lead;
  gboolean need_headers;        /* the decoder may not have them */
} GstRstCencStream;

typedef enum
{
  GST_RST_SAMPLE_OK,
  GST_RST_SAMPLE_DAMAGED,       /* the next one may be better */
  GST_RST_SAMPLE_REFUSED
} GstRstSample;

void gst_rst_cenc_stream_init (GstRstCencStream * self);
void gst_rst_cenc_stream_clear (GstRstCencStream * self);

/* FALSE: the stream is left as it was; @error is a GST_STREAM_ERROR. */
gboolean gst_rst_cenc_stream_set_caps (GstRstCencStream * self,
    const GstCaps * caps, GError ** error);

/* The most that a sample of @size bytes can become. */
gsize gst_rst_cenc_stream_output_size (const GstRstCencStream * self,
    gsize size);

/* Says how @sample is to be decrypted, in what @job has not got yet; it borrows
 * from the stream. @allow_clear: a sample without metadata is a clear one,
 * wherever it is. Not OK: @error is a GST_STREAM_ERROR. */
GstRstSample gst_rst_cenc_stream_describe (GstRstCencStream * self,
    GstBuffer * sample, gboolean allow_clear, struct cenc_job *job,
    GError ** error);

/* The sample that was described goes to the decoder. */
void gst_rst_cenc_stream_passed (GstRstCencStream * self,
    const struct cenc_job *job);

/* The decoder has forgotten what it was sent. */
void gst_rst_cenc_stream_flush (GstRstCencStream * self);

G_END_DECLS

#endif /* __GST_RST_CENC_STREAM_H__ */
