/* SPDX-License-Identifier: GPL-2.0-only */
/* Surfaces, and the buffers that they show */
#include "compositor-private.h"

#include <gst/check/gstcheck.h>

#include <xdg-shell-server-protocol.h>

/* A client's dma-buf */
typedef struct
{
  Compositor *compositor;
  gboolean busy;
} Buffer;

static void
ignore_ints (struct wl_client *client, struct wl_resource *resource,
    int32_t a, int32_t b, int32_t c, int32_t d)
{
}

/* Buffers */

static void
buffer_gone (struct wl_resource *resource)
{
  Buffer *buffer = wl_resource_get_user_data (resource);
  Compositor *self = buffer->compositor;
  GList *item;

  for (item = self->surfaces; item; item = item->next) {
    Surface *surface = item->data;

    if (surface->current == resource)
      surface->current = NULL;
    if (surface->pending == resource)
      surface->pending = NULL;
  }
  g_mutex_lock (&self->lock);
  self->record.buffers--;
  self->record.busy -= buffer->busy;
  g_mutex_unlock (&self->lock);
  g_free (buffer);
}

static const struct wl_buffer_interface buffer_interface = { compositor_destroy_cb };

static gboolean
is_dmabuf (struct wl_resource *resource)
{
  return resource && wl_resource_instance_of (resource, &wl_buffer_interface,
      &buffer_interface);
}

/* With the lock held */
static void
set_busy (struct wl_resource *resource, gboolean busy)
{
  Buffer *buffer = wl_resource_get_user_data (resource);
  CompositorRecord *record = &buffer->compositor->record;

  if (buffer->busy == busy)
    return;
  buffer->busy = busy;
  record->busy += busy ? 1 : -1;
  record->max_busy = MAX (record->max_busy, record->busy);
  if (!busy)
    wl_buffer_send_release (resource);
}

/* Surfaces */

static void
surface_attach (struct wl_client *client, struct wl_resource *resource,
    struct wl_resource *buffer, int32_t x, int32_t y)
{
  Surface *surface = wl_resource_get_user_data (resource);

  surface->pending = buffer;
  surface->attached = TRUE;
}

static void
surface_frame (struct wl_client *client, struct wl_resource *resource,
    uint32_t id)
{
  Surface *surface = wl_resource_get_user_data (resource);

  surface->callbacks = g_list_append (surface->callbacks,
      compositor_new_resource (client, &wl_callback_interface, 1, id, NULL,
          &surface->callbacks, compositor_forget_cb));
}

/* With the lock held */
static void
take_dmabuf (Surface * surface)
{
  surface->current = surface->pending;
  set_busy (surface->current, TRUE);
  surface->compositor->record.frames++;
}

/* With the lock held */
static void
take_background (Surface * surface)
{
  struct wl_shm_buffer *shm = wl_shm_buffer_get (surface->pending);
  CompositorRecord *record = &surface->compositor->record;

  record->width = wl_shm_buffer_get_width (shm);
  record->height = wl_shm_buffer_get_height (shm);
}

/* A window without a buffer is closed, and to be asked for anew. FALSE: the
 * client is told of its error. */
static gboolean
map_window (Surface * surface)
{
  if (!surface->pending && surface->mapped)
    surface->acknowledged = FALSE;
  surface->mapped = surface->pending != NULL;
  if (!surface->mapped || surface->acknowledged)
    return TRUE;
  wl_resource_post_error (surface->window,
      XDG_SURFACE_ERROR_UNCONFIGURED_BUFFER, "a buffer, and no size yet");
  return FALSE;
}

static void
surface_commit (struct wl_client *client, struct wl_resource *resource)
{
  Surface *surface = wl_resource_get_user_data (resource);
  Compositor *self = surface->compositor;

  if (!surface->attached || (surface->window && !map_window (surface)))
    return;
  surface->attached = FALSE;
  g_mutex_lock (&self->lock);
  if (is_dmabuf (surface->current) && surface->current != surface->pending)
    set_busy (surface->current, FALSE);
  surface->current = NULL;
  if (is_dmabuf (surface->pending))
    take_dmabuf (surface);
  else if (surface->pending)
    take_background (surface);
  g_mutex_unlock (&self->lock);
}

static void
set_region (struct wl_client *client, struct wl_resource *resource,
    struct wl_resource *region)
{
}

static const struct wl_surface_interface surface_interface = {
  .destroy = compositor_destroy_cb,
  .attach = surface_attach,
  .damage = ignore_ints,
  .frame = surface_frame,
  .set_opaque_region = set_region,
  .set_input_region = set_region,
  .commit = surface_commit,
  .damage_buffer = ignore_ints,
};

static void
orphan (gpointer resource, gpointer data)
{
  wl_resource_set_user_data (resource, NULL);
}

static void
surface_gone (struct wl_resource *resource)
{
  Surface *surface = wl_resource_get_user_data (resource);
  Compositor *self = surface->compositor;

  g_mutex_lock (&self->lock);
  if (is_dmabuf (surface->current))
    set_busy (surface->current, FALSE);
  g_mutex_unlock (&self->lock);
  self->surfaces = g_list_remove (self->surfaces, surface);
  g_list_foreach (surface->callbacks, orphan, NULL);
  g_list_foreach (surface->feedbacks, orphan, NULL);
  g_list_free (surface->callbacks);
  g_list_free (surface->feedbacks);
  g_free (surface);
}

static void
create_surface (struct wl_client *client, struct wl_resource *resource,
    uint32_t id)
{
  Surface *surface = g_new0 (Surface, 1);

  surface->compositor = wl_resource_get_user_data (resource);
  surface->compositor->surfaces = g_list_prepend (surface->compositor->surfaces,
      surface);
  compositor_new_resource (client, &wl_surface_interface, wl_resource_get_version
      (resource), id, &surface_interface, surface, surface_gone);
}

static const struct wl_region_interface region_interface = {
  compositor_destroy_cb, ignore_ints, ignore_ints
};

static void
create_region (struct wl_client *client, struct wl_resource *resource,
    uint32_t id)
{
  compositor_new_resource (client, &wl_region_interface, 1, id, &region_interface, NULL,
      NULL);
}

static const struct wl_compositor_interface compositor_interface = {
  create_surface, create_region
};

/* Subsurfaces */

static void
set_position (struct wl_client *client, struct wl_resource *resource,
    int32_t x, int32_t y)
{
  Compositor *self = wl_resource_get_user_data (resource);

  g_mutex_lock (&self->lock);
  self->record.x = x;
  self->record.y = y;
  g_mutex_unlock (&self->lock);
}

static const struct wl_subsurface_interface subsurface_interface = {
  .destroy = compositor_destroy_cb,
  .set_position = set_position,
  .set_sync = compositor_nothing_cb,
  .set_desync = compositor_nothing_cb,
};

static void
get_subsurface (struct wl_client *client, struct wl_resource *resource,
    uint32_t id, struct wl_resource *surface, struct wl_resource *parent)
{
  compositor_new_resource (client, &wl_subsurface_interface, 1, id,
      &subsurface_interface, wl_resource_get_user_data (resource), NULL);
}

static const struct wl_subcompositor_interface subcompositor_interface = {
  compositor_destroy_cb, get_subsurface
};

struct wl_resource *
compositor_new_dmabuf (Compositor * self, struct wl_client *client,
    uint32_t id)
{
  Buffer *buffer = g_new0 (Buffer, 1);

  buffer->compositor = self;
  g_mutex_lock (&self->lock);
  self->record.buffers++;
  g_mutex_unlock (&self->lock);
  return compositor_new_resource (client, &wl_buffer_interface, 1, id,
      &buffer_interface, buffer, buffer_gone);
}

static void
refresh (Compositor * self, Surface * surface)
{
  struct wl_resource *callback;

  while (surface->callbacks) {
    callback = surface->callbacks->data;
    wl_callback_send_done (callback, 0);
    wl_resource_destroy (callback);
  }
  compositor_present (self, surface);
}

void
compositor_refresh (Compositor * self)
{
  GList *item;

  for (item = self->surfaces; item; item = item->next)
    refresh (self, item->data);
}

static void
bind_compositor (struct wl_client *client, void *data, uint32_t version,
    uint32_t id)
{
  compositor_new_resource (client, &wl_compositor_interface, version, id,
      &compositor_interface, data, NULL);
}

static void
bind_subcompositor (struct wl_client *client, void *data, uint32_t version,
    uint32_t id)
{
  compositor_new_resource (client, &wl_subcompositor_interface, version, id,
      &subcompositor_interface, data, NULL);
}

void
compositor_add_surfaces (Compositor * self)
{
  wl_display_init_shm (self->display);
  wl_global_create (self->display, &wl_compositor_interface, 4, self,
      bind_compositor);
  wl_global_create (self->display, &wl_subcompositor_interface, 1, self,
      bind_subcompositor);
}
