/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What pictures rstwaylandsink takes */
#ifndef __GST_RST_WAYLAND_CAPS_H__
#define __GST_RST_WAYLAND_CAPS_H__

#include "gstrstwaylandview.h"

G_BEGIN_DECLS

extern GstStaticPadTemplate gst_rst_wayland_caps_template;

/* Where the pictures lie in memory; FALSE with a GST_STREAM_ERROR that says what
 * to do, if they do not lie in lines, or the compositor cannot show the
 * format. */
gboolean gst_rst_wayland_caps_parse (GstCaps * caps, GstRstWaylandView * view,
    GstVideoInfo * info, GError ** error);

gboolean gst_rst_wayland_caps_answer_allocation (GstQuery * query);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_CAPS_H__ */
