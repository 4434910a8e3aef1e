/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a stream is called before and after decryption */
#include "gstrstcenccaps.h"

#include <gst/allocators/gstdmabuf.h>

static void
clear_structure (GstStructure * structure)
{
  gst_structure_set_name (structure, "video/x-h264");
  gst_structure_remove_fields (structure, "original-media-type",
      "protection-system", "cipher-mode", "codec_data", NULL);
  gst_structure_set (structure, "stream-format", G_TYPE_STRING, "byte-stream",
      "alignment", G_TYPE_STRING, "au", "parsed", G_TYPE_BOOLEAN, TRUE, NULL);
}

static void
protect_structure (GstStructure * structure)
{
  gst_structure_set_name (structure, "application/x-cenc");
  gst_structure_remove_fields (structure, "stream-format", "parsed", NULL);
  gst_structure_set (structure, "original-media-type", G_TYPE_STRING,
      "video/x-h264", "protection-system", G_TYPE_STRING, RST_CENC_SYSTEM_ID, NULL);
}

static GstCaps *
map_structures (const GstCaps * caps, void (*change) (GstStructure *))
{
  GstCaps *result = gst_caps_copy (caps);
  guint i;

  for (i = 0; i < gst_caps_get_size (result); i++)
    change (gst_caps_get_structure (result, i));
  gst_caps_set_features_simple (result, NULL);
  return result;
}

GstCaps *
gst_rst_cenc_caps_clear (const GstCaps * caps)
{
  GstCaps *plain = map_structures (caps, clear_structure);
  GstCaps *result = gst_caps_copy (plain);

  gst_caps_set_features_simple (result,
      gst_caps_features_new_single (GST_CAPS_FEATURE_MEMORY_DMABUF));
  gst_caps_append (result, plain);
  return result;
}

GstCaps *
gst_rst_cenc_caps_protect (const GstCaps * caps)
{
  return map_structures (caps, protect_structure);
}
