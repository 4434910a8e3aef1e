/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the elements have in common: the heap that they take memory from */
#include "gstrstelement.h"

void
gst_rst_element_post_from (GstElement * self, GstMessageType type,
    const GError * error, const gchar * debug, const gchar * file,
    const gchar * function, gint line)
{
  gst_element_message_full (self, type, error->domain, error->code,
      g_strdup (error->message), g_strdup (debug), file, function, line);
}

void
gst_rst_element_install_heap (GObjectClass * object_class, guint prop_id,
    const gchar * blurb)
{
  g_object_class_install_property (object_class, prop_id,
      g_param_spec_enum ("heap", "Heap", blurb, GST_TYPE_RST_HEAP,
          RST_ELEMENT_DEFAULT_HEAP, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
}

GstRstAllocator *
gst_rst_element_open_heap (GstElement * self,
    const enum rstmem_use_case *heap, const gchar * debug)
{
  GstAllocator *allocator;
  enum rstmem_use_case use_case;
  GError *error = NULL;

  GST_OBJECT_LOCK (self);
  use_case = *heap;
  GST_OBJECT_UNLOCK (self);

  allocator = gst_rst_allocator_new ((GstRstHeap) use_case, &error);
  if (!allocator) {
    gst_rst_element_post_error (self, error, debug);
    g_error_free (error);
    return NULL;
  }
  return GST_RST_ALLOCATOR (allocator);
}

gboolean
gst_rst_element_is_for_sound (GstElement * self)
{
  return strstr (gst_element_get_metadata (self, GST_ELEMENT_METADATA_KLASS),
      "Audio") != NULL;
}
