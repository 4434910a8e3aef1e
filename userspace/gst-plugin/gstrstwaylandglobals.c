/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a compositor offers, as far as the sink uses it */
#include "gstrstwaylandglobals.h"

#include <string.h>

/* wl_surface.damage_buffer came with version 4. */
static const struct
{
  const struct wl_interface *interface;
  gsize offset;
  guint32 min, max;             /* versions */
} known[] = {
#define KNOWN(member, interface, min, max) \
    { &interface##_interface, G_STRUCT_OFFSET (GstRstWaylandGlobals, member), \
      min, max }
  KNOWN (compositor, wl_compositor, 4, 4),
  KNOWN (subcompositor, wl_subcompositor, 1, 1),
  KNOWN (shm, wl_shm, 1, 1),
  KNOWN (shell, xdg_wm_base, 1, 2),
  KNOWN (presentation, wp_presentation, 1, 1),
  KNOWN (viewporter, wp_viewporter, 1, 1),
  KNOWN (dmabuf, zwp_linux_dmabuf_v1, 3, 4),
  KNOWN (direct_display, weston_direct_display_v1, 1, 1),
  KNOWN (content_protection, weston_content_protection, 1, 1),
#undef KNOWN
};

static void
ping_cb (void *data, struct xdg_wm_base *shell, uint32_t serial)
{
  xdg_wm_base_pong (shell, serial);
}

static const struct xdg_wm_base_listener shell_listener = {
  ping_cb,
};

static void
global_cb (void *data, struct wl_registry *registry, uint32_t name,
    const char *interface, uint32_t version)
{
  GstRstWaylandGlobals *self = data;
  gpointer *member;
  guint i;

  if (!self->seat && g_str_equal (interface, wl_seat_interface.name))
    self->seat = name;
  for (i = 0; i < G_N_ELEMENTS (known); i++) {
    member = G_STRUCT_MEMBER_P (self, known[i].offset);
    if (!g_str_equal (interface, known[i].interface->name) || *member ||
        version < known[i].min)
      continue;
    *member = wl_registry_bind (registry, name, known[i].interface,
        MIN (version, known[i].max));
    if (*member == self->shell)
      xdg_wm_base_add_listener (self->shell, &shell_listener, self);
    if (*member == self->dmabuf)
      self->formats = gst_rst_wayland_formats_new (self->dmabuf);
  }
}

/* An object whose global has gone still takes requests. */
static void
global_remove_cb (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
  global_cb,
  global_remove_cb,
};

void
gst_rst_wayland_globals_bind (GstRstWaylandGlobals * self,
    struct wl_display *display)
{
  self->registry = wl_display_get_registry (display);
  wl_registry_add_listener (self->registry, &registry_listener, self);
}

void
gst_rst_wayland_globals_clear (GstRstWaylandGlobals * self)
{
  g_clear_pointer (&self->formats, gst_rst_wayland_formats_free);
  g_clear_pointer (&self->content_protection,
      weston_content_protection_destroy);
  g_clear_pointer (&self->direct_display, weston_direct_display_v1_destroy);
  g_clear_pointer (&self->dmabuf, zwp_linux_dmabuf_v1_destroy);
  g_clear_pointer (&self->viewporter, wp_viewporter_destroy);
  g_clear_pointer (&self->presentation, wp_presentation_destroy);
  g_clear_pointer (&self->shell, xdg_wm_base_destroy);
  g_clear_pointer (&self->shm, wl_shm_destroy);
  g_clear_pointer (&self->subcompositor, wl_subcompositor_destroy);
  g_clear_pointer (&self->compositor, wl_compositor_destroy);
  g_clear_pointer (&self->registry, wl_registry_destroy);
}
