/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the codec_data of length-prefixed H.264 and HEVC says */
#include "gstrstconfig.h"

#include <gst/base/gstbytereader.h>

#include "gstrstsps.h"

/* ISO/IEC 14496-15: configurationVersion, profile, compatibility, level */
#define AVCC_FIXED 4

/* Up to lengthSizeMinusOne, and where in it what is looked at is */
#define HVCC_FIXED 21
#define HVCC_CONSTRAINTS 6
#define HVCC_CHROMA 16
#define HVCC_LUMA_DEPTH 17
#define HVCC_CHROMA_DEPTH 18
#define PROGRESSIVE 0x80
#define INTERLACED 0x40
#define FRAMES_ONLY 0x10

/* HEVC's VPS, SPS, PPS; what else is there (SEI) the decoder can do without. */
#define FIRST_PARAMETER_SET 32
#define LAST_PARAMETER_SET 34

/* @headers: NULL where nobody wants them */
static gboolean
append_units (GstByteReader * reader, guint count, GByteArray * headers)
{
  static const guint8 start_code[] = { 0, 0, 0, 1 };
  const guint8 *nal;
  guint16 size;

  while (count--) {
    if (!gst_byte_reader_get_uint16_be (reader, &size) || size == 0 ||
        !gst_byte_reader_get_data (reader, size, &nal))
      return FALSE;
    if (!headers)
      continue;
    g_byte_array_append (headers, start_code, sizeof (start_code));
    g_byte_array_append (headers, nal, size);
  }
  return TRUE;
}

static gboolean
get_length_size (GstByteReader * reader, GstRstConfig * config)
{
  guint8 lengths;

  if (!gst_byte_reader_get_uint8 (reader, &lengths))
    return FALSE;
  config->nal_length_size = (lengths & 3) + 1;
  return config->nal_length_size != 3;
}

static gboolean
parse_avcc (GstByteReader * reader, GstRstConfig * config)
{
  guint8 version, count;

  if (!gst_byte_reader_peek_uint8 (reader, &version) || version != 1 ||
      !gst_byte_reader_skip (reader, AVCC_FIXED) ||
      !get_length_size (reader, config))
    return FALSE;

  /* SPS with their count in five bits, then PPS; avc3 may have neither. */
  if (!gst_byte_reader_get_uint8 (reader, &count) ||
      !append_units (reader, count & 0x1f, config->headers) ||
      !gst_byte_reader_get_uint8 (reader, &count) ||
      !append_units (reader, count, config->headers))
    return FALSE;
  config->unusual = gst_rst_sps_describe_unusual (config->headers);
  return TRUE;
}

static gchar *
describe_hevc (const guint8 * fixed)
{
  guint8 constraints = fixed[HVCC_CONSTRAINTS];
  GstRstSps sps = {
    .interlaced = (constraints & INTERLACED) && !(constraints & PROGRESSIVE) &&
        !(constraints & FRAMES_ONLY),
    .bit_depth = 8 + MAX (fixed[HVCC_LUMA_DEPTH] & 7,
        fixed[HVCC_CHROMA_DEPTH] & 7),
    .chroma_format = fixed[HVCC_CHROMA] & 3,
  };

  return gst_rst_sps_describe (&sps, "HEVC");
}

static gboolean
append_array (GstByteReader * reader, GByteArray * headers)
{
  guint8 type;
  guint16 count;

  if (!gst_byte_reader_get_uint8 (reader, &type) ||
      !gst_byte_reader_get_uint16_be (reader, &count))
    return FALSE;
  type &= 0x3f;
  if (type < FIRST_PARAMETER_SET || type > LAST_PARAMETER_SET)
    headers = NULL;
  return append_units (reader, count, headers);
}

/* Before the standard was final, its version was 0. */
static gboolean
parse_hvcc (GstByteReader * reader, GstRstConfig * config)
{
  const guint8 *fixed;
  guint8 arrays;

  if (!gst_byte_reader_get_data (reader, HVCC_FIXED, &fixed) ||
      fixed[0] > 1 || !get_length_size (reader, config) ||
      !gst_byte_reader_get_uint8 (reader, &arrays))
    return FALSE;

  while (arrays--) {
    if (!append_array (reader, config->headers))
      return FALSE;
  }
  config->unusual = describe_hevc (fixed);
  return TRUE;
}

static gboolean
parse (GstByteReader * reader, GstRstConfig * config)
{
  return config->codec->cenc_format == RST_CENC_FORMAT_HEVC ?
      parse_hvcc (reader, config) : parse_avcc (reader, config);
}

gboolean
gst_rst_config_parse (GstRstConfig * config, const GstRstCodec * codec,
    GstBuffer * codec_data)
{
  GstRstConfig parsed = {.codec = codec,.headers = g_byte_array_new () };
  GstByteReader reader;
  GstMapInfo map;
  gboolean ok = FALSE;

  if (gst_buffer_map (codec_data, &map, GST_MAP_READ)) {
    gst_byte_reader_init (&reader, map.data, map.size);
    ok = parse (&reader, &parsed);
    gst_buffer_unmap (codec_data, &map);
  }

  if (!ok) {
    gst_rst_config_clear (&parsed);
    return FALSE;
  }
  gst_rst_config_clear (config);
  *config = parsed;
  return TRUE;
}

void
gst_rst_config_clear (GstRstConfig * config)
{
  g_clear_pointer (&config->headers, g_byte_array_unref);
  g_clear_pointer (&config->unusual, g_free);
  config->codec = NULL;
  config->nal_length_size = 0;
}

void
gst_rst_config_set_none (GstRstConfig * config, const GstRstCodec * codec)
{
  gst_rst_config_clear (config);
  config->codec = codec;
  config->headers = g_byte_array_new ();
}
