/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the codec_data of length-prefixed H.264 says */
#ifndef __GST_RST_AVCC_H__
#define __GST_RST_AVCC_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/* The parameter sets, as a byte-stream: each behind a start code of four
 * bytes. */
typedef struct
{
  guint nal_length_size;        /* 1, 2 or 4 */
  GByteArray *headers;
} GstRstAvcc;

/* FALSE: codec_data is damaged, and @avcc is left as it was. */
gboolean gst_rst_avcc_parse (GstRstAvcc * avcc, GstBuffer * codec_data);

/* For a byte-stream: no lengths, and its parameter sets are among its units. */
void gst_rst_avcc_set_none (GstRstAvcc * avcc);

void gst_rst_avcc_clear (GstRstAvcc * avcc);

G_END_DECLS

#endif /* __GST_RST_AVCC_H__ */
