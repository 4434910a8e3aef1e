/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a sample is encrypted, from its protection metadata */
#include "gstrstcencinfo.h"

#include <gst/base/gstbytereader.h>

/* In the metadata: 16 bits clear, 32 bits encrypted, big-endian. */
#define SUBSAMPLE_BYTES 6

static GstBuffer *
get_buffer (const GstStructure * info, const gchar * field)
{
  const GValue *value = gst_structure_get_value (info, field);

  return value && GST_VALUE_HOLDS_BUFFER (value) ?
      gst_value_get_buffer (value) : NULL;
}

static gboolean
copy_bytes (const GstStructure * info, const gchar * field, guint8 * bytes,
    gsize size)
{
  GstBuffer *buffer = get_buffer (info, field);

  return buffer && gst_buffer_extract (buffer, 0, bytes, size) == size;
}

static gboolean
parse_map (const GstStructure * info, GArray * map)
{
  struct rst_cenc_subsample subsample;
  GstByteReader reader;
  GstBuffer *buffer;
  guint16 clear = 0;
  guint count = 0;
  GstMapInfo mem;

  g_array_set_size (map, 0);
  gst_structure_get_uint (info, "subsample_count", &count);
  if (count == 0)
    return TRUE;

  buffer = get_buffer (info, "subsamples");
  if (count > RST_CENC_MAX_SUBSAMPLES || !buffer ||
      gst_buffer_get_size (buffer) / SUBSAMPLE_BYTES < count ||
      !gst_buffer_map (buffer, &mem, GST_MAP_READ))
    return FALSE;

  gst_byte_reader_init (&reader, mem.data, mem.size);
  while (count-- && gst_byte_reader_get_uint16_be (&reader, &clear) &&
      gst_byte_reader_get_uint32_be (&reader, &subsample.encrypted)) {
    subsample.clear = clear;
    g_array_append_val (map, subsample);
  }
  gst_buffer_unmap (buffer, &mem);
  return TRUE;
}

/* Muxers pad samples, or split them, and leave the map as it was: it ends with
 * the sample, and bytes behind it are clear. The TEE wants it exact. */
static void
fit_map (GArray * map, gsize size)
{
  struct rst_cenc_subsample *subsample;
  struct rst_cenc_subsample rest = { 0 };
  gsize left = size;
  guint i;

  for (i = 0; i < map->len && left > 0; i++) {
    subsample = &g_array_index (map, struct rst_cenc_subsample, i);
    subsample->clear = MIN (subsample->clear, left);
    left -= subsample->clear;
    subsample->encrypted = MIN (subsample->encrypted, left);
    left -= subsample->encrypted;
  }
  g_array_set_size (map, i);
  if (left > 0 && left <= G_MAXUINT32 && i < RST_CENC_MAX_SUBSAMPLES) {
    rest.clear = left;
    g_array_append_val (map, rest);
  }
}

/* Demuxers name the scheme; it is cenc where they do not. */
static gboolean
parse_scheme (const GstStructure * info, struct cenc_job *job)
{
  const gchar *mode = gst_structure_get_string (info, "cipher-mode");

  if (!gst_rst_cenc_info_scheme (mode, &job->scheme))
    return FALSE;

  gst_structure_get_uint (info, "crypt_byte_block", &job->crypt_blocks);
  gst_structure_get_uint (info, "skip_byte_block", &job->skip_blocks);
  return TRUE;
}

/* A constant IV comes as the sample's own; where qtdemux found nothing in the
 * file about the sample alone, its size is in another field. */
static gboolean
parse_iv (const GstStructure * info, struct cenc_job *job)
{
  job->iv_size = 0;
  gst_structure_get_uint (info, "iv_size", &job->iv_size);
  if (job->iv_size == 0)
    gst_structure_get_uint (info, "constant_iv_size", &job->iv_size);
  return (job->iv_size == 8 || job->iv_size == 16) &&
      copy_bytes (info, "iv", job->iv, job->iv_size);
}

gboolean
gst_rst_cenc_info_scheme (const gchar * mode, guint32 * scheme)
{
  if (mode == NULL || g_str_equal (mode, "cenc"))
    *scheme = RST_CENC_SCHEME_CENC;
  else if (g_str_equal (mode, "cens"))
    *scheme = RST_CENC_SCHEME_CENS;
  else if (g_str_equal (mode, "cbc1"))
    *scheme = RST_CENC_SCHEME_CBC1;
  else if (g_str_equal (mode, "cbcs"))
    *scheme = RST_CENC_SCHEME_CBCS;
  else
    return FALSE;
  return TRUE;
}

gboolean
gst_rst_cenc_info_parse (const GstStructure * info, struct cenc_job *job,
    GArray * map, GError ** error)
{
  gboolean encrypted;

  if (!gst_structure_get_boolean (info, "encrypted", &encrypted))
    goto incomplete;
  if (!encrypted) {
    job->scheme = RST_CENC_SCHEME_CLEAR;
    return TRUE;
  }

  if (!parse_scheme (info, job))
    goto other_scheme;
  if (!parse_iv (info, job) ||
      !copy_bytes (info, "kid", job->kid, sizeof (job->kid)))
    goto incomplete;
  if (!parse_map (info, map))
    goto wrong_map;
  if (map->len == 0 && job->format != RST_CENC_FORMAT_RAW)
    goto encrypted_whole;
  if (map->len > 0)
    fit_map (map, job->size);

  job->subsamples = (const struct rst_cenc_subsample *) map->data;
  job->num_subsamples = map->len;
  return TRUE;

  /* ERRORS */
incomplete:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT,
        "The sample's encryption metadata lacks its key identifier or its "
        "initialisation vector, or says that they are of no known size.");
    return FALSE;
  }
other_scheme:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_NOT_IMPLEMENTED,
        "The stream is encrypted with a scheme that is not supported: '%s'.",
        gst_structure_get_string (info, "cipher-mode"));
    return FALSE;
  }
encrypted_whole:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT,
        "The sample is encrypted as a whole. Of %s the lengths and headers "
        "of NAL units must be clear: encrypt it with subsamples.",
        job->format == RST_CENC_FORMAT_HEVC ? "HEVC" : "H.264");
    return FALSE;
  }
wrong_map:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT,
        "The sample's map of encrypted parts is incomplete, or has more than "
        "%d entries.", RST_CENC_MAX_SUBSAMPLES);
    return FALSE;
  }
}

gchar *
gst_rst_cenc_info_kid_to_string (const guint8 kid[16])
{
  GString *text = g_string_sized_new (32);
  guint i;

  for (i = 0; i < 16; i++)
    g_string_append_printf (text, "%02x", kid[i]);
  return g_string_free (text, FALSE);
}

gboolean
gst_rst_cenc_info_kid_from_string (const gchar * text, guint8 kid[16])
{
  guint n = 0;

  for (; *text; text++) {
    if (*text == '-')
      continue;
    if (!g_ascii_isxdigit (*text) || n == 32)
      return FALSE;
    kid[n / 2] = (kid[n / 2] << 4) | g_ascii_xdigit_value (*text);
    n++;
  }
  return n == 32;
}
