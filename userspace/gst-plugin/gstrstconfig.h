/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the codec_data of length-prefixed H.264 and HEVC says */
#ifndef __GST_RST_CONFIG_H__
#define __GST_RST_CONFIG_H__

#include <gst/gst.h>

#include "gstrstcodecs.h"

G_BEGIN_DECLS

typedef struct
{
  const GstRstCodec *codec;
  guint nal_length_size;        /* 1, 2 or 4 */
  GByteArray *headers;          /* parameter sets, as a byte-stream: each behind
                                 * a start code of four bytes */
  gchar *unusual;               /* "interlaced H.264" and the like; NULL: it is
                                 * as usual, or not known */
} GstRstConfig;

/* FALSE: codec_data is damaged, and @config is left as it was. */
gboolean gst_rst_config_parse (GstRstConfig * config,
    const GstRstCodec * codec, GstBuffer * codec_data);

/* For a byte-stream: no lengths, and its parameter sets are among its units. */
void gst_rst_config_set_none (GstRstConfig * config,
    const GstRstCodec * codec);

void gst_rst_config_clear (GstRstConfig * config);

G_END_DECLS

#endif /* __GST_RST_CONFIG_H__ */
