/* SPDX-License-Identifier: GPL-2.0-only */
/* rstwaylandsink waits for a compositor only as long as somebody wants it to.
 * This needs the fake, where memory is restricted if it is said to be. */
#include "application.h"
#include "showing.h"

#include <gst/video/videooverlay.h>

/* Far less than the sink would wait by itself */
#define SOON (5 * G_TIME_SPAN_SECOND)

typedef struct
{
  Fixture fixture;
  GstBuffer *picture;
  GThread *thread;
  gint64 began;
} Waiting;

static gpointer
push_cb (gpointer data)
{
  Waiting *self = data;

  return GINT_TO_POINTER (push (&self->fixture, self->picture));
}

static gboolean
asked (const CompositorRecord * record)
{
  return record->imports > 0;
}

/* Pushes its first picture into a sink that is set up, until the compositor is
 * seen to have been asked for something. */
static void
push_until (Waiting * self, gboolean (*func) (const CompositorRecord * record),
    const gchar * what)
{
  self->picture = new_picture (&self->fixture, PICTURE_SIZE);
  self->thread = g_thread_new ("push", push_cb, self);
  compositor_wait (self->fixture.compositor, func, what);
  self->began = g_get_monotonic_time ();
}

/* A sink that waits for the compositor to take its first picture */
static void
begin (Waiting * self)
{
  setup (&self->fixture, COMPOSITOR_SILENT);
  push_until (self, asked, "a question");
}

static gboolean
opens (const CompositorRecord * record)
{
  return record->windows == 1;
}

/* One that waits for its window's size */
static void
begin_window (Waiting * self)
{
  setup (&self->fixture, COMPOSITOR_NO_SIZE);
  push_until (self, opens, "a window");
}

static void
expect_soon (Waiting * self, const gchar * what)
{
  gint64 took = g_get_monotonic_time () - self->began;

  fail_unless (took < SOON, "%s took %" G_GINT64_FORMAT " us", what, took);
}

static GstFlowReturn
join (Waiting * self)
{
  return GPOINTER_TO_INT (g_thread_join (self->thread));
}

static void
end (Waiting * self)
{
  expect_no_error (self->fixture.sink);
  gst_element_set_state (self->fixture.sink, GST_STATE_NULL);
  ASSERT_MINI_OBJECT_REFCOUNT (self->picture, "picture", 1);
  gst_buffer_unref (self->picture);
  finish (&self->fixture);
}

static gboolean
shown_once (const CompositorRecord * record)
{
  return record->presented == 1;
}

static gboolean
one_buffer (const CompositorRecord * record)
{
  return record->presented == 1 && record->buffers == 1;
}

/* Fails where a flush waits for the compositor, is an error, or where what it
 * takes afterwards stays with it. */
GST_START_TEST (test_flush)
{
  Waiting self;
  GstSegment segment;

  begin (&self);
  fail_unless (gst_harness_push_event (self.fixture.h,
          gst_event_new_flush_start ()));
  fail_unless_equals_int (join (&self), GST_FLOW_FLUSHING);
  expect_soon (&self, "a flush");
  fail_unless (gst_harness_push_event (self.fixture.h,
          gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_harness_push_event (self.fixture.h,
          gst_event_new_segment (&segment)));

  compositor_answer (self.fixture.compositor);
  fail_unless_equals_int (push (&self.fixture, self.picture), GST_FLOW_OK);
  compositor_wait (self.fixture.compositor, one_buffer, "one buffer");
  end (&self);
}

GST_END_TEST;

/* Fails where a player that is stopped waits for the compositor. */
GST_START_TEST (test_stop)
{
  Waiting self;

  begin (&self);
  gst_element_set_state (self.fixture.sink, GST_STATE_NULL);
  fail_unless_equals_int (join (&self), GST_FLOW_FLUSHING);
  expect_soon (&self, "the end");
  end (&self);
}

GST_END_TEST;

/* Fails where a pause waits for the compositor, or costs the picture. */
GST_START_TEST (test_pause)
{
  Waiting self;

  begin (&self);
  gst_element_set_state (self.fixture.sink, GST_STATE_PAUSED);
  expect_soon (&self, "a pause");
  compositor_answer (self.fixture.compositor);
  gst_element_set_state (self.fixture.sink, GST_STATE_PLAYING);
  fail_unless_equals_int (join (&self), GST_FLOW_OK);
  compositor_wait (self.fixture.compositor, shown_once, "the picture");
  end (&self);
}

GST_END_TEST;

/* Fails where an application that says something of a window waits until the
 * compositor has opened it, or keeps others from ending the wait. */
GST_START_TEST (test_settings_of_window)
{
  Waiting self;

  begin_window (&self);
  gst_video_overlay_set_render_rectangle (GST_VIDEO_OVERLAY
      (self.fixture.sink), 20, 30, 320, 200);
  expect_soon (&self, "a place");
  g_object_set (self.fixture.sink, "fullscreen", TRUE, NULL);
  expect_soon (&self, "fullscreen");
  gst_video_overlay_expose (GST_VIDEO_OVERLAY (self.fixture.sink));
  expect_soon (&self, "an expose");
  gst_element_set_state (self.fixture.sink, GST_STATE_NULL);
  fail_unless_equals_int (join (&self), GST_FLOW_FLUSHING);
  expect_soon (&self, "the end");
  end (&self);
}

GST_END_TEST;

static gboolean
covers_screen (const CompositorRecord * record)
{
  return record->presented == 1 &&
      record->width == COMPOSITOR_SCREEN_WIDTH &&
      record->height == COMPOSITOR_SCREEN_HEIGHT;
}

/* Fails where what is said of a window that opens does not count. */
GST_START_TEST (test_fullscreen_window)
{
  Waiting self;

  begin_window (&self);
  g_object_set (self.fixture.sink, "fullscreen", TRUE, NULL);
  compositor_answer (self.fixture.compositor);
  fail_unless_equals_int (join (&self), GST_FLOW_OK);
  compositor_wait (self.fixture.compositor, covers_screen, "full screen");
  end (&self);
}

GST_END_TEST;

static gboolean
shown_elsewhere (const CompositorRecord * record)
{
  return record->presented == 1 && record->windows == 0;
}

/* Fails where a sink goes on waiting for a window that the application has taken
 * away, or the picture is not shown in the other one. */
GST_START_TEST (test_other_window)
{
  Application application = { 0 };
  Waiting self;

  fake_set ("described");
  self.fixture.compositor = compositor_start (COMPOSITOR_NO_SIZE);
  application_start (&application);
  self.fixture.sink = new_sink ();
  application_share_display (&application, self.fixture.sink);
  open_sink (&self.fixture, CAPS);
  push_until (&self, opens, "a window");
  gst_video_overlay_set_window_handle (GST_VIDEO_OVERLAY (self.fixture.sink),
      (guintptr) application.surfaces[0]);
  fail_unless_equals_int (join (&self), GST_FLOW_OK);
  expect_soon (&self, "another window");
  compositor_wait (self.fixture.compositor, shown_elsewhere, "the picture");
  expect_no_error (self.fixture.sink);
  gst_element_set_state (self.fixture.sink, GST_STATE_NULL);
  application_stop (&application);
  end (&self);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstwaylandsink-waits");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_stop);
  tcase_add_test (tcase, test_pause);
  tcase_add_test (tcase, test_settings_of_window);
  tcase_add_test (tcase, test_fullscreen_window);
  tcase_add_test (tcase, test_other_window);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
