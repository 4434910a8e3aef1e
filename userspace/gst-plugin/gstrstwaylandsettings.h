/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The properties of rstwaylandsink */
#ifndef __GST_RST_WAYLAND_SETTINGS_H__
#define __GST_RST_WAYLAND_SETTINGS_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/* Under the element's object lock */
typedef struct
{
  gchar *display;               /* NULL: that of the environment */
  gboolean fullscreen;
  gboolean scale;
  gboolean require_direct_display;
  guint protection;             /* enum weston_protected_surface_type */
} GstRstWaylandSettings;

/* All but @stats_id, which is the sink's own */
void gst_rst_wayland_settings_install (GObjectClass * object_class,
    guint stats_id);
void gst_rst_wayland_settings_init (GstRstWaylandSettings * self);
void gst_rst_wayland_settings_clear (GstRstWaylandSettings * self);
void gst_rst_wayland_settings_set (GstRstWaylandSettings * self,
    GObject * object, guint prop_id, const GValue * value, GParamSpec * pspec);
void gst_rst_wayland_settings_get (GstRstWaylandSettings * self,
    GObject * object, guint prop_id, GValue * value, GParamSpec * pspec);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_SETTINGS_H__ */
