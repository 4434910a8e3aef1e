/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection to a compositor, and the thread that takes its events */
#include "gstrstwaylanddisplay.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

GST_DEBUG_CATEGORY_STATIC (gst_rst_wayland_display_debug);
#define GST_CAT_DEFAULT gst_rst_wayland_display_debug

/* A compositor that takes longer is stopped or hangs. */
#define PATIENCE (20 * G_TIME_SPAN_SECOND)

typedef struct
{
  GDestroyNotify func;
  gpointer data;
} Call;

struct _GstRstWaylandDisplay
{
  struct wl_display *display;
  gboolean foreign;             /* the application's */
  struct wl_event_queue *queue;
  struct wl_display *wrapper;   /* what is made of it belongs to the queue */
  GstRstWaylandGlobals globals;

  GThread *thread;
  gint wakeup;                  /* an eventfd: the thread shall end */
  gint ending;                  /* atomic */

  GMutex lock;                  /* guards what follows */
  GstRstWaylandDisplayBroken broken;    /* NULL: it is being opened */
  gpointer data;
  GCond happened;
  gboolean flushing;
  guint flushes;                /* so far; a wait may miss a short one */
  GQueue calls;                 /* of Call */
  GError *error;                /* why the connection is broken */
};

static GError *
describe_error (struct wl_display *display)
{
  const struct wl_interface *interface = NULL;
  gint errnum = wl_display_get_error (display);
  guint32 code;

  if (errnum != EPROTO)
    return g_error_new (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "The compositor has ended, or closed the connection (%s): start the "
        "pipeline again when there is one.", g_strerror (errnum));
  code = wl_display_get_protocol_error (display, &interface, NULL);
  return g_error_new (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED,
      "The compositor has refused a request (error %u of %s) and closed the "
      "connection; WAYLAND_DEBUG=1 shows which.", code,
      interface ? interface->name : "an object unknown");
}

static void
run_calls (GstRstWaylandDisplay * self)
{
  Call *call;

  do {
    g_mutex_lock (&self->lock);
    call = g_queue_pop_head (&self->calls);
    g_mutex_unlock (&self->lock);
    if (call)
      call->func (call->data);
    g_free (call);
  } while (call);
}

/* Returns FALSE if the connection is broken. */
static gboolean
dispatch (GstRstWaylandDisplay * self)
{
  gint n;

  g_mutex_lock (&self->lock);
  n = wl_display_dispatch_queue_pending (self->display, self->queue);
  g_cond_broadcast (&self->happened);
  g_mutex_unlock (&self->lock);
  run_calls (self);
  return n >= 0;
}

/* Waits for events. Other threads of a foreign connection may be reading, too:
 * libwayland sorts that out between those that have announced themselves. */
static gboolean
read_events (GstRstWaylandDisplay * self)
{
  struct pollfd fds[2] = {
    {.fd = wl_display_get_fd (self->display),.events = POLLIN},
    {.fd = self->wakeup,.events = POLLIN}
  };

  if (wl_display_flush (self->display) < 0 && errno == EAGAIN)
    fds[0].events |= POLLOUT;
  while (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno == EINTR);

  if (fds[0].revents & ~POLLOUT)
    return wl_display_read_events (self->display) == 0;
  wl_display_cancel_read (self->display);
  return TRUE;
}

static gpointer
run (gpointer data)
{
  GstRstWaylandDisplay *self = data;
  GstRstWaylandDisplayBroken broken;
  gboolean ok = TRUE;

  while (ok && !g_atomic_int_get (&self->ending)) {
    if (wl_display_prepare_read_queue (self->display, self->queue) == 0)
      ok = read_events (self);
    ok = dispatch (self) && ok;
  }
  if (ok)
    return NULL;

  g_mutex_lock (&self->lock);
  self->error = describe_error (self->display);
  GST_INFO ("%s", self->error->message);
  broken = self->broken;
  g_cond_broadcast (&self->happened);
  g_mutex_unlock (&self->lock);
  if (broken)
    broken (self->data, self->error);
  return NULL;
}

static void
sync_cb (void *data, struct wl_callback *callback, uint32_t serial)
{
  gboolean *done = data;

  *done = TRUE;
}

static const struct wl_callback_listener sync_listener = {
  sync_cb,
};

static gboolean
round_trip (GstRstWaylandDisplay * self)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE;
  struct wl_callback *callback;
  gboolean done = FALSE;

  gst_rst_wayland_display_lock (self);
  callback = wl_display_sync (self->wrapper);
  wl_callback_add_listener (callback, &sync_listener, &done);
  while (!done && gst_rst_wayland_display_wait (self, deadline));
  wl_callback_destroy (callback);
  gst_rst_wayland_display_unlock (self);
  return done;
}

/* What nothing can be shown without */
static gboolean
check_globals (GstRstWaylandDisplay * self, GError ** error)
{
  const GstRstWaylandGlobals *globals = &self->globals;

  if (!globals->compositor || !globals->subcompositor || !globals->shm) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "The compositor is too old or too small: it has no wl_compositor of "
        "version 4, no wl_subcompositor or no wl_shm.");
    return FALSE;
  }
  if (!globals->dmabuf) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "The compositor takes no dma-bufs: it has no linux-dmabuf of version "
        "3. Weston has it with --renderer=gl.");
    return FALSE;
  }
  return TRUE;
}

static gboolean
connect_to (GstRstWaylandDisplay * self, const gchar * name, GError ** error)
{
  const gchar *called = name;

  self->display = wl_display_connect (name);
  if (self->display)
    return TRUE;
  if (!called)
    called = g_getenv ("WAYLAND_DISPLAY");
  g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE,
      "There is no Wayland compositor %s (%s): have WAYLAND_DISPLAY, or the "
      "property display, and XDG_RUNTIME_DIR say where one is.",
      called ? called : "wayland-0", g_strerror (errno));
  return FALSE;
}

GstRstWaylandDisplay *
gst_rst_wayland_display_open (const gchar * name, struct wl_display * foreign,
    GstRstWaylandDisplayBroken broken, gpointer data, GError ** error)
{
  GstRstWaylandDisplay *self = g_new0 (GstRstWaylandDisplay, 1);
  static gsize once;

  if (g_once_init_enter (&once)) {
    GST_DEBUG_CATEGORY_INIT (gst_rst_wayland_display_debug,
        "rstwaylanddisplay", 0, "connection to a Wayland compositor");
    g_once_init_leave (&once, 1);
  }

  self->display = foreign;
  self->foreign = foreign != NULL;
  self->wakeup = eventfd (0, EFD_CLOEXEC);
  if (self->wakeup < 0) {
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED,
        "No connection to the compositor: %s.", g_strerror (errno));
    goto no_wakeup;
  }
  if (!foreign && !connect_to (self, name, error))
    goto no_compositor;
  g_mutex_init (&self->lock);
  g_cond_init (&self->happened);
  g_queue_init (&self->calls);
  self->queue = wl_display_create_queue (self->display);
  self->wrapper = wl_proxy_create_wrapper (self->display);
  wl_proxy_set_queue ((struct wl_proxy *) self->wrapper, self->queue);
  gst_rst_wayland_globals_bind (&self->globals, self->wrapper);
  self->thread = g_thread_new ("rstwayland", run, self);

  if (!round_trip (self) || !round_trip (self))
    goto no_answer;
  if (!check_globals (self, error))
    goto useless;

  g_mutex_lock (&self->lock);
  self->broken = broken;
  self->data = data;
  g_mutex_unlock (&self->lock);
  return self;

  /* ERRORS */
no_compositor:
  {
    close (self->wakeup);
  }
no_wakeup:
  {
    g_free (self);
    return NULL;
  }
no_answer:
  {
    if (self->error)
      g_propagate_error (error, g_steal_pointer (&self->error));
    else
      g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY,
          "The Wayland compositor does not answer: it hangs, or is stopped.");
  }
useless:
  {
    gst_rst_wayland_display_close (self);
    return NULL;
  }
}

void
gst_rst_wayland_display_close (GstRstWaylandDisplay * self)
{
  const guint64 one = 1;

  if (!self)
    return;
  g_atomic_int_set (&self->ending, TRUE);
  while (write (self->wakeup, &one, sizeof (one)) < 0 && errno == EINTR);
  g_thread_join (self->thread);
  run_calls (self);

  gst_rst_wayland_globals_clear (&self->globals);
  wl_proxy_wrapper_destroy (self->wrapper);
  wl_event_queue_destroy (self->queue);
  wl_display_flush (self->display);
  if (!self->foreign)
    wl_display_disconnect (self->display);
  close (self->wakeup);
  g_clear_error (&self->error);
  g_cond_clear (&self->happened);
  g_mutex_clear (&self->lock);
  g_free (self);
}

const GstRstWaylandGlobals *
gst_rst_wayland_display_globals (const GstRstWaylandDisplay * self)
{
  return &self->globals;
}

gboolean
gst_rst_wayland_display_is_foreign (const GstRstWaylandDisplay * self)
{
  return self->foreign;
}

void
gst_rst_wayland_display_lock (GstRstWaylandDisplay * self)
{
  g_mutex_lock (&self->lock);
}

void
gst_rst_wayland_display_unlock (GstRstWaylandDisplay * self)
{
  g_mutex_unlock (&self->lock);
}

gboolean
gst_rst_wayland_display_wait (GstRstWaylandDisplay * self, gint64 deadline)
{
  if (self->error)
    return FALSE;
  gst_rst_wayland_display_flush (self);
  return g_cond_wait_until (&self->happened, &self->lock, deadline) &&
      !self->error;
}

void
gst_rst_wayland_display_wake (GstRstWaylandDisplay * self)
{
  g_cond_broadcast (&self->happened);
}

void
gst_rst_wayland_display_set_flushing (GstRstWaylandDisplay * self,
    gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  self->flushes += flushing;
  g_cond_broadcast (&self->happened);
  g_mutex_unlock (&self->lock);
}

guint
gst_rst_wayland_display_get_flushes (GstRstWaylandDisplay * self)
{
  return self->flushes;
}

gboolean
gst_rst_wayland_display_has_flushed (GstRstWaylandDisplay * self,
    guint flushes)
{
  return self->flushing || self->flushes != flushes;
}

/* What does not fit into the socket now follows with the next flush. */
void
gst_rst_wayland_display_flush (GstRstWaylandDisplay * self)
{
  wl_display_flush (self->display);
}

void
gst_rst_wayland_display_later (GstRstWaylandDisplay * self,
    GDestroyNotify func, gpointer data)
{
  Call *call = g_new (Call, 1);

  call->func = func;
  call->data = data;
  g_queue_push_tail (&self->calls, call);
}

GError *
gst_rst_wayland_display_get_error (GstRstWaylandDisplay * self)
{
  return self->error ? g_error_copy (self->error) : NULL;
}
