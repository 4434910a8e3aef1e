/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the elements have in common: the heap that they take memory from */
#include "gstrstelement.h"

void
gst_rst_element_post_error (GstElement * self, const GError * error,
    const gchar * debug)
{
  gst_element_message_full (self, GST_MESSAGE_ERROR, error->domain,
      error->code, g_strdup (error->message), g_strdup (debug), __FILE__,
      GST_FUNCTION, __LINE__);
}

void
gst_rst_element_install_heap (GObjectClass * object_class, guint prop_id,
    const gchar * blurb)
{
  g_object_class_install_property (object_class, prop_id,
      g_param_spec_string ("heap", "Heap", blurb, RST_ELEMENT_DEFAULT_HEAP,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
}

GstRstAllocator *
gst_rst_element_open_heap (GstElement * self, gchar * const *heap,
    const gchar * debug)
{
  GstAllocator *allocator;
  GError *error = NULL;
  gchar *name;

  GST_OBJECT_LOCK (self);
  name = g_strdup (*heap);
  GST_OBJECT_UNLOCK (self);

  allocator = gst_rst_allocator_new (name, &error);
  g_free (name);
  if (!allocator) {
    gst_rst_element_post_error (self, error, debug);
    g_error_free (error);
    return NULL;
  }
  return GST_RST_ALLOCATOR (allocator);
}
