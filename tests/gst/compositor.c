/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A Wayland compositor without a display: what a real one does when a plane is
 * missing, a window is hidden or closed, or when it dies, this one does when it
 * is told to, and it writes down what clients do. Weston itself is tried by the
 * suite desktop.
 */
#include "compositor-private.h"

#include <gst/check/gstcheck.h>
#include <glib/gstdio.h>

#define PATIENCE (5 * G_TIME_SPAN_SECOND)

struct wl_resource *
compositor_new_resource (struct wl_client *client,
    const struct wl_interface *interface, int version, uint32_t id,
    const void *implementation, void *data, wl_resource_destroy_func_t gone)
{
  struct wl_resource *resource = wl_resource_create (client, interface,
      version, id);

  wl_resource_set_implementation (resource, implementation, data, gone);
  return resource;
}

void
compositor_destroy_cb (struct wl_client *client, struct wl_resource *resource)
{
  wl_resource_destroy (resource);
}

void
compositor_nothing_cb (struct wl_client *client, struct wl_resource *resource)
{
}

void
compositor_forget_cb (struct wl_resource *resource)
{
  GList **list = wl_resource_get_user_data (resource);

  if (list)
    *list = g_list_remove (*list, resource);
}

static void
drop_clients (Compositor * self)
{
  wl_display_destroy_clients (self->display);
}

static int
refresh_cb (void *data)
{
  Compositor *self = data;
  gboolean close, drop, answer;
  gint width, height;

  g_mutex_lock (&self->lock);
  close = self->close;
  drop = self->drop;
  answer = self->answer;
  width = self->width;
  height = self->height;
  self->close = self->drop = self->answer = FALSE;
  self->width = self->height = 0;
  if (self->stop)
    wl_display_terminate (self->display);
  g_mutex_unlock (&self->lock);

  if (close)
    compositor_close_toplevels (self);
  if (width)
    compositor_resize_toplevels (self, width, height);
  if (drop)
    drop_clients (self);
  if (answer) {
    self->answers = TRUE;
    compositor_answer_imports (self);
    compositor_answer_toplevels (self);
  }
  if (!(self->flags & COMPOSITOR_HIDDEN))
    compositor_refresh (self);
  wl_event_source_timer_update (self->timer, COMPOSITOR_REFRESH);
  return 0;
}

static gpointer
run (gpointer data)
{
  Compositor *self = data;

  wl_display_run (self->display);
  return NULL;
}

Compositor *
compositor_start (CompositorFlags flags)
{
  Compositor *self = g_new0 (Compositor, 1);

  self->flags = flags;
  self->folder = g_dir_make_tmp ("compositor-XXXXXX", NULL);
  g_setenv ("XDG_RUNTIME_DIR", self->folder, TRUE);
  g_setenv ("WAYLAND_DISPLAY", "test", TRUE);
  g_mutex_init (&self->lock);
  self->display = wl_display_create ();
  fail_unless_equals_int (wl_display_add_socket (self->display, "test"), 0);
  compositor_add_surfaces (self);
  compositor_add_dmabuf (self);
  compositor_add_presentation (self);
  if (!(flags & COMPOSITOR_NO_SHELL))
    compositor_add_shell (self);
  self->timer = wl_event_loop_add_timer (wl_display_get_event_loop
      (self->display), refresh_cb, self);
  wl_event_source_timer_update (self->timer, COMPOSITOR_REFRESH);
  self->thread = g_thread_new ("compositor", run, self);
  return self;
}

void
compositor_stop (Compositor * self)
{
  g_mutex_lock (&self->lock);
  self->stop = TRUE;
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  drop_clients (self);
  wl_display_destroy (self->display);
  g_mutex_clear (&self->lock);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self);
}

void
compositor_get_record (Compositor * self, CompositorRecord * record)
{
  g_mutex_lock (&self->lock);
  *record = self->record;
  g_mutex_unlock (&self->lock);
}

void
compositor_wait (Compositor * self,
    gboolean (*func) (const CompositorRecord * record), const gchar * what)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  CompositorRecord record;

  do {
    compositor_get_record (self, &record);
    if (func (&record))
      return;
    g_usleep (5000);
  } while (g_get_monotonic_time () < deadline);
  fail ("%s: imports %u (direct %u), frames %u, presented %u, busy %u, "
      "windows %u, area %dx%d, picture at %d, %d", what, record.imports,
      record.direct, record.frames, record.presented, record.busy,
      record.windows, record.width, record.height, record.x, record.y);
}

void
compositor_close_windows (Compositor * self)
{
  g_mutex_lock (&self->lock);
  self->close = TRUE;
  g_mutex_unlock (&self->lock);
}

void
compositor_resize_windows (Compositor * self, gint width, gint height)
{
  g_mutex_lock (&self->lock);
  self->width = width;
  self->height = height;
  g_mutex_unlock (&self->lock);
}

void
compositor_drop_clients (Compositor * self)
{
  g_mutex_lock (&self->lock);
  self->drop = TRUE;
  g_mutex_unlock (&self->lock);
}

void
compositor_answer (Compositor * self)
{
  g_mutex_lock (&self->lock);
  self->answer = TRUE;
  g_mutex_unlock (&self->lock);
}
