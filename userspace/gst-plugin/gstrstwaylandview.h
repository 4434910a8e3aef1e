/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a sink has of a compositor while it runs: connection, window, buffers */
#ifndef __GST_RST_WAYLAND_VIEW_H__
#define __GST_RST_WAYLAND_VIEW_H__

#include <gst/video/navigation.h>
#include <gst/video/video.h>

#include "gstrstwaylandframes.h"
#include "gstrstwaylandwindow.h"

G_BEGIN_DECLS

typedef struct _GstRstWaylandView GstRstWaylandView;

/* @name, @foreign, @broken: see gst_rst_wayland_display_open(). @element: gets
 * navigation events, and is the data of callbacks. Errors are
 * GST_RESOURCE_ERRORs that say what to do. */
GstRstWaylandView *gst_rst_wayland_view_open (const gchar * name,
    struct wl_display *foreign, GstRstWaylandDisplayBroken broken,
    GstElement * element, GError ** error);

/* Waits for the connection's thread: to be called without locks. */
void gst_rst_wayland_view_close (GstRstWaylandView * self);

/* Whether linear dma-bufs of this format can be shown */
gboolean gst_rst_wayland_view_takes (GstRstWaylandView * self,
    GstVideoFormat format);

/* Of the streaming thread. Where they wait, and the sink flushes, they return
 * FALSE without an error. */

gboolean gst_rst_wayland_view_has_window (GstRstWaylandView * self);

/* Asks the compositor for one; and waits until it can show pictures, or somebody
 * has destroyed it. */
gboolean gst_rst_wayland_view_create_window (GstRstWaylandView * self,
    const GstRstWaylandWindowSettings * settings,
    const GstVideoRectangle * rectangle, GError ** error);
gboolean gst_rst_wayland_view_wait_for_window (GstRstWaylandView * self,
    GError ** error);

/* Whether a picture is restricted, and the compositor can be told not to read
 * it */
gboolean gst_rst_wayland_view_shows_directly (GstRstWaylandView * self,
    GstBuffer * picture);

/* FALSE: the picture is restricted, the compositor cannot be told, and the user
 * requires it. */
gboolean gst_rst_wayland_view_may_show (GstRstWaylandView * self,
    GstBuffer * picture, gboolean required, GError ** error);

/* Shows @picture in the window, once the compositor wants another. Does nothing
 * if there is no window. */
gboolean gst_rst_wayland_view_show (GstRstWaylandView * self,
    GstBuffer * picture, const GstVideoInfo * info, GError ** error);

/* Of any thread: */

/* The next picture gets another. */
void gst_rst_wayland_view_destroy_window (GstRstWaylandView * self);
void gst_rst_wayland_view_set_rectangle (GstRstWaylandView * self,
    const GstVideoRectangle * rectangle);
void gst_rst_wayland_view_set_fullscreen (GstRstWaylandView * self,
    gboolean fullscreen);
void gst_rst_wayland_view_expose (GstRstWaylandView * self);

void gst_rst_wayland_view_set_flushing (GstRstWaylandView * self,
    gboolean flushing);

/* Waits until the compositor has told of all frames, but not for long. */
void gst_rst_wayland_view_drain (GstRstWaylandView * self);

void gst_rst_wayland_view_get_counts (GstRstWaylandView * self,
    GstRstWaylandCounts * counts);

/* Those counts, and the imports, for applications; all 0 where @self is NULL */
GstStructure *gst_rst_wayland_view_get_stats (GstRstWaylandView * self);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_VIEW_H__ */
