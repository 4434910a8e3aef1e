/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What caps and metadata say of a protected H.264 stream */
#ifndef __GST_RST_CENC_STREAM_H__
#define __GST_RST_CENC_STREAM_H__

#include <cenc-client.h>
#include <gst/gst.h>

#include "gstrstavcc.h"
#include "gstrstlead.h"

G_BEGIN_DECLS

/* Of the streaming thread. */
typedef struct
{
  gboolean clear;               /* a clear part of the stream */
  GstRstAvcc avcc;
  gsize largest_unit;           /* as a V4L2 decoder sees it; 0: unknown */
  GArray *map;                  /* subsamples of the last sample */
  GstRstLead lead;
} GstRstCencStream;

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
 * wherever it is. */
gboolean gst_rst_cenc_stream_describe (GstRstCencStream * self,
    GstBuffer * sample, gboolean allow_clear, struct cenc_job *job,
    GError ** error);

G_END_DECLS

#endif /* __GST_RST_CENC_STREAM_H__ */
