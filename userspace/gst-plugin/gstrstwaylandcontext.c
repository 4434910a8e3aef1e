/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An application's connection to the compositor, as it tells elements */
#include "gstrstwaylandcontext.h"

/* The same as waylandsink's, so that applications need not know which sink they
 * have; the second type is what it was called before GStreamer 1.20. */
#define CONTEXT_TYPE "GstWlDisplayHandleContextType"
#define OLD_CONTEXT_TYPE "GstWaylandDisplayHandleContextType"

struct wl_display *
gst_rst_wayland_context_get_display (GstContext * context)
{
  const GstStructure *s = gst_context_get_structure (context);
  struct wl_display *display = NULL;

  if (!gst_context_has_context_type (context, CONTEXT_TYPE) &&
      !gst_context_has_context_type (context, OLD_CONTEXT_TYPE))
    return NULL;
  if (!gst_structure_get (s, "display", G_TYPE_POINTER, &display, NULL))
    gst_structure_get (s, "handle", G_TYPE_POINTER, &display, NULL);
  return display;
}

void
gst_rst_wayland_context_ask (GstElement * element, GstPad * pad)
{
  GstQuery *query = gst_query_new_context (CONTEXT_TYPE);
  GstContext *context = NULL;

  if (gst_pad_peer_query (pad, query))
    gst_query_parse_context (query, &context);
  if (context)
    gst_element_set_context (element, context);
  else
    gst_element_post_message (element,
        gst_message_new_need_context (GST_OBJECT (element), CONTEXT_TYPE));
  gst_query_unref (query);
}
