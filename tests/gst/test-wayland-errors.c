/* SPDX-License-Identifier: GPL-2.0-only */
/* rstwaylandsink says why it shows nothing. This needs the fake, where memory is
 * restricted if it is said to be. */
#include "showing.h"

#include <gst/video/videooverlay.h>

static void
expect_no_start (const gchar * word, gint code)
{
  GstElement *sink = new_sink ();

  fail_unless_equals_int (gst_element_set_state (sink, GST_STATE_READY),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (gst_element_set_state (sink, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  expect_text (sink, code, word);
  gst_element_set_state (sink, GST_STATE_NULL);
  forget_messages (sink);
  gst_object_unref (sink);
}

GST_START_TEST (test_no_compositor)
{
  g_setenv ("XDG_RUNTIME_DIR", "/nonexistent", TRUE);
  g_setenv ("WAYLAND_DISPLAY", "nobody", TRUE);
  expect_no_start ("compositor nobody", GST_RESOURCE_ERROR_OPEN_READ_WRITE);
}

GST_END_TEST;

GST_START_TEST (test_no_dmabuf)
{
  Compositor *compositor = compositor_start (COMPOSITOR_NO_DMABUF);

  expect_no_start ("--renderer=gl", GST_RESOURCE_ERROR_NOT_FOUND);
  compositor_stop (compositor);
}

GST_END_TEST;

/* Shows one picture, and expects an error. */
static void
expect_refusal (Fixture * self, gint code, const gchar * word)
{
  GstBuffer *picture = new_picture (self, PICTURE_SIZE);

  fail_unless_equals_int (push (self, picture), GST_FLOW_ERROR);
  expect_text (self->sink, code, word);
  fail_unless_equals_int (push (self, picture), GST_FLOW_ERROR);
  expect_no_error (self->sink);
  gst_buffer_unref (picture);
}

/* Fails where a compositor is sent what may crash it. */
GST_START_TEST (test_no_direct_display)
{
  CompositorRecord record;
  Fixture self;

  setup (&self, COMPOSITOR_NO_DIRECT_DISPLAY);
  expect_refusal (&self, GST_RESOURCE_ERROR_NOT_FOUND,
      "weston-direct-display");
  compositor_get_record (self.compositor, &record);
  fail_unless_equals_int (record.imports, 0);
  fail_unless_equals_int (record.windows, 0);
  finish (&self);
}

GST_END_TEST;

/* Fails where the user cannot have it sent all the same, or where ordinary
 * memory is held for restricted. */
GST_START_TEST (test_not_direct)
{
  CompositorRecord record;
  GstBuffer *picture;
  Fixture self;
  guint i;

  for (i = 0; i < 2; i++) {
    fake_set (i == 0 ? "described" : NULL);
    self.compositor = compositor_start (COMPOSITOR_NO_DIRECT_DISPLAY);
    self.sink = new_sink ();
    if (i == 0)
      g_object_set (self.sink, "require-direct-display", FALSE, NULL);
    open_sink (&self, CAPS);
    picture = new_picture (&self, PICTURE_SIZE);
    fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
    compositor_get_record (self.compositor, &record);
    fail_unless_equals_int (record.imports, 1);
    fail_unless_equals_int (record.direct, 0);
    expect_no_error (self.sink);
    gst_buffer_unref (picture);
    finish (&self);
  }
}

GST_END_TEST;

GST_START_TEST (test_refused)
{
  Fixture self;

  setup (&self, COMPOSITOR_REFUSES);
  expect_refusal (&self, GST_RESOURCE_ERROR_SETTINGS, "640x360");
  finish (&self);
}

GST_END_TEST;

GST_START_TEST (test_no_shell)
{
  Fixture self;

  setup (&self, COMPOSITOR_NO_SHELL);
  expect_refusal (&self, GST_RESOURCE_ERROR_NOT_FOUND, "xdg-shell");
  finish (&self);
}

GST_END_TEST;

/* Fails where ordinary memory is copied, or refused without a way out. */
GST_START_TEST (test_system_memory)
{
  GstBuffer *picture = gst_buffer_new_allocate (NULL, PICTURE_SIZE, NULL);
  Fixture self;

  setup (&self, 0);
  gst_harness_set_src_caps_str (self.h, "video/x-raw, format=NV12, width=640, "
      "height=360, framerate=24/1");
  fail_unless_equals_int (push (&self, picture), GST_FLOW_ERROR);
  expect_text (self.sink, GST_RESOURCE_ERROR_SETTINGS, "waylandsink");
  gst_buffer_unref (picture);
  finish (&self);
}

GST_END_TEST;

/* Of a compositor that draws, formats are those that it lists, by either
 * version of the protocol. */
GST_START_TEST (test_format)
{
  guint feedback, i;
  gchar *text;
  Fixture self;

  for (i = 0; i < 2; i++) {
    feedback = i * COMPOSITOR_FEEDBACK;
    setup (&self, feedback | COMPOSITOR_NO_DIRECT_DISPLAY);
    expect_no_error (self.sink);
    finish (&self);

    setup (&self, feedback | COMPOSITOR_NO_DIRECT_DISPLAY |
        COMPOSITOR_ONLY_XRGB);
    text = expect_error (self.sink, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT);
    fail_unless (strstr (text, "NV12"));
    g_free (text);
    finish (&self);
  }
}

GST_END_TEST;

GST_START_TEST (test_protection)
{
  CompositorRecord record;
  GstBuffer *picture;
  Fixture self;
  guint i;

  for (i = 0; i < 2; i++) {
    fake_set ("described");
    self.compositor = compositor_start (i ? COMPOSITOR_NO_PROTECTION : 0);
    self.sink = new_sink ();
    gst_util_set_object_arg (G_OBJECT (self.sink), "content-protection",
        "hdcp-type-1");
    open_sink (&self, CAPS);
    if (i == 1) {
      expect_refusal (&self, GST_RESOURCE_ERROR_NOT_FOUND,
          "content-protection=none");
    } else {
      picture = new_picture (&self, PICTURE_SIZE);
      fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
      compositor_get_record (self.compositor, &record);
      fail_unless_equals_int (record.protection, 2);
      fail_unless (record.enforced);
      gst_buffer_unref (picture);
    }
    finish (&self);
  }
}

GST_END_TEST;

static gchar *
pop_warning (GstElement * sink)
{
  GstBus *bus = gst_element_get_bus (sink);
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING);
  GError *error;
  gchar *text;

  gst_object_unref (bus);
  if (!message)
    return NULL;
  gst_message_parse_warning (message, &error, NULL);
  text = g_strdup (error->message);
  g_error_free (error);
  gst_message_unref (message);
  return text;
}

/* Fails where a placeholder stays unexplained, or is explained again and
 * again. */
GST_START_TEST (test_no_plane)
{
  GstBuffer *pictures[2];
  Fixture self;
  gchar *text;
  guint i;

  setup (&self, COMPOSITOR_NO_PLANE);
  pictures[0] = new_picture (&self, PICTURE_SIZE);
  pictures[1] = new_picture (&self, PICTURE_SIZE);
  for (i = 0; i < 80; i++)
    fail_unless_equals_int (push (&self, pictures[i % 2]), GST_FLOW_OK);
  text = pop_warning (self.sink);
  fail_unless (text && strstr (text, "plane"), "%s", text);
  g_free (text);
  fail_unless (pop_warning (self.sink) == NULL);
  fail_unless_equals_int (stat_of (self.sink, "zero-copy"), 0);
  gst_buffer_unref (pictures[0]);
  gst_buffer_unref (pictures[1]);
  finish (&self);
}

GST_END_TEST;

/* Fails where a window that cannot be opened plays on unseen. */
GST_START_TEST (test_no_background)
{
  Fixture self;

  setup (&self, 0);
  fake_set ("described no-background");
  expect_refusal (&self, GST_RESOURCE_ERROR_NO_SPACE_LEFT, "Too many open");
  finish (&self);
}

GST_END_TEST;

static gboolean
sized_again (const CompositorRecord * record)
{
  return record->sizes == 2;
}

/* Fails where one that cannot have its new size plays on as if it had. */
GST_START_TEST (test_no_larger_background)
{
  GstBuffer *picture;
  Fixture self;

  setup (&self, 0);
  picture = new_picture (&self, PICTURE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  fake_set ("described no-background");
  compositor_resize_windows (self.compositor, 1000, 600);
  compositor_wait (self.compositor, sized_again, "the answer");
  expect_no_error (self.sink);
  expect_refusal (&self, GST_RESOURCE_ERROR_NO_SPACE_LEFT, "Too many open");
  gst_buffer_unref (picture);
  finish (&self);
}

GST_END_TEST;

/* Fails where a closed window opens again, or nobody is told. */
GST_START_TEST (test_closed)
{
  GstBuffer *picture;
  Fixture self;

  setup (&self, 0);
  picture = new_picture (&self, PICTURE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  compositor_close_windows (self.compositor);
  wait_for_error (&self, GST_RESOURCE_ERROR_NOT_FOUND, "closed");
  fail_unless_equals_int (push (&self, picture), GST_FLOW_ERROR);
  gst_buffer_unref (picture);
  finish (&self);
}

GST_END_TEST;

/* Fails where a compositor that dies takes the player along, or keeps its
 * memory; and where the element cannot start again. */
GST_START_TEST (test_dies)
{
  GstBuffer *picture;
  Fixture self;

  setup (&self, 0);
  picture = new_picture (&self, PICTURE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  compositor_drop_clients (self.compositor);
  wait_for_error (&self, GST_RESOURCE_ERROR_NOT_FOUND, "ended");
  fail_unless_equals_int (push (&self, picture), GST_FLOW_ERROR);

  gst_element_set_state (self.sink, GST_STATE_NULL);
  ASSERT_MINI_OBJECT_REFCOUNT (picture, "picture", 1);
  fail_unless (gst_element_set_state (self.sink, GST_STATE_PAUSED) !=
      GST_STATE_CHANGE_FAILURE);
  gst_buffer_unref (picture);
  finish (&self);
}

GST_END_TEST;

/* Fails where a handle is used with the wrong connection, which ends it. */
GST_START_TEST (test_handle_without_display)
{
  Fixture self;

  setup (&self, 0);
  gst_video_overlay_set_window_handle (GST_VIDEO_OVERLAY (self.sink), 4711);
  expect_refusal (&self, GST_RESOURCE_ERROR_SETTINGS,
      "GstWlDisplayHandleContextType");
  finish (&self);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstwaylandsink-errors");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_no_compositor);
  tcase_add_test (tcase, test_no_dmabuf);
  tcase_add_test (tcase, test_no_direct_display);
  tcase_add_test (tcase, test_not_direct);
  tcase_add_test (tcase, test_refused);
  tcase_add_test (tcase, test_no_shell);
  tcase_add_test (tcase, test_system_memory);
  tcase_add_test (tcase, test_format);
  tcase_add_test (tcase, test_protection);
  tcase_add_test (tcase, test_no_plane);
  tcase_add_test (tcase, test_no_background);
  tcase_add_test (tcase, test_no_larger_background);
  tcase_add_test (tcase, test_closed);
  tcase_add_test (tcase, test_dies);
  tcase_add_test (tcase, test_handle_without_display);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
