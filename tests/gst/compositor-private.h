/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the compositor share. All runs in its thread. */
#ifndef COMPOSITOR_PRIVATE_H
#define COMPOSITOR_PRIVATE_H

#include <wayland-server.h>

#include "compositor.h"

#define COMPOSITOR_REFRESH 5    /* milliseconds */

struct _Compositor
{
  CompositorFlags flags;
  gchar *folder;
  struct wl_display *display;
  struct wl_event_source *timer;
  GThread *thread;
  GList *surfaces;              /* Surface */
  GList *windows;
  GList *questions;             /* struct wl_resource of imports that wait */
  gboolean answers;             /* has been told to */

  GMutex lock;                  /* guards what follows */
  gboolean stop, close, drop, answer;
  gint width, height;           /* a new size of windows, or 0 */
  CompositorRecord record;
};

typedef struct
{
  Compositor *compositor;
  struct wl_resource *pending;  /* a buffer of any kind */
  struct wl_resource *current;  /* NULL: no dma-buf */
  gboolean attached;
  struct wl_resource *window;   /* its xdg_surface; NULL: it is in another */
  gboolean mapped, acknowledged;        /* of a window */
  GList *callbacks, *feedbacks; /* struct wl_resource */
} Surface;

struct wl_resource *compositor_new_resource (struct wl_client *client,
    const struct wl_interface *interface, int version, uint32_t id,
    const void *implementation, void *data, wl_resource_destroy_func_t gone);

/* Requests that do nothing, or only that */
void compositor_destroy_cb (struct wl_client *client,
    struct wl_resource *resource);
void compositor_nothing_cb (struct wl_client *client,
    struct wl_resource *resource);

/* Removes a resource from the list that is its data, if it is not NULL. */
void compositor_forget_cb (struct wl_resource *resource);

void compositor_add_surfaces (Compositor * self);
void compositor_add_shell (Compositor * self);
void compositor_add_dmabuf (Compositor * self);
void compositor_answer_imports (Compositor * self);
void compositor_add_presentation (Compositor * self);

struct wl_resource *compositor_new_dmabuf (Compositor * self,
    struct wl_client *client, uint32_t id);

/* Draws all surfaces: tells of their frames. */
void compositor_refresh (Compositor * self);
void compositor_present (Compositor * self, Surface * surface);
void compositor_close_toplevels (Compositor * self);
void compositor_resize_toplevels (Compositor * self, gint width, gint height);
void compositor_answer_toplevels (Compositor * self);

#endif /* COMPOSITOR_PRIVATE_H */
