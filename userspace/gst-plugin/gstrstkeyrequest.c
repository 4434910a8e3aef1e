/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The messages by which an application is asked for keys */
#include "gstrstkeyrequest.h"

#include "gstrstcencinfo.h"
#include "gstrstclearkey.h"
#include "gstrstkeywait.h"
#include "gstrstlicences.h"

static void
describe_kids (GstStructure * structure, const guint8 (*kids)[16],
    const GStrv texts)
{
  GstBuffer *bytes = gst_buffer_new_memdup (kids[0], GST_RST_KID_SIZE);

  gst_structure_set (structure, "kid", G_TYPE_STRING, texts[0],
      "kid-bytes", GST_TYPE_BUFFER, bytes, "kids", G_TYPE_STRV, texts, NULL);
  gst_buffer_unref (bytes);
}

/* For the element message and, as GStreamer's own, for NEED_CONTEXT. */
static void
post_request (GstElement * element, const GStrv texts,
    const GstStructure * structure)
{
  gchar *type = g_strconcat (RST_KEY_CONTEXT, texts[0], NULL);
  GstMessage *message;
  gint i;

  gst_element_post_message (element,
      gst_message_new_element (GST_OBJECT (element),
          gst_structure_copy (structure)));

  message = gst_message_new_need_context (GST_OBJECT (element), type);
  for (i = 0; i < gst_structure_n_fields (structure); i++) {
    const gchar *name = gst_structure_nth_field_name (structure, i);

    gst_structure_set_value (gst_message_writable_structure (message), name,
        gst_structure_get_value (structure, name));
  }
  gst_element_post_message (element, message);
  g_free (type);
}

gboolean
gst_rst_key_request_wants_licences (GstElement * element)
{
  gboolean wanted;

  g_object_get (element, "licences", &wanted, NULL);
  return wanted;
}

static void
take_string (GstStructure * structure, const gchar * name, gchar * text)
{
  if (text)
    gst_structure_set (structure, name, G_TYPE_STRING, text, NULL);
  g_free (text);
}

/* A synchronous handler may answer before it is posted, and answers are for what was
 * asked alone. */
void
gst_rst_key_request_post (GstElement * element, GstRstAsked * asked,
    const GstRstProtection * protection, struct cenc_client *client,
    const guint8 (*kids)[16], guint count, gboolean waiting)
{
  GstStructure *structure = gst_structure_new (RST_KEY_NEEDED,
      "waiting", G_TYPE_BOOLEAN, waiting, NULL);
  GStrv texts = g_new0 (gchar *, count + 1);
  guint i;

  for (i = 0; i < count; i++)
    texts[i] = gst_rst_cenc_info_kid_to_string (kids[i]);
  GST_INFO_OBJECT (element, "asking for key %s%s, and %u others",
      texts[0], waiting ? "" : " ahead of time", count - 1);
  gst_rst_asked_add (asked, (const gchar * const *) texts);

  describe_kids (structure, kids, texts);
  if (gst_rst_key_request_wants_licences (element))
    take_string (structure, "licence-request",
        gst_rst_licences_request (client, kids, count));
  take_string (structure, "clearkey-request",
      gst_rst_clearkey_request (kids, count));
  gst_rst_protection_describe (protection, structure);
  post_request (element, texts, structure);
  gst_structure_free (structure);
  g_strfreev (texts);
}
