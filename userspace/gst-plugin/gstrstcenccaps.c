/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a stream is called before and after decryption */
#include "gstrstcenccaps.h"

#include <gst/allocators/gstdmabuf.h>

#include "gstrstcodecs.h"

/* What a decoder may restrict, whichever way the stream came. */
static const gchar *const kept[] = { "profile", "level" };

static void
append_decrypted (GstCaps * result, const GstRstCodec * codec,
    const GstStructure * from)
{
  GstStructure *structure = gst_structure_copy (from);

  gst_structure_set_name (structure, codec->media_type);
  gst_structure_remove_fields (structure, "original-media-type",
      "protection-system", "cipher-mode", "codec_data", NULL);
  gst_structure_set (structure, "stream-format", G_TYPE_STRING, codec->decoded,
      "alignment", G_TYPE_STRING, codec->alignment, "parsed", G_TYPE_BOOLEAN,
      TRUE, NULL);
  gst_caps_append_structure (result, structure);
}

GstCaps *
gst_rst_cenc_caps_decrypt (const GstCaps * caps)
{
  GstCaps *plain = gst_caps_new_empty ();
  GstCaps *result;
  guint i;

  for (i = 0; i < gst_caps_get_size (caps); i++) {
    GstCaps *one = gst_caps_copy_nth (caps, i);
    const GstRstCodec *codec = gst_rst_codec_find (one);

    if (codec)
      append_decrypted (plain, codec, gst_caps_get_structure (one, 0));
    gst_caps_unref (one);
  }

  result = gst_caps_copy (plain);
  gst_caps_set_features_simple (result,
      gst_caps_features_new_single (GST_CAPS_FEATURE_MEMORY_DMABUF));
  gst_caps_append (result, plain);
  return result;
}

static void
copy_kept (GstStructure * structure, const GstStructure * from)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kept); i++) {
    const GValue *value = gst_structure_get_value (from, kept[i]);

    if (value)
      gst_structure_set_value (structure, kept[i], value);
  }
}

/* The sizes and rates downstream are those of what is being decoded; the next
 * part of the stream may have others. */
GstCaps *
gst_rst_cenc_caps_encrypt (const GstCaps * caps)
{
  GstCaps *result = gst_caps_new_empty ();
  guint i;

  for (i = 0; i < gst_caps_get_size (caps); i++) {
    const GstStructure *from = gst_caps_get_structure (caps, i);
    const gchar *media_type = gst_structure_get_name (from);
    GstStructure *encrypted, *clear;

    encrypted = gst_structure_new ("application/x-cenc",
        "original-media-type", G_TYPE_STRING, media_type, NULL);
    clear = gst_structure_new_empty (media_type);
    copy_kept (encrypted, from);
    copy_kept (clear, from);
    result = gst_caps_merge_structure (result, encrypted);
    result = gst_caps_merge_structure (result, clear);
  }
  return result;
}

void
gst_rst_cenc_caps_widen_template (GstPad * pad)
{
  GstCaps *caps = gst_pad_get_pad_template_caps (pad);
  GstPadTemplate *template;

  caps = gst_caps_make_writable (caps);
  gst_caps_append (caps, gst_rst_codecs_get_clear_caps ());
  template = g_object_ref_sink (gst_pad_template_new (GST_PAD_NAME (pad),
          GST_PAD_DIRECTION (pad), GST_PAD_ALWAYS, caps));
  gst_caps_unref (caps);
  g_object_set (pad, "template", template, NULL);
  gst_object_unref (template);
}
