/* SPDX-License-Identifier: GPL-2.0-only */
/* rstwaylandsink shows pictures in windows. This needs the fake, where memory is
 * restricted if it is said to be. */
#include "application.h"
#include "showing.h"

#include <gst/video/videooverlay.h>

#define LARGE_CAPS "video/x-raw(memory:DMABuf), format=DMA_DRM, " \
    "drm-format=NV12, width=1280, height=720, framerate=24/1"
#define LARGE_SIZE (1280 * 720 * 3 / 2)

static gboolean
shown_ten (const CompositorRecord * record)
{
  return record->presented == 10;
}

static gboolean
none_busy (const CompositorRecord * record)
{
  return record->busy == 0;
}

/* Fails where a frame is lost or shown twice, a buffer is imported anew for
 * each frame, the compositor may read it, or a buffer is not given back. */
GST_START_TEST (test_frames)
{
  GstBuffer *pictures[3];
  CompositorRecord record;
  Fixture self;
  guint i;

  setup (&self, 0);
  for (i = 0; i < 3; i++)
    pictures[i] = new_picture (&self, PICTURE_SIZE);
  for (i = 0; i < 10; i++)
    fail_unless_equals_int (push (&self, pictures[i % 3]), GST_FLOW_OK);
  compositor_wait (self.compositor, shown_ten, "ten frames");
  compositor_get_record (self.compositor, &record);
  fail_unless_equals_int (record.frames, 10);
  fail_unless_equals_int (record.imports, 3);
  fail_unless_equals_int (record.direct, 3);
  fail_unless_equals_int (record.windows, 1);
  fail_unless_equals_int (record.width, 640);
  fail_unless_equals_int (record.height, 360);
  /* One on the panel; another at most was on its way. */
  fail_unless (record.max_busy <= 2);
  fail_unless_equals_int (record.busy, 1);

  fail_unless (gst_harness_push_event (self.h, gst_event_new_eos ()));
  fail_unless_equals_int (stat_of (self.sink, "shown"), 10);
  fail_unless_equals_int (stat_of (self.sink, "zero-copy"), 10);
  fail_unless_equals_int (stat_of (self.sink, "dropped"), 0);
  fail_unless_equals_int (stat_of (self.sink, "imports"), 3);
  expect_no_error (self.sink);

  gst_element_set_state (self.sink, GST_STATE_NULL);
  compositor_wait (self.compositor, none_busy, "no buffer is used");
  for (i = 0; i < 3; i++) {
    ASSERT_MINI_OBJECT_REFCOUNT (pictures[i], "picture", 1);
    gst_buffer_unref (pictures[i]);
  }
  fail_unless_equals_int (stat_of (self.sink, "shown"), 10);
  finish (&self);
}

GST_END_TEST;

/* Fails where what the compositor has of a buffer outlives the buffer. */
GST_START_TEST (test_new_buffers)
{
  CompositorRecord record;
  GstBuffer *picture;
  Fixture self;
  guint i;

  setup (&self, COMPOSITOR_FEEDBACK);
  for (i = 0; i < 10; i++) {
    picture = new_picture (&self, PICTURE_SIZE);
    fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
    gst_buffer_unref (picture);
  }
  compositor_wait (self.compositor, shown_ten, "ten frames");
  compositor_get_record (self.compositor, &record);
  fail_unless_equals_int (record.imports, 10);
  fail_unless_equals_int (record.busy, 1);
  fail_unless (record.buffers <= 2, "%u buffers are left", record.buffers);
  expect_no_error (self.sink);
  finish (&self);
}

GST_END_TEST;

/* Fails where a buffer that is shown again while the compositor has it is given
 * back too early. */
GST_START_TEST (test_same_buffer)
{
  GstBuffer *picture, *copy;
  CompositorRecord record;
  Fixture self;
  guint i;

  setup (&self, 0);
  picture = new_picture (&self, PICTURE_SIZE);
  copy = gst_buffer_copy (picture);
  for (i = 0; i < 5; i++) {
    fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
    fail_unless_equals_int (push (&self, copy), GST_FLOW_OK);
  }
  compositor_wait (self.compositor, shown_ten, "ten frames");
  compositor_get_record (self.compositor, &record);
  fail_unless_equals_int (record.busy, 1);
  fail_unless_equals_int (record.imports, 1);
  gst_element_set_state (self.sink, GST_STATE_NULL);
  ASSERT_MINI_OBJECT_REFCOUNT (picture, "picture", 1);
  ASSERT_MINI_OBJECT_REFCOUNT (copy, "copy", 1);
  gst_buffer_unref (picture);
  gst_buffer_unref (copy);
  finish (&self);
}

GST_END_TEST;

static gboolean
hundred_frames (const CompositorRecord * record)
{
  return record->frames == 100;
}

/* Fails where a window that nobody sees stops the player. */
GST_START_TEST (test_hidden)
{
  gint64 began = g_get_monotonic_time ();
  GstBuffer *pictures[3];
  Fixture self;
  guint i;

  setup (&self, COMPOSITOR_HIDDEN);
  for (i = 0; i < 3; i++)
    pictures[i] = new_picture (&self, PICTURE_SIZE);
  for (i = 0; i < 100; i++)
    fail_unless_equals_int (push (&self, pictures[i % 3]), GST_FLOW_OK);
  fail_unless (g_get_monotonic_time () - began < 5 * G_TIME_SPAN_SECOND);
  compositor_wait (self.compositor, hundred_frames, "all frames");
  for (i = 0; i < 3; i++)
    gst_buffer_unref (pictures[i]);
  finish (&self);
}

GST_END_TEST;

static gboolean
is_resized (const CompositorRecord * record)
{
  return record->width == 1000 && record->height == 600 && record->x == 180 &&
      record->y == 120;
}

static gboolean
is_large (const CompositorRecord * record)
{
  return record->width == 1280 && record->height == 720 && record->x == 0;
}

/* Fails where the picture is not in the window's middle, or a film of another
 * size does not change the window. */
GST_START_TEST (test_sizes)
{
  GstBuffer *picture, *large;
  Fixture self;

  setup (&self, 0);
  picture = new_picture (&self, PICTURE_SIZE);
  large = new_picture (&self, LARGE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  compositor_resize_windows (self.compositor, 1000, 600);
  compositor_wait (self.compositor, is_resized, "the window's middle");

  compositor_resize_windows (self.compositor, 1280, 720);
  gst_harness_set_src_caps_str (self.h, LARGE_CAPS);
  fail_unless_equals_int (push (&self, large), GST_FLOW_OK);
  compositor_wait (self.compositor, is_large, "a larger film");
  expect_no_error (self.sink);
  gst_buffer_unref (picture);
  gst_buffer_unref (large);
  finish (&self);
}

GST_END_TEST;

static gboolean
sized_again (const CompositorRecord * record)
{
  return record->sizes == 2;
}

static gboolean
is_wide (const CompositorRecord * record)
{
  return record->width == 1000 && record->height == 600;
}

/* Fails where a window for whose new size there is no memory is closed, which
 * the compositor ends the connection for later; or where it does not get that
 * size once there is. */
GST_START_TEST (test_late_size)
{
  GstBuffer *picture, *next;
  Fixture self;
  guint i;

  for (i = 0; i < 2; i++) {
    setup (&self, 0);
    picture = new_picture (&self, PICTURE_SIZE);
    next = new_picture (&self, i == 0 ? LARGE_SIZE : PICTURE_SIZE);
    fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
    fake_set ("described no-background");
    compositor_resize_windows (self.compositor, 1000, 600);
    compositor_wait (self.compositor, sized_again, "the answer");
    fake_set ("described");
    if (i == 0)
      gst_harness_set_src_caps_str (self.h, LARGE_CAPS);
    fail_unless_equals_int (push (&self, next), GST_FLOW_OK);
    compositor_wait (self.compositor, is_wide, "the size");
    expect_no_error (self.sink);
    gst_buffer_unref (picture);
    gst_buffer_unref (next);
    finish (&self);
  }
}

GST_END_TEST;

static gboolean
one_frame (const CompositorRecord * record)
{
  return record->frames == 1 && record->busy == 1;
}

static gboolean
another_frame (const CompositorRecord * record)
{
  return record->frames == 2 && record->busy == 1;
}

/* Fails where a flush leaves the sink waiting, or takes the picture away. */
GST_START_TEST (test_flush)
{
  GstBuffer *picture, *next;
  Fixture self;

  setup (&self, 0);
  picture = new_picture (&self, PICTURE_SIZE);
  next = new_picture (&self, PICTURE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  compositor_wait (self.compositor, one_frame, "a frame");
  fail_unless (gst_harness_push_event (self.h, gst_event_new_flush_start ()));
  fail_unless (gst_harness_push_event (self.h,
          gst_event_new_flush_stop (TRUE)));
  gst_harness_set_src_caps_str (self.h, CAPS);
  compositor_wait (self.compositor, one_frame, "the last frame");
  fail_unless_equals_int (push (&self, next), GST_FLOW_OK);
  compositor_wait (self.compositor, another_frame, "another frame");
  gst_buffer_unref (picture);
  gst_buffer_unref (next);
  finish (&self);
}

GST_END_TEST;

static gboolean
is_clipped (const CompositorRecord * record)
{
  return record->width == 320 && record->height == 200;
}

/* No screen reaches farther than its black. */
static gboolean
is_wider (const CompositorRecord * record)
{
  return record->width == 16384 && record->height == 200;
}

static gboolean
shown_twice (const CompositorRecord * record)
{
  return record->frames == 2 && record->busy == 1;
}

/* Fails where the sink opens a window of its own, leaves its place, or shows
 * nothing in the next window until another picture comes. */
GST_START_TEST (test_overlay)
{
  Application application = { 0 };
  GstVideoOverlay *overlay;
  CompositorRecord record;
  GstBuffer *picture;
  Fixture self;

  fake_set ("described");
  self.compositor = compositor_start (0);
  application_start (&application);
  self.sink = new_sink ();
  overlay = GST_VIDEO_OVERLAY (self.sink);
  application_share_display (&application, self.sink);
  gst_video_overlay_set_window_handle (overlay,
      (guintptr) application.surfaces[0]);
  open_sink (&self, CAPS);
  picture = new_picture (&self, PICTURE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  gst_video_overlay_set_render_rectangle (overlay, 20, 30, 320, 200);
  compositor_wait (self.compositor, is_clipped, "the place");
  gst_video_overlay_set_render_rectangle (overlay, 20, 30, 20000, 200);
  compositor_wait (self.compositor, is_wider, "a place beyond the screen");

  gst_video_overlay_set_window_handle (overlay,
      (guintptr) application.surfaces[1]);
  gst_video_overlay_expose (overlay);
  compositor_wait (self.compositor, shown_twice, "the other window");
  compositor_get_record (self.compositor, &record);
  fail_unless_equals_int (record.windows, 0);
  expect_no_error (self.sink);

  gst_element_set_state (self.sink, GST_STATE_NULL);
  ASSERT_MINI_OBJECT_REFCOUNT (picture, "picture", 1);
  gst_buffer_unref (picture);
  application_stop (&application);
  finish (&self);
}

GST_END_TEST;

static gboolean
two_windows (const CompositorRecord * record)
{
  return record->windows == 2 && record->presented >= 2;
}

GST_START_TEST (test_two_sinks)
{
  GstBuffer *picture;
  Fixture self, other;

  setup (&self, 0);
  other.compositor = NULL;
  other.sink = new_sink ();
  open_sink (&other, CAPS);
  picture = new_picture (&self, PICTURE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  fail_unless_equals_int (push (&other, picture), GST_FLOW_OK);
  compositor_wait (self.compositor, two_windows, "two windows");
  expect_no_error (self.sink);
  expect_no_error (other.sink);
  finish (&other);
  gst_element_set_state (self.sink, GST_STATE_NULL);
  ASSERT_MINI_OBJECT_REFCOUNT (picture, "picture", 1);
  gst_buffer_unref (picture);
  finish (&self);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstwaylandsink");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_frames);
  tcase_add_test (tcase, test_new_buffers);
  tcase_add_test (tcase, test_same_buffer);
  tcase_add_test (tcase, test_hidden);
  tcase_add_test (tcase, test_sizes);
  tcase_add_test (tcase, test_late_size);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_overlay);
  tcase_add_test (tcase, test_two_sinks);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
