/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What an application has said of the place for the pictures */
#include "gstrstwaylandoverlay.h"

#include "gstrstwaylandcontext.h"

void
gst_rst_wayland_overlay_init (GstRstWaylandOverlay * self)
{
  g_mutex_init (&self->lock);
}

void
gst_rst_wayland_overlay_clear (GstRstWaylandOverlay * self)
{
  g_mutex_clear (&self->lock);
}

void
gst_rst_wayland_overlay_set_context (GstRstWaylandOverlay * self,
    GstContext * context)
{
  struct wl_display *foreign = context ?
      gst_rst_wayland_context_get_display (context) : NULL;

  if (!foreign)
    return;
  g_mutex_lock (&self->lock);
  self->foreign = foreign;
  g_mutex_unlock (&self->lock);
}

struct wl_display *
gst_rst_wayland_overlay_get_display (GstRstWaylandOverlay * self)
{
  struct wl_display *foreign;

  g_mutex_lock (&self->lock);
  foreign = self->foreign;
  g_mutex_unlock (&self->lock);
  return foreign;
}

void
gst_rst_wayland_overlay_set_window_handle (GstRstWaylandOverlay * self,
    GstRstWaylandView * view, guintptr handle)
{
  struct wl_surface *surface = (struct wl_surface *) handle;
  gboolean changed;

  g_mutex_lock (&self->lock);
  changed = surface != self->parent;
  self->parent = surface;
  g_mutex_unlock (&self->lock);
  if (changed && view)
    gst_rst_wayland_view_destroy_window (view);
}

void
gst_rst_wayland_overlay_set_render_rectangle (GstRstWaylandOverlay * self,
    GstRstWaylandView * view, const GstVideoRectangle * rectangle)
{
  g_mutex_lock (&self->lock);
  self->rectangle = *rectangle;
  g_mutex_unlock (&self->lock);
  if (view)
    gst_rst_wayland_view_set_rectangle (view, rectangle);
}

gboolean
gst_rst_wayland_overlay_create_window (GstRstWaylandOverlay * self,
    GstRstWaylandView * view, GstRstWaylandWindowSettings * settings,
    GError ** error)
{
  GstVideoRectangle rectangle;

  g_mutex_lock (&self->lock);
  settings->parent = self->parent;
  rectangle = self->rectangle;
  g_mutex_unlock (&self->lock);
  return gst_rst_wayland_view_create_window (view, settings, &rectangle,
      error);
}
