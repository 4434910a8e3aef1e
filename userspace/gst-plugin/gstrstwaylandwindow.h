/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The surfaces that a picture is shown on: a window, or a part of another's */
#ifndef __GST_RST_WAYLAND_WINDOW_H__
#define __GST_RST_WAYLAND_WINDOW_H__

#include <gst/video/video.h>

#include "gstrstwaylandbuffer.h"
#include "gstrstwaylandframes.h"

G_BEGIN_DECLS

typedef struct _GstRstWaylandWindow GstRstWaylandWindow;

typedef struct
{
  struct wl_surface *parent;    /* the application's; NULL: a window of its own */
  const gchar *title;           /* or NULL */
  gboolean fullscreen;
  gboolean scale;               /* else pictures keep their size */
  guint protection;             /* enum weston_protected_surface_type */
  GDestroyNotify closed;        /* somebody closed the window */
  gpointer data;                /* of closed */
} GstRstWaylandWindowSettings;

/* @frames: is told of all that is committed. */
GstRstWaylandWindow *gst_rst_wayland_window_new (GstRstWaylandDisplay *
    display, GstRstWaylandFrames * frames,
    const GstRstWaylandWindowSettings * settings);

/* Takes it from the screen, and drops the caller's reference. Nothing else may
 * be done with it then. */
void gst_rst_wayland_window_close (GstRstWaylandWindow * self);

/* For who waits while another may close it */
GstRstWaylandWindow *gst_rst_wayland_window_ref (GstRstWaylandWindow * self);
void gst_rst_wayland_window_unref (GstRstWaylandWindow * self);

/* Waits until the compositor has given it a size, or it has been closed. FALSE:
 * neither; that takes too long, or the sink has flushed since it had @flushes
 * times. */
gboolean gst_rst_wayland_window_wait (GstRstWaylandWindow * self,
    guint flushes);

/* Where in its parent; @width or @height 0 or less: as large as the picture */
void gst_rst_wayland_window_set_rectangle (GstRstWaylandWindow * self,
    const GstVideoRectangle * rectangle);

void gst_rst_wayland_window_set_fullscreen (GstRstWaylandWindow * self,
    gboolean fullscreen);

/* @buffer: of @picture, which is so large. FALSE with a GST_RESOURCE_ERROR: there
 * is no memory for a window of the size that it is to have. */
gboolean gst_rst_wayland_window_show (GstRstWaylandWindow * self,
    GstRstWaylandBuffer * buffer, GstBuffer * picture, gint width,
    gint height, GError ** error);

/* Has the compositor draw what it has, after the parent has changed. */
void gst_rst_wayland_window_expose (GstRstWaylandWindow * self);

/* With the display's lock held: whether @surface is one of its surfaces, and
 * where in the picture a point of the surface is. */
gboolean gst_rst_wayland_window_locate (GstRstWaylandWindow * self,
    struct wl_surface *surface, gdouble * x, gdouble * y);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_WINDOW_H__ */
