/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A window of its own on a desktop, by xdg-shell */
#include "gstrstwaylandtoplevel.h"

struct _GstRstWaylandToplevel
{
  struct xdg_surface *surface;
  struct xdg_toplevel *toplevel;
  const GstRstWaylandToplevelEvents *events;
  gpointer data;
  gboolean ready;
  gint width, height;           /* what the window has */
  gint wanted_width, wanted_height;     /* of the next configure event */
};

/* In a floating window, compositors repeat the size that it has: that is not a
 * wish. */
static void
toplevel_configure_cb (void *data, struct xdg_toplevel *toplevel,
    int32_t width, int32_t height, struct wl_array *states)
{
  GstRstWaylandToplevel *self = data;
  gboolean floating = TRUE;
  const guint32 *state = states->data;
  gsize i;

  for (i = 0; i < states->size / sizeof (*state); i++)
    floating &= state[i] != XDG_TOPLEVEL_STATE_FULLSCREEN &&
        state[i] != XDG_TOPLEVEL_STATE_MAXIMIZED &&
        state[i] != XDG_TOPLEVEL_STATE_RESIZING;
  if (floating && width == self->width && height == self->height)
    return;
  self->wanted_width = width;
  self->wanted_height = height;
}

static void
close_cb (void *data, struct xdg_toplevel *toplevel)
{
  GstRstWaylandToplevel *self = data;

  self->events->closed (self->data);
}

/* Later events come with later versions than the one that is bound. */
static const struct xdg_toplevel_listener toplevel_listener = {
  .configure = toplevel_configure_cb,
  .close = close_cb,
};

static void
surface_configure_cb (void *data, struct xdg_surface *surface,
    uint32_t serial)
{
  GstRstWaylandToplevel *self = data;

  xdg_surface_ack_configure (surface, serial);
  self->ready = TRUE;
  self->events->resized (self->data, self->wanted_width, self->wanted_height);
}

static const struct xdg_surface_listener surface_listener = {
  surface_configure_cb,
};

GstRstWaylandToplevel *
gst_rst_wayland_toplevel_new (GstRstWaylandDisplay * display,
    struct wl_surface * surface, const gchar * title,
    const GstRstWaylandToplevelEvents * events, gpointer data)
{
  GstRstWaylandToplevel *self = g_new0 (GstRstWaylandToplevel, 1);
  const gchar *program = g_get_prgname ();

  self->events = events;
  self->data = data;
  self->surface = xdg_wm_base_get_xdg_surface (gst_rst_wayland_display_globals
      (display)->shell, surface);
  xdg_surface_add_listener (self->surface, &surface_listener, self);
  self->toplevel = xdg_surface_get_toplevel (self->surface);
  xdg_toplevel_add_listener (self->toplevel, &toplevel_listener, self);
  if (title)
    xdg_toplevel_set_title (self->toplevel, title);
  xdg_toplevel_set_app_id (self->toplevel, program ? program :
      "rstwaylandsink");
  return self;
}

void
gst_rst_wayland_toplevel_free (GstRstWaylandToplevel * self)
{
  xdg_toplevel_destroy (self->toplevel);
  xdg_surface_destroy (self->surface);
  g_free (self);
}

gboolean
gst_rst_wayland_toplevel_is_ready (const GstRstWaylandToplevel * self)
{
  return self->ready;
}

void
gst_rst_wayland_toplevel_set_size (GstRstWaylandToplevel * self, gint width,
    gint height, gint min_width, gint min_height)
{
  self->width = width;
  self->height = height;
  xdg_surface_set_window_geometry (self->surface, 0, 0, width, height);
  xdg_toplevel_set_min_size (self->toplevel, min_width, min_height);
}

void
gst_rst_wayland_toplevel_set_fullscreen (GstRstWaylandToplevel * self,
    gboolean fullscreen)
{
  if (fullscreen)
    xdg_toplevel_set_fullscreen (self->toplevel, NULL);
  else
    xdg_toplevel_unset_fullscreen (self->toplevel);
}
