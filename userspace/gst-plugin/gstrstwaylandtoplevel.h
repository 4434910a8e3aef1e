/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A window of its own on a desktop, by xdg-shell */
#ifndef __GST_RST_WAYLAND_TOPLEVEL_H__
#define __GST_RST_WAYLAND_TOPLEVEL_H__

#include <glib.h>

#include "gstrstwaylanddisplay.h"

G_BEGIN_DECLS

typedef struct _GstRstWaylandToplevel GstRstWaylandToplevel;

/* Called with the display's lock held. */
typedef struct
{
  /* The compositor wants this size; 0: as large as the picture */
  void (*resized) (gpointer data, gint width, gint height);
  void (*closed) (gpointer data);
} GstRstWaylandToplevelEvents;

/* All with the display's lock held. */
GstRstWaylandToplevel *gst_rst_wayland_toplevel_new (GstRstWaylandDisplay *
    display, struct wl_surface *surface, const gchar * title,
    const GstRstWaylandToplevelEvents * events, gpointer data);
void gst_rst_wayland_toplevel_free (GstRstWaylandToplevel * self);

/* FALSE: the compositor has not yet spoken, and the surface must have no
 * buffer. */
gboolean gst_rst_wayland_toplevel_is_ready (const GstRstWaylandToplevel *
    self);

/* How large the window has become, and how large it must be at least */
void gst_rst_wayland_toplevel_set_size (GstRstWaylandToplevel * self,
    gint width, gint height, gint min_width, gint min_height);

void gst_rst_wayland_toplevel_set_fullscreen (GstRstWaylandToplevel * self,
    gboolean fullscreen);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_TOPLEVEL_H__ */
