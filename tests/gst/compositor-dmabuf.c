/* SPDX-License-Identifier: GPL-2.0-only */
/* Dma-bufs: linux-dmabuf, weston-direct-display */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE             /* memfd_create */
#endif
#include "compositor-private.h"

#include <drm_fourcc.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux-dmabuf-server-protocol.h>
#include <weston-direct-display-server-protocol.h>

typedef struct
{
  Compositor *compositor;
  gboolean direct;
} Params;

/* As linux-dmabuf describes it */
typedef struct
{
  guint32 format, padding;
  guint64 modifier;
} TableEntry;

static void
params_add (struct wl_client *client, struct wl_resource *resource, int32_t fd,
    uint32_t plane, uint32_t offset, uint32_t stride, uint32_t modifier_hi,
    uint32_t modifier_lo)
{
  close (fd);
}

static void
answer (Compositor * self, struct wl_resource *params)
{
  if (self->flags & COMPOSITOR_REFUSES)
    zwp_linux_buffer_params_v1_send_failed (params);
  else
    zwp_linux_buffer_params_v1_send_created (params,
        compositor_new_dmabuf (self, wl_resource_get_client (params), 0));
}

static void
params_create (struct wl_client *client, struct wl_resource *resource,
    int32_t width, int32_t height, uint32_t format, uint32_t flags)
{
  Params *params = wl_resource_get_user_data (resource);
  Compositor *self = params->compositor;

  g_mutex_lock (&self->lock);
  self->record.imports++;
  self->record.direct += params->direct;
  g_mutex_unlock (&self->lock);
  if (self->flags & COMPOSITOR_SILENT && !self->answers)
    self->questions = g_list_prepend (self->questions, resource);
  else
    answer (self, resource);
}

void
compositor_answer_imports (Compositor * self)
{
  GList *questions = g_steal_pointer (&self->questions), *item;

  for (item = questions; item; item = item->next)
    answer (self, item->data);
  g_list_free (questions);
}

static const struct zwp_linux_buffer_params_v1_interface params_interface = {
  .destroy = compositor_destroy_cb,
  .add = params_add,
  .create = params_create,
};

static void
params_gone (struct wl_resource *resource)
{
  Params *params = wl_resource_get_user_data (resource);

  params->compositor->questions = g_list_remove
      (params->compositor->questions, resource);
  g_free (params);
}

static void
create_params (struct wl_client *client, struct wl_resource *resource,
    uint32_t id)
{
  Params *params = g_new0 (Params, 1);

  params->compositor = wl_resource_get_user_data (resource);
  compositor_new_resource (client, &zwp_linux_buffer_params_v1_interface,
      wl_resource_get_version (resource), id, &params_interface, params,
      params_gone);
}

static const struct zwp_linux_dmabuf_feedback_v1_interface feedback_interface = {
  compositor_destroy_cb
};

/* A table of three, of which the second is not linear, and nobody is told of
 * the third if there is to be XRGB8888 only. */
static void
get_feedback (struct wl_client *client, struct wl_resource *resource,
    uint32_t id)
{
  static const TableEntry table[] = {
    {DRM_FORMAT_XRGB8888, 0, DRM_FORMAT_MOD_LINEAR},
    {DRM_FORMAT_ARGB8888, 0, 1},
    {DRM_FORMAT_NV12, 0, DRM_FORMAT_MOD_LINEAR},
  };
  static const guint16 indices[] = { 0, 1, 2 };
  Compositor *self = wl_resource_get_user_data (resource);
  struct wl_resource *feedback = compositor_new_resource (client,
      &zwp_linux_dmabuf_feedback_v1_interface, 4, id, &feedback_interface,
      NULL, NULL);
  gint fd = memfd_create ("table", MFD_CLOEXEC);
  struct wl_array array;

  g_assert (write (fd, table, sizeof (table)) == sizeof (table));
  zwp_linux_dmabuf_feedback_v1_send_format_table (feedback, fd,
      sizeof (table));
  close (fd);
  wl_array_init (&array);
  wl_array_add (&array, self->flags & COMPOSITOR_ONLY_XRGB ? 4 : 6);
  memcpy (array.data, indices, array.size);
  zwp_linux_dmabuf_feedback_v1_send_tranche_formats (feedback, &array);
  zwp_linux_dmabuf_feedback_v1_send_tranche_done (feedback);
  zwp_linux_dmabuf_feedback_v1_send_done (feedback);
  wl_array_release (&array);
}

static const struct zwp_linux_dmabuf_v1_interface dmabuf_interface = {
  .destroy = compositor_destroy_cb,
  .create_params = create_params,
  .get_default_feedback = get_feedback,
};

static void
bind_dmabuf (struct wl_client *client, void *data, uint32_t version,
    uint32_t id)
{
  Compositor *self = data;
  struct wl_resource *resource = compositor_new_resource (client,
      &zwp_linux_dmabuf_v1_interface, version, id, &dmabuf_interface, self,
      NULL);

  if (version >= 4)
    return;
  zwp_linux_dmabuf_v1_send_modifier (resource, DRM_FORMAT_XRGB8888, 0, 0);
  if (!(self->flags & COMPOSITOR_ONLY_XRGB))
    zwp_linux_dmabuf_v1_send_modifier (resource, DRM_FORMAT_NV12, 0, 0);
}

static void
enable (struct wl_client *client, struct wl_resource *resource,
    struct wl_resource *params)
{
  ((Params *) wl_resource_get_user_data (params))->direct = TRUE;
}

static const struct weston_direct_display_v1_interface direct_interface = {
  enable, compositor_destroy_cb
};

static void
bind_direct (struct wl_client *client, void *data, uint32_t version,
    uint32_t id)
{
  compositor_new_resource (client, &weston_direct_display_v1_interface,
      version, id, &direct_interface, data, NULL);
}

void
compositor_add_dmabuf (Compositor * self)
{
  if (!(self->flags & COMPOSITOR_NO_DMABUF))
    wl_global_create (self->display, &zwp_linux_dmabuf_v1_interface,
        self->flags & COMPOSITOR_FEEDBACK ? 4 : 3, self, bind_dmabuf);
  if (!(self->flags & COMPOSITOR_NO_DIRECT_DISPLAY))
    wl_global_create (self->display, &weston_direct_display_v1_interface, 1,
        self, bind_direct);
}
