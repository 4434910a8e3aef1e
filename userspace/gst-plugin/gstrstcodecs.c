/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The codecs that can be decrypted and decoded in restricted memory */
#include "gstrstcodecs.h"

#include <linux/videodev2.h>

#define ENCRYPTED "application/x-cenc"

/* What of MP4's sound is encrypted in the field */
#define AUDIO "audio/mpeg, audio/x-opus, audio/x-ac3, audio/x-eac3, audio/x-flac"

static const GstRstCodec codecs[] = {
  {"video/x-h264", "H.264", V4L2_PIX_FMT_H264, RST_CENC_FORMAT_AVC,
      "avc, avc3", "byte-stream", "au"},
  {"video/x-h265", "HEVC", V4L2_PIX_FMT_HEVC, RST_CENC_FORMAT_HEVC,
      "hvc1, hev1", "byte-stream", "au"},
};

/*
 * Protection systems, by whose pssh boxes a file can be announced. A key is
 * found by its identifier, wherever it came from: the system's id is only what
 * a demuxer looks an element up by.
 */
static const gchar *const systems[] = {
  RST_CODECS_COMMON_SYSTEM,
  "edef8ba9-79d6-4ace-a3c8-27dcd51d21ed",       /* Widevine */
  "9a04f079-9840-4286-ab92-e65be0885f95",       /* PlayReady */
  "94ce86fb-07ff-4f43-adb8-93d2fa968ca2",       /* FairPlay */
  "e2719d58-a985-b3c9-781a-b030af78d30e",       /* ClearKey, in DASH */
  "5e629af5-38da-4063-8977-97ffbd9902d4",       /* Marlin */
  "f239e769-efa3-4850-9c16-a903c6932efb",       /* Primetime */
  "adb41c24-2dbf-4a6d-958b-4457c0d27b95",       /* Nagra */
  "9a27dd82-fde2-4725-8cbc-4234aa06ec09",       /* Verimatrix */
  "b4413586-c58c-ffb0-94a5-d4896c1af6c3",       /* Viaccess-Orca */
  "80a6be7e-1448-4c37-9e70-d5aebe04c8d2",       /* Irdeto */
  "a68129d3-575b-4f1a-9cba-3223846cf7c3",       /* VideoGuard */
  "644fe7b5-260f-4fad-949a-0762ffb054b4",       /* CMLA */
  "6a99532d-869f-5922-9a91-113ab7b1e2f3",       /* MobiTV */
  "3d5e6d35-9b9a-41e8-b843-dd3c6e72c42c",       /* ChinaDRM */
  "35bf197b-530e-42d7-8b65-1b4bf415070f",       /* DivX */
};

static const GstRstCodec *
find_media_type (const gchar * media_type)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (g_strcmp0 (codecs[i].media_type, media_type) == 0)
      return &codecs[i];
  return NULL;
}

const GstRstCodec *
gst_rst_codec_find (const GstCaps * caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  const gchar *media_type = gst_structure_get_name (structure);

  if (gst_rst_codecs_are_encrypted (caps))
    media_type = gst_structure_get_string (structure, "original-media-type");
  return find_media_type (media_type);
}

GstCaps *
gst_rst_codec_get_decoder_caps (const GstRstCodec * codec)
{
  return gst_caps_new_simple (codec->media_type,
      "stream-format", G_TYPE_STRING, codec->decoded,
      "alignment", G_TYPE_STRING, codec->alignment, NULL);
}

static void
append (GstCaps * caps, const gchar * format, ...) G_GNUC_PRINTF (2, 3);

static void
append (GstCaps * caps, const gchar * format, ...)
{
  va_list args;
  gchar *text;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  gst_caps_append (caps, gst_caps_from_string (text));
  g_free (text);
}

/* What is announced by a system that is known, or by none. Others compare ids
 * letter by letter, and a DASH manifest's reach the caps as it has them. */
static void
append_encrypted (GstCaps * caps, const gchar * fields)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (systems); i++) {
    gchar *capitals = g_ascii_strup (systems[i], -1);

    append (caps, ENCRYPTED ", %s, protection-system = (string) %s", fields,
        systems[i]);
    append (caps, ENCRYPTED ", %s, protection-system = (string) %s", fields,
        capitals);
    g_free (capitals);
  }
  append (caps, ENCRYPTED ", %s", fields);
}

GstCaps *
gst_rst_codecs_get_encrypted_caps (void)
{
  GstCaps *caps = gst_caps_new_empty ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (codecs); i++) {
    gchar *fields = g_strdup_printf ("original-media-type = (string) %s, "
        "stream-format = (string) { %s }, alignment = (string) %s",
        codecs[i].media_type, codecs[i].packed, codecs[i].alignment);

    append_encrypted (caps, fields);
    g_free (fields);
  }
  return caps;
}

GstCaps *
gst_rst_codecs_get_encrypted_audio_caps (void)
{
  GstCaps *caps = gst_caps_new_empty ();

  append_encrypted (caps, "original-media-type = (string) { " AUDIO " }");
  return caps;
}

GstCaps *
gst_rst_codecs_get_audio_caps (void)
{
  gchar **types = g_strsplit (AUDIO, ", ", -1);
  GstCaps *caps = gst_caps_new_empty ();
  guint i;

  for (i = 0; types[i]; i++)
    gst_caps_append_structure (caps, gst_structure_new_empty (types[i]));
  g_strfreev (types);
  return caps;
}

GstCaps *
gst_rst_codecs_get_clear_caps (void)
{
  GstCaps *caps = gst_caps_new_empty ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (codecs); i++)
    append (caps, "%s, stream-format = (string) { %s, %s }, "
        "alignment = (string) %s", codecs[i].media_type, codecs[i].packed,
        codecs[i].decoded, codecs[i].alignment);
  return caps;
}

gboolean
gst_rst_codecs_are_encrypted (const GstCaps * caps)
{
  return gst_structure_has_name (gst_caps_get_structure (caps, 0), ENCRYPTED);
}
