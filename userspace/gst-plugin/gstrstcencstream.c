/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What caps and metadata say of a protected stream */
#include "gstrstcencstream.h"

#include "gstrstcencinfo.h"
#include "gstrstcodecs.h"

#define MAX_DIMENSION 16384

void
gst_rst_cenc_stream_init (GstRstCencStream * self)
{
  *self = (GstRstCencStream) {
    .map = g_array_new (FALSE, FALSE, sizeof (struct rst_cenc_subsample)),
  };
  gst_rst_lead_init (&self->lead);
}

void
gst_rst_cenc_stream_clear (GstRstCencStream * self)
{
  gst_rst_config_clear (&self->config);
  g_clear_pointer (&self->map, g_array_unref);
}

/* What a V4L2 decoder asks of its input buffers: H.264 and HEVC compress an
 * access unit to half of the raw samples at the least (MinCR in table A-1,
 * MinCrBase in A.9), and a page for parameter sets and SEI. */
static gsize
largest_unit (const GstStructure * structure)
{
  gint width = 0, height = 0;

  gst_structure_get_int (structure, "width", &width);
  gst_structure_get_int (structure, "height", &height);
  if (width <= 0 || height <= 0 || width > MAX_DIMENSION ||
      height > MAX_DIMENSION)
    return 0;
  return (gsize) width * height * 3 / 4 + 4096;
}

static gboolean
set_configuration (GstRstCencStream * self, const GstRstCodec * codec,
    const GstStructure * structure)
{
  const gchar *format = gst_structure_get_string (structure, "stream-format");
  const GValue *codec_data =
      gst_structure_get_value (structure, "codec_data");

  if (g_strcmp0 (format, "byte-stream") == 0) {
    gst_rst_config_set_none (&self->config, codec);
    return TRUE;
  }
  return codec_data && GST_VALUE_HOLDS_BUFFER (codec_data) &&
      gst_rst_config_parse (&self->config, codec,
      gst_value_get_buffer (codec_data));
}

/* What the demuxer said of the file holds on; behind a clear part an encrypted
 * one may have a clear lead of its own. */
static void
set_clear (GstRstCencStream * self, gboolean clear)
{
  gboolean unfragmented = self->lead.unfragmented;

  if (self->clear && !clear) {
    gst_rst_lead_init (&self->lead);
    self->lead.unfragmented = unfragmented;
  }
  self->clear = clear;
}

gboolean
gst_rst_cenc_stream_set_caps (GstRstCencStream * self, const GstCaps * caps,
    GError ** error)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  const gchar *mode = gst_structure_get_string (structure, "cipher-mode");
  const GstRstCodec *codec = gst_rst_codec_find (caps);
  guint32 scheme;

  if (!gst_rst_cenc_info_scheme (mode, &scheme))
    goto other_scheme;
  if (!codec || !set_configuration (self, codec, structure))
    goto wrong_codec_data;
  if (self->config.headers->len > RST_CENC_MAX_PREFIX)
    goto too_many_headers;
  set_clear (self, !gst_rst_codecs_are_encrypted (caps));
  self->largest_unit = largest_unit (structure);
  self->need_headers = TRUE;
  return TRUE;

  /* ERRORS */
other_scheme:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_NOT_IMPLEMENTED,
        "The encryption scheme '%s' is not supported.", mode);
    return FALSE;
  }
wrong_codec_data:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
        "The stream's %s configuration is missing or damaged.",
        codec ? codec->name : "codec's");
    return FALSE;
  }
too_many_headers:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
        "The stream's parameter sets have %u bytes in all, and the trusted "
        "application takes %d.", self->config.headers->len, RST_CENC_MAX_PREFIX);
    gst_rst_config_clear (&self->config);
    return FALSE;
  }
}

/* Start codes have four bytes; in the worst case each NAL unit has a single
 * byte, behind a shorter length. At the end comes the TEE's stamp. */
gsize
gst_rst_cenc_stream_output_size (const GstRstCencStream * self, gsize size)
{
  guint nal_length_size = self->config.nal_length_size;
  gsize headers = self->config.headers->len;
  gsize result;

  if (!nal_length_size)
    return MAX (size + RST_CENC_STAMP_SIZE, self->largest_unit);
  result = headers + size / (nal_length_size + 1) * (4 + 1) + nal_length_size;
  result = MAX (result, headers + size) + RST_CENC_STAMP_SIZE;
  return MAX (result, self->largest_unit);
}

/* An empty sample has no memory. */
static gboolean
is_readable (GstBuffer * sample)
{
  guint n = gst_buffer_n_memory (sample);
  GstMapInfo map;

  while (n > 0) {
    GstMemory *mem = gst_buffer_peek_memory (sample, --n);

    if (!gst_memory_map (mem, &map, GST_MAP_READ))
      return FALSE;
    gst_memory_unmap (mem, &map);
  }
  return TRUE;
}

/* Key frames need them, and so does whatever a decoder sees first: not each
 * stream has its key frames marked. */
static gboolean
needs_headers (GstRstCencStream * self, GstBuffer * sample)
{
  return self->need_headers || GST_BUFFER_IS_DISCONT (sample) ||
      !GST_BUFFER_FLAG_IS_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT);
}

GstRstSample
gst_rst_cenc_stream_describe (GstRstCencStream * self, GstBuffer * sample,
    gboolean allow_clear, struct cenc_job *job, GError ** error)
{
  GstProtectionMeta *meta = gst_buffer_get_protection_meta (sample);

  if (!is_readable (sample))
    goto not_readable;

  job->format = self->config.codec->cenc_format;
  job->nal_length_size = self->config.nal_length_size;
  job->size = gst_buffer_get_size (sample);
  if (needs_headers (self, sample)) {
    job->prefix = self->config.headers->data;
    job->prefix_size = self->config.headers->len;
  }

  if (!meta || self->clear) {
    job->scheme = RST_CENC_SCHEME_CLEAR;
    return allow_clear || self->clear ||
        gst_rst_lead_accept (&self->lead, sample, error) ?
        GST_RST_SAMPLE_OK : GST_RST_SAMPLE_REFUSED;
  }

  if (!gst_rst_cenc_info_parse (meta->info, job, self->map, error))
    return error && g_error_matches (*error, GST_STREAM_ERROR,
        GST_STREAM_ERROR_NOT_IMPLEMENTED) ? GST_RST_SAMPLE_REFUSED :
        GST_RST_SAMPLE_DAMAGED;
  if (job->scheme != RST_CENC_SCHEME_CLEAR)
    gst_rst_lead_saw_encrypted (&self->lead, sample);
  return GST_RST_SAMPLE_OK;

  /* ERRORS */
not_readable:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED,
        "The encrypted sample cannot be read: its memory cannot be mapped.");
    return GST_RST_SAMPLE_DAMAGED;
  }
}

void
gst_rst_cenc_stream_passed (GstRstCencStream * self,
    const struct cenc_job *job)
{
  if (job->prefix_size > 0)
    self->need_headers = FALSE;
}

void
gst_rst_cenc_stream_flush (GstRstCencStream * self)
{
  self->need_headers = TRUE;
  gst_rst_lead_flush (&self->lead);
}
