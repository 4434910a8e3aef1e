/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GstNavigation of a sink: the mouse, as upstream and the application hear of it */
#include "gstrstwaylandnavigation.h"

#include <gst/base/gstbasesink.h>

/* Takes @event. */
static void
send_event (GstNavigation * navigation,
    GstEvent * event)
{
  GstPad *pad = GST_BASE_SINK_PAD (navigation);

  if (!gst_pad_push_event (pad, gst_event_ref (event)))
    gst_element_post_message (GST_ELEMENT (navigation),
        gst_navigation_message_new_event (GST_OBJECT (navigation), event));
  gst_event_unref (event);
}

void
gst_rst_wayland_navigation_init (GstNavigationInterface * iface)
{
  iface->send_event_simple = send_event;
}
