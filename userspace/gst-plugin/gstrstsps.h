/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is unusual about an H.264 stream, from its sequence parameter sets */
#ifndef __GST_RST_SPS_H__
#define __GST_RST_SPS_H__

#include <glib.h>

G_BEGIN_DECLS

/* What many decoders do not take. */
typedef struct
{
  gboolean interlaced;
  guint bit_depth;              /* 8 and more */
  guint chroma_format;          /* 1: 4:2:0 */
} GstRstSps;

/* @nal: a NAL unit, its header included. FALSE: it is no such parameter set, or
 * not a whole one. */
gboolean gst_rst_sps_parse (const guint8 * nal, gsize size, GstRstSps * sps);

/* "interlaced H.264" and the like, for a sentence; NULL: it is as usual. Free
 * it. */
gchar *gst_rst_sps_describe (const GstRstSps * sps, const gchar * codec);

/* The same of H.264's parameter sets behind start codes. */
gchar *gst_rst_sps_describe_unusual (const GByteArray * headers);

G_END_DECLS

#endif /* __GST_RST_SPS_H__ */
