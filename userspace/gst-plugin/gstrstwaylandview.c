/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a sink has of a compositor while it runs: connection, window, buffers */
#include "gstrstwaylandview.h"

#include <gst/rstmem/gstrstmem.h>

#include "gstrstwaylandpointer.h"

struct _GstRstWaylandView
{
  GstRstWaylandDisplay *display;
  GstRstWaylandFrames *frames;
  GstRstWaylandBuffers *buffers;
  GstRstWaylandPointer *pointer;

  /* Taken before the display's; nobody waits for the compositor with it. */
  GMutex lock;
  GstRstWaylandWindow *window;  /* NULL: there is none yet, or any more */
};

GstRstWaylandView *
gst_rst_wayland_view_open (const gchar * name, struct wl_display * foreign,
    GstRstWaylandDisplayBroken broken, GstElement * element, GError ** error)
{
  GstRstWaylandDisplay *display = gst_rst_wayland_display_open (name, foreign,
      broken, element, error);
  GstRstWaylandView *self;

  if (!display)
    return NULL;
  self = g_new0 (GstRstWaylandView, 1);
  self->display = display;
  self->frames = gst_rst_wayland_frames_new (display);
  self->buffers = gst_rst_wayland_buffers_new (display);
  self->pointer = gst_rst_wayland_pointer_new (display,
      GST_NAVIGATION (element));
  g_mutex_init (&self->lock);
  return self;
}

void
gst_rst_wayland_view_close (GstRstWaylandView * self)
{
  gst_rst_wayland_view_destroy_window (self);
  gst_rst_wayland_pointer_free (self->pointer);
  gst_rst_wayland_frames_free (self->frames);
  gst_rst_wayland_buffers_free (self->buffers);
  gst_rst_wayland_display_close (self->display);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Of those that only the display reads the compositor need not tell: it says
 * whether it takes them when it is asked to. */
gboolean
gst_rst_wayland_view_takes (GstRstWaylandView * self, GstVideoFormat format)
{
  const GstRstWaylandGlobals *globals = gst_rst_wayland_display_globals
      (self->display);
  gboolean takes;

  gst_rst_wayland_display_lock (self->display);
  takes = globals->direct_display ||
      gst_rst_wayland_formats_has (globals->formats,
      gst_video_dma_drm_fourcc_from_format (format));
  gst_rst_wayland_display_unlock (self->display);
  return takes;
}

gboolean
gst_rst_wayland_view_has_window (GstRstWaylandView * self)
{
  gboolean has;

  g_mutex_lock (&self->lock);
  has = self->window != NULL;
  g_mutex_unlock (&self->lock);
  return has;
}

static gboolean
check_settings (GstRstWaylandView * self,
    const GstRstWaylandWindowSettings * settings, GError ** error)
{
  const GstRstWaylandGlobals *globals = gst_rst_wayland_display_globals
      (self->display);

  if (settings->parent && !gst_rst_wayland_display_is_foreign (self->display))
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
        "A window handle came without the connection that it belongs to: the "
        "application must answer the need-context message "
        "GstWlDisplayHandleContextType with its wl_display.");
  else if (!settings->parent && !globals->shell)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "The compositor opens no windows: it has no xdg-shell, which "
        "Weston's desktop and kiosk shells have.");
  else if (settings->protection != WESTON_PROTECTED_SURFACE_TYPE_UNPROTECTED
      && !globals->content_protection)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "The compositor cannot keep the film from unprotected outputs: it "
        "has no weston-content-protection. Set content-protection=none if "
        "the film may be shown there.");
  else
    return TRUE;
  return FALSE;
}

gboolean
gst_rst_wayland_view_create_window (GstRstWaylandView * self,
    const GstRstWaylandWindowSettings * settings,
    const GstVideoRectangle * rectangle, GError ** error)
{
  if (!check_settings (self, settings, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->window = gst_rst_wayland_window_new (self->display, self->frames,
      settings);
  gst_rst_wayland_window_set_rectangle (self->window, rectangle);
  gst_rst_wayland_pointer_set_window (self->pointer, self->window);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* TRUE: it has one, or somebody has destroyed it. */
static gboolean
wait_for_size (GstRstWaylandView * self, guint flushes)
{
  GstRstWaylandWindow *window = NULL;
  gboolean settled;

  g_mutex_lock (&self->lock);
  if (self->window)
    window = gst_rst_wayland_window_ref (self->window);
  g_mutex_unlock (&self->lock);
  if (!window)
    return TRUE;
  settled = gst_rst_wayland_window_wait (window, flushes);
  gst_rst_wayland_window_unref (window);
  return settled;
}

gboolean
gst_rst_wayland_view_wait_for_window (GstRstWaylandView * self,
    GError ** error)
{
  gboolean flushed;
  guint flushes;

  gst_rst_wayland_display_lock (self->display);
  flushes = gst_rst_wayland_display_get_flushes (self->display);
  gst_rst_wayland_display_unlock (self->display);
  if (wait_for_size (self, flushes))
    return TRUE;

  gst_rst_wayland_display_lock (self->display);
  *error = gst_rst_wayland_display_get_error (self->display);
  flushed = gst_rst_wayland_display_has_flushed (self->display, flushes);
  gst_rst_wayland_display_unlock (self->display);
  if (!*error && !flushed)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY,
        "The Wayland compositor has not given the window a size: it hangs, or "
        "is stopped.");
  gst_rst_wayland_view_destroy_window (self);
  return FALSE;
}

static gboolean
is_restricted (GstBuffer * picture)
{
  return gst_buffer_n_memory (picture) > 0 &&
      gst_is_restricted_memory (gst_buffer_peek_memory (picture, 0));
}

static gboolean
has_direct_display (GstRstWaylandView * self)
{
  return gst_rst_wayland_display_globals (self->display)->direct_display !=
      NULL;
}

gboolean
gst_rst_wayland_view_shows_directly (GstRstWaylandView * self,
    GstBuffer * picture)
{
  return has_direct_display (self) && is_restricted (picture);
}

gboolean
gst_rst_wayland_view_may_show (GstRstWaylandView * self, GstBuffer * picture,
    gboolean required, GError ** error)
{
  if (!required || has_direct_display (self) || !is_restricted (picture))
    return TRUE;
  g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
      "The compositor has no weston-direct-display: it would try to read these "
      "pictures, which nobody can, and might crash. Use Weston with "
      "--backend=drm --renderer=gl, or kmssink without a compositor.");
  return FALSE;
}

gboolean
gst_rst_wayland_view_show (GstRstWaylandView * self, GstBuffer * picture,
    const GstVideoInfo * info, GError ** error)
{
  GstRstWaylandBuffer *buffer = gst_rst_wayland_buffers_get (self->buffers,
      picture, info, gst_rst_wayland_view_shows_directly (self, picture),
      error);
  gboolean ok = TRUE;

  if (!buffer)
    return FALSE;
  gst_rst_wayland_frames_wait (self->frames);
  g_mutex_lock (&self->lock);
  if (self->window)
    ok = gst_rst_wayland_window_show (self->window, buffer, picture,
        GST_VIDEO_INFO_WIDTH (info), GST_VIDEO_INFO_HEIGHT (info), error);
  g_mutex_unlock (&self->lock);
  return ok;
}

void
gst_rst_wayland_view_destroy_window (GstRstWaylandView * self)
{
  g_mutex_lock (&self->lock);
  gst_rst_wayland_pointer_set_window (self->pointer, NULL);
  g_clear_pointer (&self->window, gst_rst_wayland_window_close);
  gst_rst_wayland_buffers_forget_surface (self->buffers);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_wayland_view_set_rectangle (GstRstWaylandView * self,
    const GstVideoRectangle * rectangle)
{
  g_mutex_lock (&self->lock);
  if (self->window)
    gst_rst_wayland_window_set_rectangle (self->window, rectangle);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_wayland_view_set_fullscreen (GstRstWaylandView * self,
    gboolean fullscreen)
{
  g_mutex_lock (&self->lock);
  if (self->window)
    gst_rst_wayland_window_set_fullscreen (self->window, fullscreen);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_wayland_view_expose (GstRstWaylandView * self)
{
  g_mutex_lock (&self->lock);
  if (self->window)
    gst_rst_wayland_window_expose (self->window);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_wayland_view_set_flushing (GstRstWaylandView * self, gboolean flushing)
{
  gst_rst_wayland_display_set_flushing (self->display, flushing);
}

void
gst_rst_wayland_view_drain (GstRstWaylandView * self)
{
  gst_rst_wayland_frames_drain (self->frames);
}

void
gst_rst_wayland_view_get_counts (GstRstWaylandView * self,
    GstRstWaylandCounts * counts)
{
  gst_rst_wayland_frames_get_counts (self->frames, counts);
}

GstStructure *
gst_rst_wayland_view_get_stats (GstRstWaylandView * self)
{
  GstRstWaylandCounts counts = { 0 };
  guint64 imports = 0;

  if (self) {
    gst_rst_wayland_frames_get_counts (self->frames, &counts);
    imports = gst_rst_wayland_buffers_get_imports (self->buffers);
  }
  return gst_structure_new ("rst-wayland-stats",
      "shown", G_TYPE_UINT64, counts.shown,
      "zero-copy", G_TYPE_UINT64, counts.zero_copy,
      "settled", G_TYPE_UINT64, counts.settled,
      "settled-zero-copy", G_TYPE_UINT64, counts.settled_zero_copy,
      "dropped", G_TYPE_UINT64, counts.dropped,
      "imports", G_TYPE_UINT64, imports, NULL);
}
