/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What pictures rstwaylandsink takes */
#include "gstrstwaylandcaps.h"

#include <gst/allocators/allocators.h>
#include <gst/rstmem/gstrstlayout.h>

/* One that is shown, one that the compositor has for the next refresh, one that
 * waits here. */
#define MIN_BUFFERS 3

#define FORMATS "{ NV12, BGRx, BGRA }"
#define SIZE_AND_RATE \
    "width = (int) [ 1, max ], height = (int) [ 1, max ], " \
    "framerate = (fraction) [ 0, max ]"

GstStaticPadTemplate gst_rst_wayland_caps_template =
GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-raw(memory:DMABuf), "
        "format = (string) DMA_DRM, "
        "drm-format = (string) { NV12, XR24, AR24 }, " SIZE_AND_RATE "; "
        "video/x-raw(memory:DMABuf), format = (string) " FORMATS ", "
        SIZE_AND_RATE "; "
        "video/x-raw, format = (string) " FORMATS ", " SIZE_AND_RATE));

gboolean
gst_rst_wayland_caps_parse (GstCaps * caps, GstRstWaylandView * view,
    GstVideoInfo * info, GError ** error)
{
  if (!gst_rst_layout_from_caps (info, caps)) {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
        "Only pictures that lie in lines can be shown.");
    return FALSE;
  }
  if (!gst_rst_wayland_view_takes (view, GST_VIDEO_INFO_FORMAT (info))) {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
        "The compositor takes no dma-bufs of format %s: have it draw with "
        "OpenGL, or use waylandsink, which can copy.",
        GST_VIDEO_INFO_NAME (info));
    return FALSE;
  }
  return TRUE;
}

gboolean
gst_rst_wayland_caps_answer_allocation (GstQuery * query)
{
  GstVideoInfo info;
  GstCaps *caps;

  gst_query_parse_allocation (query, &caps, NULL);
  if (!caps || !gst_rst_layout_from_caps (&info, caps))
    return FALSE;
  gst_query_add_allocation_pool (query, NULL, GST_VIDEO_INFO_SIZE (&info),
      MIN_BUFFERS, 0);
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}
