/* SPDX-License-Identifier: GPL-2.0-only */
/* rstwaylandsink shows pictures in windows, and says so where it cannot. This
 * needs the fake, where memory is restricted if it is said to be. */
#include "common.h"
#include "compositor.h"

#include <gst/allocators/allocators.h>
#include <gst/video/video.h>
#include <gst/video/videooverlay.h>
#include <sys/mman.h>
#include <unistd.h>

#define CAPS "video/x-raw(memory:DMABuf), format=DMA_DRM, drm-format=NV12, " \
    "width=640, height=360, framerate=24/1"
#define LARGE_CAPS "video/x-raw(memory:DMABuf), format=DMA_DRM, " \
    "drm-format=NV12, width=1280, height=720, framerate=24/1"
#define PICTURE_SIZE (640 * 360 * 3 / 2)
#define LARGE_SIZE (1280 * 720 * 3 / 2)

typedef struct
{
  Compositor *compositor;
  GstElement *sink;
  GstHarness *h;
  GstAllocator *allocator;
} Fixture;

static GstElement *
new_sink (void)
{
  GstElement *sink = element_with_bus ("rstwaylandsink");

  g_object_set (sink, "sync", FALSE, NULL);
  return sink;
}

static void
open_sink (Fixture * self, const gchar * caps)
{
  self->allocator = gst_dmabuf_allocator_new ();
  self->h = gst_harness_new_with_element (self->sink, "sink", NULL);
  gst_harness_set_src_caps_str (self->h, caps);
}

static void
setup (Fixture * self, CompositorFlags flags)
{
  fake_set ("described");
  self->compositor = compositor_start (flags);
  self->sink = new_sink ();
  open_sink (self, CAPS);
}

static void
finish (Fixture * self)
{
  forget_messages (self->sink);
  gst_harness_teardown (self->h);
  gst_object_unref (self->sink);
  gst_object_unref (self->allocator);
  if (self->compositor)
    compositor_stop (self->compositor);
  fake_set (NULL);
}

static GstBuffer *
new_picture (Fixture * self, gsize size)
{
  GstBuffer *buffer = gst_buffer_new ();
  gint fd = memfd_create ("picture", MFD_CLOEXEC);

  fail_unless_equals_int (ftruncate (fd, size), 0);
  gst_buffer_append_memory (buffer, gst_dmabuf_allocator_alloc
      (self->allocator, fd, size));
  return buffer;
}

static GstFlowReturn
push (Fixture * self, GstBuffer * picture)
{
  return gst_harness_push (self->h, gst_buffer_ref (picture));
}

static void
expect_text (GstElement * sink, gint code, const gchar * word)
{
  gchar *text = expect_error (sink, GST_RESOURCE_ERROR, code);

  fail_unless (strstr (text, word), "no word of %s: %s", word, text);
  g_free (text);
}

static guint64
stat_of (GstElement * sink, const gchar * name)
{
  GstStructure *stats;
  guint64 value;

  g_object_get (sink, "display-stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value), "%s", name);
  gst_structure_free (stats);
  return value;
}

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
  fail_unless (record.busy >= 1);
  fail_unless (record.imports <= 2);
  gst_element_set_state (self.sink, GST_STATE_NULL);
  ASSERT_MINI_OBJECT_REFCOUNT (picture, "picture", 1);
  ASSERT_MINI_OBJECT_REFCOUNT (copy, "copy", 1);
  gst_buffer_unref (picture);
  gst_buffer_unref (copy);
  finish (&self);
}

GST_END_TEST;

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

/* Fails where a window that nobody sees stops the player. */
GST_START_TEST (test_hidden)
{
  gint64 began = g_get_monotonic_time ();
  CompositorRecord record;
  GstBuffer *pictures[3];
  Fixture self;
  guint i;

  setup (&self, COMPOSITOR_HIDDEN);
  for (i = 0; i < 3; i++)
    pictures[i] = new_picture (&self, PICTURE_SIZE);
  for (i = 0; i < 100; i++)
    fail_unless_equals_int (push (&self, pictures[i % 3]), GST_FLOW_OK);
  fail_unless (g_get_monotonic_time () - began < 4 * G_TIME_SPAN_SECOND);
  compositor_get_record (self.compositor, &record);
  fail_unless (record.frames >= 99);
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

static void
wait_for_error (Fixture * self, gint code, const gchar * word)
{
  GstBus *bus = gst_element_get_bus (self->sink);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND,
      GST_MESSAGE_ERROR);
  GError *error;

  fail_unless (message, "no error of %s", word);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, GST_RESOURCE_ERROR, code));
  fail_unless (strstr (error->message, word), "%s", error->message);
  g_error_free (error);
  gst_message_unref (message);
  gst_object_unref (bus);
}

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
  fail_unless_equals_int (gst_element_set_state (self.sink,
          GST_STATE_PAUSED), GST_STATE_CHANGE_ASYNC);
  gst_buffer_unref (picture);
  finish (&self);
}

GST_END_TEST;

/* Fails where a flush leaves the sink waiting, or takes the picture away. */
GST_START_TEST (test_flush)
{
  CompositorRecord record;
  GstBuffer *picture, *next;
  Fixture self;

  setup (&self, 0);
  picture = new_picture (&self, PICTURE_SIZE);
  next = new_picture (&self, PICTURE_SIZE);
  fail_unless_equals_int (push (&self, picture), GST_FLOW_OK);
  fail_unless (gst_harness_push_event (self.h, gst_event_new_flush_start ()));
  compositor_get_record (self.compositor, &record);
  fail_unless_equals_int (record.busy, 1);
  fail_unless (gst_harness_push_event (self.h,
          gst_event_new_flush_stop (TRUE)));
  gst_harness_set_src_caps_str (self.h, CAPS);
  fail_unless_equals_int (push (&self, next), GST_FLOW_OK);
  compositor_get_record (self.compositor, &record);
  fail_unless_equals_int (record.frames, 2);
  gst_buffer_unref (picture);
  gst_buffer_unref (next);
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
  tcase_add_test (tcase, test_hidden);
  tcase_add_test (tcase, test_sizes);
  tcase_add_test (tcase, test_closed);
  tcase_add_test (tcase, test_dies);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_handle_without_display);
  tcase_add_test (tcase, test_two_sinks);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
