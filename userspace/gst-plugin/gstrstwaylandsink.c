/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstwaylandsink
 * @title: rstwaylandsink
 *
 * Shows pictures in restricted memory in a window of a Wayland desktop. The
 * compositor gets dma-bufs that it hands to the display without reading them
 * (linux-dmabuf with weston-direct-display): they are never mapped, neither here
 * nor there. Where the display has no plane for them, the compositor shows a
 * placeholder.
 *
 * Dma-bufs in ordinary memory are shown, too, as the compositor likes. Pictures
 * that are in no dma-buf are for waylandsink.
 *
 * ## Example launch line
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 filesrc location=film-cenc.mp4 ! qtdemux ! queue ! \
 *   rstvideodec ! rstwaylandsink
 * ]|
 *
 * Applications give it a place in a window of their own by #GstVideoOverlay:
 * the handle is a wl_surface, of the connection that they tell by the context
 * GstWlDisplayHandleContextType, as with waylandsink. A place that changes counts
 * when the application commits its surface the next time.
 */
#include "gstrstwaylandsink.h"

#include <gst/video/videooverlay.h>

#include "gstrstelement.h"
#include "gstrstwaylandcaps.h"
#include "gstrstwaylandcontext.h"
#include "gstrstwaylandnavigation.h"
#include "gstrstwaylandoverlay.h"
#include "gstrstwaylandsettings.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_wayland_sink_debug);
#define GST_CAT_DEFAULT gst_rst_wayland_sink_debug

/* About a second of placeholders */
#define MAX_WITHOUT_PLANE 24

/* Above those of the settings */
#define PROP_DISPLAY_STATS 100

struct _GstRstWaylandSink
{
  GstVideoSink parent;

  GstRstWaylandSettings settings;       /* under the object lock */
  GstRstWaylandOverlay overlay;

  /* Guards what follows. Nobody waits for the compositor with it, because a flush
   * that ends the wait needs it. */
  GMutex lock;
  GstRstWaylandView *view;      /* in PAUSED and above */
  GstStructure *stats;          /* of the last view that has gone */

  gint failed;                  /* atomic: an error has been posted */
  gint exposed;                 /* atomic: the window is to be drawn anew */

  GRecMutex showing;            /* taken before all others; what follows */
  GstVideoInfo info;
  GstBuffer *last;              /* that was shown */
  gboolean warned;
};

static void gst_rst_wayland_sink_overlay_init (GstVideoOverlayInterface *
    iface);

#define gst_rst_wayland_sink_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstWaylandSink, gst_rst_wayland_sink,
    GST_TYPE_VIDEO_SINK,
    G_IMPLEMENT_INTERFACE (GST_TYPE_VIDEO_OVERLAY,
        gst_rst_wayland_sink_overlay_init)
    G_IMPLEMENT_INTERFACE (GST_TYPE_NAVIGATION,
        gst_rst_wayland_navigation_init)
    GST_DEBUG_CATEGORY_INIT (gst_rst_wayland_sink_debug, "rstwaylandsink", 0,
        "restricted pictures in a window"));
GST_ELEMENT_REGISTER_DEFINE (rstwaylandsink, "rstwaylandsink", GST_RANK_NONE,
    GST_TYPE_RST_WAYLAND_SINK);

/* Once for each start: what follows from an error is none of its own. */
static void
fail (GstRstWaylandSink * self, const GError * error)
{
  if (g_atomic_int_compare_and_exchange (&self->failed, FALSE, TRUE))
    gst_rst_element_post_error (GST_ELEMENT (self), error, NULL);
}

static void
broken_cb (gpointer data, const GError * error)
{
  fail (data, error);
}

static void
closed_cb (gpointer data)
{
  GError *error = g_error_new (GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
      "The window was closed.");

  fail (data, error);
  g_error_free (error);
}

/* To be unlocked; NULL: there is none now. */
static GstRstWaylandView *
lock_view (GstRstWaylandSink * self)
{
  g_mutex_lock (&self->lock);
  return self->view;
}

static void
unlock_view (GstRstWaylandSink * self)
{
  g_mutex_unlock (&self->lock);
}

static gboolean
open_view (GstRstWaylandSink * self)
{
  GstRstWaylandView *view;
  GError *error = NULL;
  gchar *name;

  gst_rst_wayland_context_ask (GST_ELEMENT (self),
      GST_BASE_SINK_PAD (self));
  GST_OBJECT_LOCK (self);
  name = g_strdup (self->settings.display);
  GST_OBJECT_UNLOCK (self);

  gst_video_info_init (&self->info);
  self->warned = FALSE;
  g_atomic_int_set (&self->failed, FALSE);
  view = gst_rst_wayland_view_open (name,
      gst_rst_wayland_overlay_get_display (&self->overlay), broken_cb,
      GST_ELEMENT (self), &error);
  g_free (name);
  if (!view) {
    fail (self, error);
    g_error_free (error);
    return FALSE;
  }

  g_mutex_lock (&self->lock);
  self->view = view;
  g_mutex_unlock (&self->lock);
  return TRUE;
}

static void
set_flushing (GstRstWaylandSink * self, gboolean flushing)
{
  GstRstWaylandView *view = lock_view (self);

  if (view)
    gst_rst_wayland_view_set_flushing (view, flushing);
  unlock_view (self);
}

/* An application that has the window drawn may be waiting for the compositor,
 * and the base class no longer flushes. */
static void
close_view (GstRstWaylandSink * self)
{
  GstRstWaylandView *view;

  set_flushing (self, TRUE);
  g_rec_mutex_lock (&self->showing);
  g_mutex_lock (&self->lock);
  view = g_steal_pointer (&self->view);
  if (view) {
    gst_structure_free (self->stats);
    self->stats = gst_rst_wayland_view_get_stats (view);
  }
  g_mutex_unlock (&self->lock);
  gst_clear_buffer (&self->last);
  g_rec_mutex_unlock (&self->showing);
  if (view)
    gst_rst_wayland_view_close (view);
}

static GstStateChangeReturn
gst_rst_wayland_sink_change_state (GstElement * element,
    GstStateChange transition)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !open_view (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY ||
      (transition == GST_STATE_CHANGE_READY_TO_PAUSED &&
          ret == GST_STATE_CHANGE_FAILURE))
    close_view (self);
  return ret;
}

static gboolean
gst_rst_wayland_sink_set_caps (GstBaseSink * sink, GstCaps * caps)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (sink);
  GError *error = NULL;

  if (!gst_rst_wayland_caps_parse (caps, self->view, &self->info, &error)) {
    gst_rst_element_post_error (GST_ELEMENT (self), error, NULL);
    g_error_free (error);
    return FALSE;
  }
  GST_VIDEO_SINK_WIDTH (self) = GST_VIDEO_INFO_WIDTH (&self->info);
  GST_VIDEO_SINK_HEIGHT (self) = GST_VIDEO_INFO_HEIGHT (&self->info);
  return TRUE;
}

static gboolean
gst_rst_wayland_sink_propose_allocation (GstBaseSink * sink, GstQuery * query)
{
  return gst_rst_wayland_caps_answer_allocation (query);
}

/* With the lock held, so that nothing that an application says is lost between
 * its being read and there being a window. */
static gboolean
create_window (GstRstWaylandSink * self, GError ** error)
{
  GstRstWaylandWindowSettings settings = {.closed = closed_cb,.data = self };

  GST_OBJECT_LOCK (self);
  settings.fullscreen = self->settings.fullscreen;
  settings.scale = self->settings.scale;
  settings.protection = self->settings.protection;
  GST_OBJECT_UNLOCK (self);
  settings.title = g_get_application_name ();
  return gst_rst_wayland_overlay_create_window (&self->overlay, self->view,
      &settings, error);
}

/* The application may answer with a handle, before this returns; or with another
 * one while the window opens. */
static gboolean
open_window (GstRstWaylandSink * self, GError ** error)
{
  gboolean ok = TRUE;

  while (ok && !gst_rst_wayland_view_has_window (self->view)) {
    gst_video_overlay_prepare_window_handle (GST_VIDEO_OVERLAY (self));
    lock_view (self);
    ok = create_window (self, error);
    unlock_view (self);
    ok = ok && gst_rst_wayland_view_wait_for_window (self->view, error);
  }
  return ok;
}

/* A placeholder looks as if something were broken. */
static void
watch_planes (GstRstWaylandSink * self, GstBuffer * picture)
{
  GstRstWaylandCounts counts;
  gboolean protect;

  if (self->warned || !gst_rst_wayland_view_shows_directly (self->view,
          picture))
    return;
  gst_rst_wayland_view_get_counts (self->view, &counts);
  if (counts.without_plane < MAX_WITHOUT_PLANE)
    return;
  self->warned = TRUE;
  GST_OBJECT_LOCK (self);
  protect = self->settings.protection != 0;
  GST_OBJECT_UNLOCK (self);
  GST_ELEMENT_WARNING (self, RESOURCE, BUSY,
      ("The compositor shows a placeholder: %sno plane of the display is free "
          "for the film. Move other windows away from it, close other films, "
          "and leave it unscaled.", protect ? "the output is not under the "
          "HDCP that content-protection asks for, or " : ""),
      ("the last %" G_GUINT64_FORMAT " frames were on no plane",
          counts.without_plane));
}

/* FLUSHING: it has not been shown, as the sink is to stop waiting. */
static GstFlowReturn
show (GstRstWaylandSink * self, GstBuffer * picture)
{
  gboolean required, shown = FALSE;
  GError *error = NULL;

  GST_OBJECT_LOCK (self);
  required = self->settings.require_direct_display;
  GST_OBJECT_UNLOCK (self);
  if (gst_rst_wayland_view_may_show (self->view, picture, required, &error) &&
      open_window (self, &error))
    shown = gst_rst_wayland_view_show (self->view, picture, &self->info,
        &error);
  if (error) {
    fail (self, error);
    g_error_free (error);
    return GST_FLOW_ERROR;
  }
  if (!shown)
    return GST_FLOW_FLUSHING;
  gst_buffer_replace (&self->last, picture);
  watch_planes (self, picture);
  return GST_FLOW_OK;
}

/* A window that has been exchanged gets the last picture, as the next one may
 * never come. */
static void
draw_anew (GstRstWaylandSink * self)
{
  if (!self->last || g_atomic_int_get (&self->failed))
    return;
  if (gst_rst_wayland_view_has_window (self->view))
    gst_rst_wayland_view_expose (self->view);
  else
    show (self, self->last);
}

/* Where another thread is showing something, and so may be waiting for the
 * compositor, that one does it afterwards. */
static void
heed_expose (GstRstWaylandSink * self)
{
  while (g_atomic_int_get (&self->exposed) &&
      g_rec_mutex_trylock (&self->showing)) {
    if (g_atomic_int_compare_and_exchange (&self->exposed, TRUE, FALSE))
      draw_anew (self);
    g_rec_mutex_unlock (&self->showing);
  }
}

static GstFlowReturn
show_once (GstRstWaylandSink * self, GstBuffer * picture)
{
  GstFlowReturn ret = GST_FLOW_OK;

  if (g_atomic_int_get (&self->failed))
    return GST_FLOW_ERROR;
  g_rec_mutex_lock (&self->showing);
  /* The one of the preroll comes again. */
  if (picture != self->last || !gst_rst_wayland_view_has_window (self->view))
    ret = show (self, picture);
  g_rec_mutex_unlock (&self->showing);
  if (ret == GST_FLOW_OK)
    heed_expose (self);
  return ret;
}

/* A pause interrupts, too, and after it the picture is still to be shown. */
static GstFlowReturn
gst_rst_wayland_sink_show_frame (GstVideoSink * sink, GstBuffer * buffer)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (sink);
  GstFlowReturn ret;

  do {
    ret = show_once (self, buffer);
  } while (ret == GST_FLOW_FLUSHING &&
      gst_base_sink_wait_preroll (GST_BASE_SINK (sink)) == GST_FLOW_OK);
  return ret;
}

static gboolean
gst_rst_wayland_sink_unlock (GstBaseSink * sink)
{
  set_flushing (GST_RST_WAYLAND_SINK (sink), TRUE);
  return TRUE;
}

static gboolean
gst_rst_wayland_sink_unlock_stop (GstBaseSink * sink)
{
  set_flushing (GST_RST_WAYLAND_SINK (sink), FALSE);
  return TRUE;
}

static GstStructure *
get_stats (GstRstWaylandSink * self)
{
  GstRstWaylandView *view = lock_view (self);
  GstStructure *stats = view ? gst_rst_wayland_view_get_stats (view) :
      gst_structure_copy (self->stats);

  unlock_view (self);
  return stats;
}

/* The last picture has yet to reach the panel, and whoever hears of the end may
 * close the window at once. */
static GstFlowReturn
gst_rst_wayland_sink_wait_event (GstBaseSink * sink, GstEvent * event)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (sink);
  GstFlowReturn ret = GST_BASE_SINK_CLASS (parent_class)->wait_event (sink,
      event);

  if (ret != GST_FLOW_OK || GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return ret;
  gst_rst_wayland_view_drain (self->view);
  gst_element_post_message (GST_ELEMENT (self),
      gst_message_new_element (GST_OBJECT (self), get_stats (self)));
  return ret;
}

static void
gst_rst_wayland_sink_set_context (GstElement * element, GstContext * context)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (element);

  gst_rst_wayland_overlay_set_context (&self->overlay, context);
  GST_ELEMENT_CLASS (parent_class)->set_context (element, context);
}

static void
gst_rst_wayland_sink_set_window_handle (GstVideoOverlay * overlay,
    guintptr handle)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (overlay);

  gst_rst_wayland_overlay_set_window_handle (&self->overlay,
      lock_view (self), handle);
  unlock_view (self);
}

static void
gst_rst_wayland_sink_set_render_rectangle (GstVideoOverlay * overlay, gint x,
    gint y, gint width, gint height)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (overlay);
  const GstVideoRectangle rectangle = {.x = x,.y = y,.w = width,.h = height };

  gst_rst_wayland_overlay_set_render_rectangle (&self->overlay,
      lock_view (self), &rectangle);
  unlock_view (self);
}

static void
gst_rst_wayland_sink_expose (GstVideoOverlay * overlay)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (overlay);

  g_atomic_int_set (&self->exposed, TRUE);
  heed_expose (self);
}

static void
gst_rst_wayland_sink_overlay_init (GstVideoOverlayInterface * iface)
{
  iface->set_window_handle = gst_rst_wayland_sink_set_window_handle;
  iface->set_render_rectangle = gst_rst_wayland_sink_set_render_rectangle;
  iface->expose = gst_rst_wayland_sink_expose;
}

static void
gst_rst_wayland_sink_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (object);
  GstRstWaylandView *view;

  gst_rst_wayland_settings_set (&self->settings, object, prop_id, value,
      pspec);
  view = lock_view (self);
  if (view && g_str_equal (pspec->name, "fullscreen"))
    gst_rst_wayland_view_set_fullscreen (view, g_value_get_boolean (value));
  unlock_view (self);
}

static void
gst_rst_wayland_sink_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (object);

  if (prop_id == PROP_DISPLAY_STATS)
    g_value_take_boxed (value, get_stats (self));
  else
    gst_rst_wayland_settings_get (&self->settings, object, prop_id, value,
        pspec);
}

static void
gst_rst_wayland_sink_finalize (GObject * object)
{
  GstRstWaylandSink *self = GST_RST_WAYLAND_SINK (object);

  gst_rst_wayland_settings_clear (&self->settings);
  gst_rst_wayland_overlay_clear (&self->overlay);
  gst_structure_free (self->stats);
  g_rec_mutex_clear (&self->showing);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
gst_rst_wayland_sink_class_init (GstRstWaylandSinkClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  object_class->set_property = gst_rst_wayland_sink_set_property;
  object_class->get_property = gst_rst_wayland_sink_get_property;
  object_class->finalize = gst_rst_wayland_sink_finalize;
  gst_rst_wayland_settings_install (object_class, PROP_DISPLAY_STATS);

  gst_element_class_add_static_pad_template (element_class,
      &gst_rst_wayland_caps_template);
  gst_element_class_set_static_metadata (element_class,
      "Window for restricted pictures", "Sink/Video",
      "Shows restricted pictures in a window of a Wayland desktop",
      RST_ELEMENT_AUTHOR);

  element_class->change_state = gst_rst_wayland_sink_change_state;
  element_class->set_context = gst_rst_wayland_sink_set_context;
  sink_class->set_caps = gst_rst_wayland_sink_set_caps;
  sink_class->propose_allocation = gst_rst_wayland_sink_propose_allocation;
  sink_class->unlock = gst_rst_wayland_sink_unlock;
  sink_class->unlock_stop = gst_rst_wayland_sink_unlock_stop;
  sink_class->wait_event = gst_rst_wayland_sink_wait_event;
  GST_VIDEO_SINK_CLASS (klass)->show_frame = gst_rst_wayland_sink_show_frame;
}

static void
gst_rst_wayland_sink_init (GstRstWaylandSink * self)
{
  gst_rst_wayland_settings_init (&self->settings);
  gst_rst_wayland_overlay_init (&self->overlay);
  self->stats = gst_rst_wayland_view_get_stats (NULL);
  g_mutex_init (&self->lock);
  g_rec_mutex_init (&self->showing);
}
