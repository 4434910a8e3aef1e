/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rstwaylandsink: shows restricted pictures in a window of a desktop */
#ifndef __GST_RST_WAYLAND_SINK_H__
#define __GST_RST_WAYLAND_SINK_H__

#include <gst/gst.h>
#include <gst/video/gstvideosink.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_WAYLAND_SINK (gst_rst_wayland_sink_get_type ())
G_DECLARE_FINAL_TYPE (GstRstWaylandSink, gst_rst_wayland_sink, GST,
    RST_WAYLAND_SINK, GstVideoSink)

GST_ELEMENT_REGISTER_DECLARE (rstwaylandsink);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_SINK_H__ */
