/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a decoder does not decode a stream, as far as the stream tells */
#include "gstrstrefusal.h"

#include "gstrstconfig.h"

/* Parameter sets that only samples have are not looked for. */
static gchar *
describe (const GstCaps * caps)
{
  const GValue *value = gst_structure_get_value (gst_caps_get_structure (caps,
          0), "codec_data");
  const GstRstCodec *codec = gst_rst_codec_find (caps);
  GstRstConfig config = { 0 };
  gchar *unusual = NULL;

  if (codec && value && gst_rst_config_parse (&config, codec,
          gst_value_get_buffer (value)))
    unusual = g_steal_pointer (&config.unusual);
  gst_rst_config_clear (&config);
  return unusual;
}

gboolean
gst_rst_refusal_post (GstElement * self, GstObject * decoder,
    const GstCaps * caps, const gchar * debug)
{
  gchar *unusual = caps ? describe (caps) : NULL;

  if (!unusual)
    return FALSE;
  GST_ELEMENT_ERROR (self, STREAM, DECODE,
      ("%s does not decode %s.", GST_OBJECT_NAME (decoder), unusual),
      ("%s", debug ? debug : "the decoder's caps have no such profile"));
  g_free (unusual);
  return TRUE;
}
