/* SPDX-License-Identifier: GPL-2.0-only */
/* An application that has a connection to the compositor of its own */
#include "application.h"

static void
global_cb (void *data, struct wl_registry *registry, uint32_t name,
    const char *interface, uint32_t version)
{
  Application *self = data;

  if (g_str_equal (interface, "wl_compositor"))
    self->compositor = wl_registry_bind (registry, name,
        &wl_compositor_interface, 1);
}

static void
global_remove_cb (void *data, struct wl_registry *registry, uint32_t name)
{
}

static const struct wl_registry_listener registry_listener = {
  global_cb, global_remove_cb
};

void
application_start (Application * self)
{
  self->display = wl_display_connect (NULL);
  self->registry = wl_display_get_registry (self->display);
  wl_registry_add_listener (self->registry, &registry_listener, self);
  wl_display_roundtrip (self->display);
  self->surfaces[0] = wl_compositor_create_surface (self->compositor);
  self->surfaces[1] = wl_compositor_create_surface (self->compositor);
}

void
application_stop (Application * self)
{
  wl_surface_destroy (self->surfaces[0]);
  wl_surface_destroy (self->surfaces[1]);
  wl_compositor_destroy (self->compositor);
  wl_registry_destroy (self->registry);
  wl_display_disconnect (self->display);
}

void
application_share_display (Application * self, GstElement * sink)
{
  GstContext *context = gst_context_new ("GstWlDisplayHandleContextType",
      TRUE);

  gst_structure_set (gst_context_writable_structure (context), "display",
      G_TYPE_POINTER, self->display, NULL);
  gst_element_set_context (sink, context);
  gst_context_unref (context);
}
