/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an application has said of the place for the pictures */
#ifndef __GST_RST_WAYLAND_OVERLAY_H__
#define __GST_RST_WAYLAND_OVERLAY_H__

#include "gstrstwaylandview.h"

G_BEGIN_DECLS

/* All zeros is an application that has said nothing. */
typedef struct
{
  GMutex lock;                  /* guards what follows */
  struct wl_display *foreign;   /* NULL: a connection of its own */
  struct wl_surface *parent;    /* NULL: a window of its own */
  GstVideoRectangle rectangle;
} GstRstWaylandOverlay;

void gst_rst_wayland_overlay_init (GstRstWaylandOverlay * self);
void gst_rst_wayland_overlay_clear (GstRstWaylandOverlay * self);

/* What a context says, if it is about the connection */
void gst_rst_wayland_overlay_set_context (GstRstWaylandOverlay * self,
    GstContext * context);
struct wl_display *gst_rst_wayland_overlay_get_display (GstRstWaylandOverlay *
    self);

/* As GstVideoOverlay's functions of these names. @view: is told of what is new;
 * NULL: none is open. */
void gst_rst_wayland_overlay_set_window_handle (GstRstWaylandOverlay * self,
    GstRstWaylandView * view, guintptr handle);
void gst_rst_wayland_overlay_set_render_rectangle (GstRstWaylandOverlay * self,
    GstRstWaylandView * view, const GstVideoRectangle * rectangle);

/* Has the view ask for a window there. @settings: of the window; its parent is
 * filled in. Like gst_rst_wayland_view_create_window(). */
gboolean gst_rst_wayland_overlay_create_window (GstRstWaylandOverlay * self,
    GstRstWaylandView * view, GstRstWaylandWindowSettings * settings,
    GError ** error);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_OVERLAY_H__ */
