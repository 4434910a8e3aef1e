/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of the frames that are committed, and when the next may be */
#include "gstrstwaylandframes.h"

/* In this time, or that of three refreshes, a window that can be seen gets its
 * next frame, even of a compositor that draws with a slow CPU. */
#define MIN_PATIENCE (3 * G_TIME_SPAN_SECOND)
#define REFRESHES 3
/* One that was not seen last time */
#define HIDDEN_PATIENCE (5 * G_TIME_SPAN_MILLISECOND)
#define DRAIN_PATIENCE G_TIME_SPAN_SECOND

/* Under the display's lock */
struct _GstRstWaylandFrames
{
  GstRstWaylandDisplay *display;
  struct wl_callback *callback; /* NULL: the next frame is wanted */
  GPtrArray *feedbacks;         /* of struct wp_presentation_feedback */
  gboolean hidden;              /* the last wait was in vain */
  GstClockTime first;           /* when it was presented */
  gint64 refresh;               /* of the panel, in microseconds; 0: unknown */
  GstRstWaylandCounts counts;
};

GstRstWaylandFrames *
gst_rst_wayland_frames_new (GstRstWaylandDisplay * display)
{
  GstRstWaylandFrames *self = g_new0 (GstRstWaylandFrames, 1);

  self->display = display;
  self->feedbacks = g_ptr_array_new ();
  return self;
}

void
gst_rst_wayland_frames_free (GstRstWaylandFrames * self)
{
  if (!self)
    return;
  gst_rst_wayland_display_lock (self->display);
  gst_rst_wayland_frames_forget (self);
  gst_rst_wayland_display_unlock (self->display);
  g_ptr_array_unref (self->feedbacks);
  g_free (self);
}

void
gst_rst_wayland_frames_wait (GstRstWaylandFrames * self)
{
  gint64 deadline = g_get_monotonic_time ();
  guint flushes;

  gst_rst_wayland_display_lock (self->display);
  flushes = gst_rst_wayland_display_get_flushes (self->display);
  deadline += self->hidden ? HIDDEN_PATIENCE :
      MAX (MIN_PATIENCE, REFRESHES * self->refresh);
  while (self->callback &&
      !gst_rst_wayland_display_has_flushed (self->display, flushes) &&
      gst_rst_wayland_display_wait (self->display, deadline));
  if (!gst_rst_wayland_display_has_flushed (self->display, flushes))
    self->hidden = self->callback != NULL;
  gst_rst_wayland_display_unlock (self->display);
}

static void
frame_cb (void *data, struct wl_callback *callback, uint32_t time)
{
  GstRstWaylandFrames *self = data;

  if (callback == self->callback)
    self->callback = NULL;
  wl_callback_destroy (callback);
}

static const struct wl_callback_listener frame_listener = {
  frame_cb,
};

static void
forget_feedback (GstRstWaylandFrames * self,
    struct wp_presentation_feedback *feedback)
{
  g_ptr_array_remove_fast (self->feedbacks, feedback);
  wp_presentation_feedback_destroy (feedback);
}

static void
sync_output_cb (void *data, struct wp_presentation_feedback *feedback,
    struct wl_output *output)
{
}

/* A compositor may draw a new window itself until it has found it a plane. */
static gboolean
is_settled (GstRstWaylandFrames * self, GstClockTime time)
{
  if (self->counts.shown == 0)
    self->first = time;
  return time >= self->first + GST_SECOND;
}

static void
presented_cb (void *data, struct wp_presentation_feedback *feedback,
    uint32_t sec_hi, uint32_t sec_lo, uint32_t nsec, uint32_t refresh,
    uint32_t seq_hi, uint32_t seq_lo, uint32_t flags)
{
  GstRstWaylandFrames *self = data;
  guint64 seconds = (guint64) sec_hi << 32 | sec_lo;
  gboolean settled = is_settled (self, seconds * GST_SECOND + nsec);

  self->refresh = refresh / 1000;
  self->counts.shown++;
  self->counts.settled += settled;
  if (flags & WP_PRESENTATION_FEEDBACK_KIND_ZERO_COPY) {
    self->counts.zero_copy++;
    self->counts.settled_zero_copy += settled;
    self->counts.without_plane = 0;
  } else {
    self->counts.without_plane++;
  }
  forget_feedback (self, feedback);
}

static void
discarded_cb (void *data, struct wp_presentation_feedback *feedback)
{
  GstRstWaylandFrames *self = data;

  self->counts.dropped++;
  forget_feedback (self, feedback);
}

static const struct wp_presentation_feedback_listener feedback_listener = {
  sync_output_cb,
  presented_cb,
  discarded_cb,
};

void
gst_rst_wayland_frames_add (GstRstWaylandFrames * self,
    struct wl_surface *surface)
{
  struct wp_presentation *presentation = gst_rst_wayland_display_globals
      (self->display)->presentation;
  struct wp_presentation_feedback *feedback;

  if (self->callback)
    wl_callback_destroy (self->callback);
  self->callback = wl_surface_frame (surface);
  wl_callback_add_listener (self->callback, &frame_listener, self);

  if (!presentation)
    return;
  feedback = wp_presentation_feedback (presentation, surface);
  wp_presentation_feedback_add_listener (feedback, &feedback_listener, self);
  g_ptr_array_add (self->feedbacks, feedback);
}

void
gst_rst_wayland_frames_forget (GstRstWaylandFrames * self)
{
  g_clear_pointer (&self->callback, wl_callback_destroy);
  while (self->feedbacks->len > 0)
    forget_feedback (self, g_ptr_array_index (self->feedbacks, 0));
}

void
gst_rst_wayland_frames_drain (GstRstWaylandFrames * self)
{
  gint64 deadline = g_get_monotonic_time () + DRAIN_PATIENCE;
  guint flushes;

  gst_rst_wayland_display_lock (self->display);
  flushes = gst_rst_wayland_display_get_flushes (self->display);
  while ((self->callback || self->feedbacks->len > 0) &&
      !gst_rst_wayland_display_has_flushed (self->display, flushes) &&
      gst_rst_wayland_display_wait (self->display, deadline));
  gst_rst_wayland_display_unlock (self->display);
}

void
gst_rst_wayland_frames_get_counts (GstRstWaylandFrames * self,
    GstRstWaylandCounts * counts)
{
  gst_rst_wayland_display_lock (self->display);
  *counts = self->counts;
  gst_rst_wayland_display_unlock (self->display);
}
