/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boxes of an MP4 file, as they are written */
#ifndef __GST_RST_MP4_BOX_H__
#define __GST_RST_MP4_BOX_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/* Appends a field; numbers are big-endian in the file. */
void gst_rst_mp4_put_bytes (GByteArray * out, gconstpointer data, guint size);
void gst_rst_mp4_put_zeros (GByteArray * out, guint size);
void gst_rst_mp4_put8 (GByteArray * out, guint8 value);
void gst_rst_mp4_put16 (GByteArray * out, guint16 value);
void gst_rst_mp4_put32 (GByteArray * out, guint32 value);
void gst_rst_mp4_put64 (GByteArray * out, guint64 value);

/* Where a size or an offset was left open. */
void gst_rst_mp4_fill32 (GByteArray * out, guint at, guint32 value);

/* A box is begun, filled and ended; its size is put in afterwards. Returns what
 * gst_rst_mp4_end() wants. A full box has a version and flags. */
guint gst_rst_mp4_begin (GByteArray * out, const gchar * type);
guint gst_rst_mp4_begin_full (GByteArray * out, const gchar * type,
    guint8 version, guint32 flags);
void gst_rst_mp4_end (GByteArray * out, guint at);

G_END_DECLS

#endif /* __GST_RST_MP4_BOX_H__ */
