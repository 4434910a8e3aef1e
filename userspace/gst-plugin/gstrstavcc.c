/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the codec_data of length-prefixed H.264 says */
#include "gstrstavcc.h"

#include <gst/base/gstbytereader.h>

/* configurationVersion, profile, compatibility, level */
#define FIXED_BYTES 4

static gboolean
append_parameter_sets (GstByteReader * reader, guint count,
    GByteArray * headers)
{
  static const guint8 start_code[] = { 0, 0, 0, 1 };
  const guint8 *nal;
  guint16 size;

  while (count--) {
    if (!gst_byte_reader_get_uint16_be (reader, &size) || size == 0 ||
        !gst_byte_reader_get_data (reader, size, &nal))
      return FALSE;
    g_byte_array_append (headers, start_code, sizeof (start_code));
    g_byte_array_append (headers, nal, size);
  }
  return TRUE;
}

static gboolean
parse (GstByteReader * reader, guint * nal_length_size, GByteArray * headers)
{
  guint8 version, lengths, count;

  if (!gst_byte_reader_peek_uint8 (reader, &version) || version != 1 ||
      !gst_byte_reader_skip (reader, FIXED_BYTES) ||
      !gst_byte_reader_get_uint8 (reader, &lengths))
    return FALSE;

  *nal_length_size = (lengths & 3) + 1;
  if (*nal_length_size == 3)
    return FALSE;

  /* SPS with their count in five bits, then PPS; avc3 may have neither. */
  return gst_byte_reader_get_uint8 (reader, &count) &&
      append_parameter_sets (reader, count & 0x1f, headers) &&
      gst_byte_reader_get_uint8 (reader, &count) &&
      append_parameter_sets (reader, count, headers);
}

gboolean
gst_rst_avcc_parse (GstRstAvcc * avcc, GstBuffer * codec_data)
{
  GByteArray *headers = g_byte_array_new ();
  guint nal_length_size;
  GstByteReader reader;
  GstMapInfo map;
  gboolean ok;

  if (!gst_buffer_map (codec_data, &map, GST_MAP_READ)) {
    g_byte_array_unref (headers);
    return FALSE;
  }
  gst_byte_reader_init (&reader, map.data, map.size);
  ok = parse (&reader, &nal_length_size, headers);
  gst_buffer_unmap (codec_data, &map);

  if (!ok) {
    g_byte_array_unref (headers);
    return FALSE;
  }
  gst_rst_avcc_clear (avcc);
  avcc->nal_length_size = nal_length_size;
  avcc->headers = headers;
  return TRUE;
}

void
gst_rst_avcc_clear (GstRstAvcc * avcc)
{
  g_clear_pointer (&avcc->headers, g_byte_array_unref);
  avcc->nal_length_size = 0;
}

void
gst_rst_avcc_set_none (GstRstAvcc * avcc)
{
  gst_rst_avcc_clear (avcc);
  avcc->headers = g_byte_array_new ();
}
