/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boxes of an MP4 file, as they are written */
#include "gstrstmp4box.h"

#include <string.h>

void
gst_rst_mp4_put_bytes (GByteArray * out, gconstpointer data, guint size)
{
  g_byte_array_append (out, data, size);
}

void
gst_rst_mp4_put_zeros (GByteArray * out, guint size)
{
  guint before = out->len;

  g_byte_array_set_size (out, before + size);
  memset (out->data + before, 0, size);
}

void
gst_rst_mp4_put8 (GByteArray * out, guint8 value)
{
  gst_rst_mp4_put_bytes (out, &value, 1);
}

void
gst_rst_mp4_put16 (GByteArray * out, guint16 value)
{
  value = GUINT16_TO_BE (value);
  gst_rst_mp4_put_bytes (out, &value, 2);
}

void
gst_rst_mp4_put32 (GByteArray * out, guint32 value)
{
  value = GUINT32_TO_BE (value);
  gst_rst_mp4_put_bytes (out, &value, 4);
}

void
gst_rst_mp4_put64 (GByteArray * out, guint64 value)
{
  value = GUINT64_TO_BE (value);
  gst_rst_mp4_put_bytes (out, &value, 8);
}

void
gst_rst_mp4_fill32 (GByteArray * out, guint at, guint32 value)
{
  GST_WRITE_UINT32_BE (out->data + at, value);
}

guint
gst_rst_mp4_begin (GByteArray * out, const gchar * type)
{
  guint at = out->len;

  gst_rst_mp4_put32 (out, 0);
  gst_rst_mp4_put_bytes (out, type, 4);
  return at;
}

guint
gst_rst_mp4_begin_full (GByteArray * out, const gchar * type, guint8 version,
    guint32 flags)
{
  guint at = gst_rst_mp4_begin (out, type);

  gst_rst_mp4_put32 (out, (guint32) version << 24 | flags);
  return at;
}

void
gst_rst_mp4_end (GByteArray * out, guint at)
{
  gst_rst_mp4_fill32 (out, at, out->len - at);
}
