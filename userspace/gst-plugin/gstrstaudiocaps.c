/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Caps of encrypted sound, and of what becomes of it */
#include "gstrstaudiocaps.h"

#include "gstrstcodecs.h"

static void
append_decrypted (GstCaps * result, const GstStructure * from,
    const gchar * media_type)
{
  GstStructure *structure = gst_structure_copy (from);

  gst_structure_set_name (structure, media_type);
  gst_structure_remove_fields (structure, "original-media-type",
      "protection-system", "cipher-mode", NULL);
  gst_caps_append_structure (result, structure);
}

GstCaps *
gst_rst_audio_caps_decrypt (const GstCaps * caps)
{
  GstCaps *result = gst_caps_new_empty ();
  guint i;

  for (i = 0; i < gst_caps_get_size (caps); i++) {
    const GstStructure *from = gst_caps_get_structure (caps, i);
    const gchar *media_type = gst_structure_get_string (from,
        "original-media-type");

    if (media_type)
      append_decrypted (result, from, media_type);
    else
      gst_caps_append (result, gst_rst_codecs_get_audio_caps ());
  }
  return result;
}

GstCaps *
gst_rst_audio_caps_encrypt (const GstCaps * caps)
{
  GstCaps *result = gst_caps_new_empty ();
  guint i;

  for (i = 0; i < gst_caps_get_size (caps); i++)
    result = gst_caps_merge_structure (result,
        gst_structure_new ("application/x-cenc", "original-media-type",
            G_TYPE_STRING,
            gst_structure_get_name (gst_caps_get_structure (caps, i)), NULL));
  return result;
}
