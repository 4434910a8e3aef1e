/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is unusual about an H.264 stream, from its sequence parameter sets */
#include "gstrstsps.h"

#include <gst/base/gstbitreader.h>
#include <string.h>

#define NAL_TYPE_SPS 7
#define START_CODE_BYTES 4
#define MAX_SPS 256

/* Exp-Golomb code. */
static gboolean
get_ue (GstBitReader * reader, guint32 * value)
{
  guint32 rest = 0;
  guint zeros = 0;
  guint8 bit = 0;

  while (gst_bit_reader_get_bits_uint8 (reader, &bit, 1) && !bit && zeros < 32)
    zeros++;
  if (!bit || zeros > 31 ||
      (zeros && !gst_bit_reader_get_bits_uint32 (reader, &rest, zeros)))
    return FALSE;
  *value = (1u << zeros) - 1 + rest;
  return TRUE;
}

static gboolean
skip_ues (GstBitReader * reader, guint32 count)
{
  guint32 value;

  while (count--) {
    if (!get_ue (reader, &value))
      return FALSE;
  }
  return TRUE;
}

/* A list ends early where the running scale becomes 0. */
static gboolean
skip_scaling_list (GstBitReader * reader, guint size)
{
  guint last = 8, next = 8, i;
  guint32 code, delta;

  for (i = 0; i < size && next; i++) {
    if (!get_ue (reader, &code))
      return FALSE;
    delta = code & 1 ? code / 2 + 1 : -(code / 2);
    next = (last + delta) & 0xff;
    last = next ? next : last;
  }
  return TRUE;
}

static gboolean
skip_scaling_lists (GstBitReader * reader, guint count)
{
  guint8 present;
  guint i;

  for (i = 0; i < count; i++) {
    if (!gst_bit_reader_get_bits_uint8 (reader, &present, 1) ||
        (present && !skip_scaling_list (reader, i < 6 ? 16 : 64)))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_chroma_format (guint8 profile)
{
  static const guint8 profiles[] = {
    100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135
  };

  return memchr (profiles, profile, sizeof (profiles)) != NULL;
}

static gboolean
parse_high (GstBitReader * reader, GstRstSps * sps)
{
  guint32 luma, chroma;
  guint8 flag;

  if (!get_ue (reader, &sps->chroma_format) || sps->chroma_format > 3 ||
      (sps->chroma_format == 3 && !gst_bit_reader_skip (reader, 1)) ||
      !get_ue (reader, &luma) || !get_ue (reader, &chroma) ||
      luma > 6 || chroma > 6)
    return FALSE;
  sps->bit_depth = 8 + MAX (luma, chroma);

  return gst_bit_reader_skip (reader, 1) &&
      gst_bit_reader_get_bits_uint8 (reader, &flag, 1) && (!flag ||
      skip_scaling_lists (reader, sps->chroma_format == 3 ? 12 : 8));
}

static gboolean
skip_order_count (GstBitReader * reader)
{
  guint32 type, cycle;

  if (!get_ue (reader, &type))
    return FALSE;
  if (type == 0)
    return skip_ues (reader, 1);
  if (type == 1)
    return gst_bit_reader_skip (reader, 1) && skip_ues (reader, 2) &&
        get_ue (reader, &cycle) && cycle < 256 && skip_ues (reader, cycle);
  return type == 2;
}

static gboolean
parse (GstBitReader * reader, GstRstSps * sps)
{
  guint8 profile, frames_only;

  /* The rest of the header's 24 bits: constraints and level. */
  if (!gst_bit_reader_get_bits_uint8 (reader, &profile, 8) ||
      !gst_bit_reader_skip (reader, 16) || !skip_ues (reader, 1))
    return FALSE;
  if (has_chroma_format (profile) && !parse_high (reader, sps))
    return FALSE;

  /* log2_max_frame_num; references, whether there are gaps; size. */
  if (!skip_ues (reader, 1) || !skip_order_count (reader) ||
      !skip_ues (reader, 1) || !gst_bit_reader_skip (reader, 1) ||
      !skip_ues (reader, 2) ||
      !gst_bit_reader_get_bits_uint8 (reader, &frames_only, 1))
    return FALSE;
  sps->interlaced = !frames_only;
  return TRUE;
}

gboolean
gst_rst_sps_parse (const guint8 * nal, gsize size, GstRstSps * sps)
{
  guint8 bytes[MAX_SPS];
  guint n = 0, zeros = 0;
  GstBitReader reader;
  gsize i;

  if (size < 4 || (nal[0] & 0x1f) != NAL_TYPE_SPS)
    return FALSE;

  /* Up to the next start code, without the bytes that prevent one. */
  for (i = 1; i < size && n < MAX_SPS && !(zeros >= 2 && nal[i] == 1); i++) {
    if (zeros >= 2 && nal[i] == 3) {
      zeros = 0;
      continue;
    }
    zeros = nal[i] ? 0 : zeros + 1;
    bytes[n++] = nal[i];
  }

  *sps = (GstRstSps) {
    .bit_depth = 8,.chroma_format = 1,
  };
  gst_bit_reader_init (&reader, bytes, n);
  return parse (&reader, sps);
}

gchar *
gst_rst_sps_describe (const GstRstSps * sps, const gchar * codec)
{
  static const gchar *const chroma[] = { "4:0:0", "4:2:0", "4:2:2", "4:4:4" };

  if (!sps->interlaced && sps->bit_depth == 8 && sps->chroma_format == 1)
    return NULL;
  return g_strdup_printf ("%s%s with %u bits per sample and %s colours",
      sps->interlaced ? "interlaced " : "", codec, sps->bit_depth,
      chroma[sps->chroma_format]);
}

gchar *
gst_rst_sps_describe_unusual (const GByteArray * headers)
{
  GstRstSps sps;

  if (!headers || headers->len <= START_CODE_BYTES ||
      !gst_rst_sps_parse (headers->data + START_CODE_BYTES,
          headers->len - START_CODE_BYTES, &sps))
    return NULL;
  return gst_rst_sps_describe (&sps, "H.264");
}
