/* SPDX-License-Identifier: GPL-2.0-only */
/* Windows, by xdg-shell */
#include "compositor-private.h"

#include <xdg-shell-server-protocol.h>

/* A client's window */
typedef struct
{
  Compositor *compositor;
  Surface *content;
  struct wl_resource *surface;  /* xdg_surface */
  struct wl_resource *toplevel; /* NULL: not yet, or any more */
  gint width, height;           /* that it is to have; 0: as it likes */
} Window;

static void
send_size (Window * window)
{
  Compositor *self = window->compositor;
  struct wl_array states;

  wl_array_init (&states);
  if (window->width)
    *(uint32_t *) wl_array_add (&states, sizeof (uint32_t)) =
        XDG_TOPLEVEL_STATE_MAXIMIZED;
  xdg_toplevel_send_configure (window->toplevel, window->width,
      window->height, &states);
  xdg_surface_send_configure (window->surface,
      wl_display_next_serial (self->display));
  wl_array_release (&states);
}

static void
configure (Window * window, gint width, gint height)
{
  Compositor *self = window->compositor;

  window->width = width;
  window->height = height;
  if (!(self->flags & COMPOSITOR_NO_SIZE) || self->answers)
    send_size (window);
}

static void
set_title (struct wl_client *client, struct wl_resource *resource,
    const char *title)
{
}

static void
set_size (struct wl_client *client, struct wl_resource *resource, int32_t w,
    int32_t h)
{
}

static void
set_fullscreen (struct wl_client *client, struct wl_resource *resource,
    struct wl_resource *output)
{
  configure (wl_resource_get_user_data (resource), COMPOSITOR_SCREEN_WIDTH,
      COMPOSITOR_SCREEN_HEIGHT);
}

static const struct xdg_toplevel_interface toplevel_interface = {
  .destroy = compositor_destroy_cb,
  .set_title = set_title,
  .set_app_id = set_title,
  .set_max_size = set_size,
  .set_min_size = set_size,
  .set_fullscreen = set_fullscreen,
  .unset_fullscreen = compositor_nothing_cb,
};

static void
toplevel_gone (struct wl_resource *resource)
{
  Window *window = wl_resource_get_user_data (resource);
  Compositor *self = window->compositor;

  self->windows = g_list_remove (self->windows, window);
  window->toplevel = NULL;
  g_mutex_lock (&self->lock);
  self->record.windows--;
  g_mutex_unlock (&self->lock);
}

static void
get_toplevel (struct wl_client *client, struct wl_resource *resource,
    uint32_t id)
{
  Window *window = wl_resource_get_user_data (resource);
  Compositor *self = window->compositor;

  window->toplevel = compositor_new_resource (client, &xdg_toplevel_interface,
      1, id, &toplevel_interface, window, toplevel_gone);
  self->windows = g_list_prepend (self->windows, window);
  g_mutex_lock (&self->lock);
  self->record.windows++;
  g_mutex_unlock (&self->lock);
  configure (window, 0, 0);
}

static void
set_geometry (struct wl_client *client, struct wl_resource *resource,
    int32_t x, int32_t y, int32_t width, int32_t height)
{
}

static void
ack (struct wl_client *client, struct wl_resource *resource, uint32_t serial)
{
  Window *window = wl_resource_get_user_data (resource);
  Compositor *self = window->compositor;

  window->content->acknowledged = TRUE;
  g_mutex_lock (&self->lock);
  self->record.sizes++;
  g_mutex_unlock (&self->lock);
}

static const struct xdg_surface_interface surface_interface = {
  .destroy = compositor_destroy_cb,
  .get_toplevel = get_toplevel,
  .set_window_geometry = set_geometry,
  .ack_configure = ack,
};

/* Clients destroy the toplevel first, and a client that ends has its objects
 * destroyed in any order. */
static void
surface_gone (struct wl_resource *resource)
{
  Window *window = wl_resource_get_user_data (resource);

  if (window->toplevel)
    wl_resource_destroy (window->toplevel);
  g_free (window);
}

static void
get_surface (struct wl_client *client, struct wl_resource *resource,
    uint32_t id, struct wl_resource *surface)
{
  Window *window = g_new0 (Window, 1);

  window->compositor = wl_resource_get_user_data (resource);
  window->surface = compositor_new_resource (client, &xdg_surface_interface,
      1, id, &surface_interface, window, surface_gone);
  window->content = wl_resource_get_user_data (surface);
  window->content->window = window->surface;
}

static const struct xdg_wm_base_interface shell_interface = {
  .destroy = compositor_destroy_cb,
  .get_xdg_surface = get_surface,
};

static void
bind_shell (struct wl_client *client, void *data, uint32_t version,
    uint32_t id)
{
  compositor_new_resource (client, &xdg_wm_base_interface, version, id,
      &shell_interface, data, NULL);
}

void
compositor_add_shell (Compositor * self)
{
  wl_global_create (self->display, &xdg_wm_base_interface, 1, self,
      bind_shell);
}

void
compositor_close_toplevels (Compositor * self)
{
  GList *item;

  for (item = self->windows; item; item = item->next)
    xdg_toplevel_send_close (((Window *) item->data)->toplevel);
}

void
compositor_resize_toplevels (Compositor * self, gint width, gint height)
{
  GList *item;

  for (item = self->windows; item; item = item->next)
    configure (item->data, width, height);
}

void
compositor_answer_toplevels (Compositor * self)
{
  GList *item;

  if (!(self->flags & COMPOSITOR_NO_SIZE))
    return;
  for (item = self->windows; item; item = item->next)
    send_size (item->data);
}
