/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The mouse in a window, as navigation events */
#ifndef __GST_RST_WAYLAND_POINTER_H__
#define __GST_RST_WAYLAND_POINTER_H__

#include <gst/video/navigation.h>

#include "gstrstwaylandwindow.h"

G_BEGIN_DECLS

typedef struct _GstRstWaylandPointer GstRstWaylandPointer;

/* One for each display. @navigation: where events go, by the display's
 * thread. */
GstRstWaylandPointer *gst_rst_wayland_pointer_new (GstRstWaylandDisplay *
    display, GstNavigation * navigation);
void gst_rst_wayland_pointer_free (GstRstWaylandPointer * self);

/* @window: whose events are sent; NULL: none */
void gst_rst_wayland_pointer_set_window (GstRstWaylandPointer * self,
    GstRstWaylandWindow * window);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_POINTER_H__ */
