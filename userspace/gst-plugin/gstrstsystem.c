/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which protection system a demuxer should choose */
#include "gstrstsystem.h"

#include "gstrstcodecs.h"

#define CONTEXT_TYPE "drm-preferred-decryption-system-id"

static GstCaps *
sink_caps (GstElement * self)
{
  GstPadTemplate *template = gst_element_class_get_pad_template
      (GST_ELEMENT_GET_CLASS (self), "sink");

  return gst_pad_template_get_caps (template);
}

static gboolean
takes_system (const GstCaps * caps, const gchar * id)
{
  guint i;

  for (i = 0; i < gst_caps_get_size (caps); i++) {
    const gchar *known = gst_structure_get_string (gst_caps_get_structure
        (caps, i), GST_PROTECTION_SYSTEM_ID_CAPS_FIELD);

    if (known && g_ascii_strcasecmp (known, id) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The first of those that a demuxer offers, to be freed, or NULL. It lists one
 * for each decryptor that is installed. */
static gchar *
choose (GstElement * self, const GstStructure * query)
{
  GstCaps *caps = sink_caps (self);
  gchar **offered = NULL;
  gchar *chosen = NULL;
  guint i;

  gst_structure_get (query, "available-stream-encryption-systems",
      G_TYPE_STRV, &offered, NULL);
  for (i = 0; offered && offered[i] && !chosen; i++)
    if (takes_system (caps, offered[i]))
      chosen = g_strdup (offered[i]);
  g_strfreev (offered);
  gst_caps_unref (caps);
  return chosen;
}

static GstContext *
new_context (const gchar * id)
{
  GstContext *context = gst_context_new (CONTEXT_TYPE, FALSE);

  gst_structure_set (gst_context_writable_structure (context),
      "decryption-system-id", G_TYPE_STRING, id, NULL);
  return context;
}

gboolean
gst_rst_system_answer (GstElement * self, GstQuery * query)
{
  GstContext *context;
  const gchar *type;
  gchar *id;

  if (GST_QUERY_TYPE (query) != GST_QUERY_CONTEXT ||
      !gst_query_parse_context_type (query, &type) ||
      !g_str_equal (type, CONTEXT_TYPE))
    return FALSE;
  id = choose (self, gst_query_get_structure (query));
  if (!id)
    return FALSE;

  GST_DEBUG_OBJECT (self, "choosing protection system %s", id);
  context = new_context (id);
  gst_query_set_context (query, context);
  gst_context_unref (context);
  g_free (id);
  return TRUE;
}

static gboolean
is_only_decryptor (GstElement * self)
{
  GList *factories = gst_element_factory_list_get_elements
      (GST_ELEMENT_FACTORY_TYPE_DECRYPTOR, GST_RANK_MARGINAL);
  const gchar *own = gst_plugin_feature_get_plugin_name
      (GST_PLUGIN_FEATURE (gst_element_get_factory (self)));
  gboolean only = TRUE;
  GList *link;

  for (link = factories; link; link = link->next)
    only &= !g_strcmp0 (gst_plugin_feature_get_plugin_name (link->data), own);
  gst_plugin_feature_list_free (factories);
  return only;
}

void
gst_rst_system_announce (GstElement * self)
{
  if (!is_only_decryptor (self))
    return;
  gst_element_post_message (self, gst_message_new_have_context
      (GST_OBJECT (self), new_context (RST_CODECS_COMMON_SYSTEM)));
}
