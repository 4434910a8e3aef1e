/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where in a window its picture goes */
#ifndef __GST_RST_WAYLAND_PLACEMENT_H__
#define __GST_RST_WAYLAND_PLACEMENT_H__

#include <gst/video/gstvideosink.h>

G_BEGIN_DECLS

typedef struct
{
  GstVideoRectangle target;     /* in the window */
  GstVideoRectangle source;     /* what of the picture is there */
} GstRstWaylandPlacement;

/* In the middle of a window of @width by @height, at even positions, as planes
 * of YUV have them. A picture that is too large is scaled down, and one that is
 * too small up, if @scale; else it keeps its size, and its edges are cut off. */
void gst_rst_wayland_placement_fit (GstRstWaylandPlacement * self, gint width,
    gint height, gint picture_width, gint picture_height, gboolean scale);

/* Whether the whole picture is there in its own size */
gboolean gst_rst_wayland_placement_is_plain (const GstRstWaylandPlacement *
    self, gint picture_width, gint picture_height);

/* Turns a point of the window into one of the picture. */
void gst_rst_wayland_placement_locate (const GstRstWaylandPlacement * self,
    gdouble * x, gdouble * y);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_PLACEMENT_H__ */
