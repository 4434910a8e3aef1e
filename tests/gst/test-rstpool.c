/* SPDX-License-Identifier: GPL-2.0-only */
/* rstpool answers allocation queries with restricted pictures */
#include "pools.h"

#include <gst/allocators/allocators.h>
#include <gst/video/video.h>
#include <sys/mman.h>
#include <unistd.h>

/* The kernel's own heaps lack it. */
#define RECORD_HEAP "/dev/dma_heap/protected,secure-video-record"

static void
finish (GstHarness * h, GstBufferPool * pool)
{
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  teardown (h);
}

/* Fails where a picture can be read, or a size is not as offered. */
GST_START_TEST (test_picture)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;
  GstBufferPool *pool;
  GstBuffer *buffer;

  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless_equals_int (size, PICTURE_SIZE);
  fail_unless (min >= 2);
  fail_unless_equals_int (max, min);
  fail_unless (configure (pool, CAPS, size, 2));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL),
      GST_FLOW_OK);
  fail_unless_equals_int (gst_buffer_get_size (buffer), PICTURE_SIZE);
  expect_restricted (buffer);
  gst_buffer_unref (buffer);
  finish (h, pool);
}

GST_END_TEST;

/* The sequence of a V4L2 decoder's flush, in the middle of which it must get
 * nothing: gst_v4l2_buffer_pool_streamoff() and _streamon(). */
GST_START_TEST (test_flush)
{
  GstBuffer *queued[3], *buffer;
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max, i;
  GstBufferPool *pool;

  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (configure (pool, CAPS, PICTURE_SIZE, 4));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  for (i = 0; i < 3; i++)
    acquire (pool, &queued[i], GST_FLOW_OK);
  gst_buffer_pool_set_flushing (pool, TRUE);
  acquire (pool, &buffer, GST_FLOW_FLUSHING);
  gst_buffer_pool_set_flushing (pool, FALSE);

  for (i = 0; i < 3; i++) {
    gst_buffer_unref (queued[i]);
    acquire (pool, &buffer, GST_FLOW_FLUSHING);
  }
  for (i = 0; i < 3; i++)
    acquire (pool, &queued[i], GST_FLOW_OK);

  /* From then on as always. */
  for (i = 0; i < 3; i++) {
    gst_buffer_unref (queued[i]);
    acquire (pool, &queued[i], GST_FLOW_OK);
  }
  for (i = 0; i < 3; i++)
    gst_buffer_unref (queued[i]);
  finish (h, pool);
}

GST_END_TEST;

/* A size that does not hold the picture is corrected, and told so. */
GST_START_TEST (test_too_small)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;
  GstBufferPool *pool;
  GstStructure *config;

  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_if (configure (pool, CAPS, PICTURE_SIZE - 1, 2));
  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_get_params (config, NULL, &size, NULL, NULL);
  fail_unless_equals_int (size, PICTURE_SIZE);
  gst_structure_free (config);
  finish (h, pool);
}

GST_END_TEST;

/* Fails where a pool that does not fit into memory hangs, or says nothing. */
GST_START_TEST (test_exhausted)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;
  GstBufferPool *pool;
  gchar *text;

  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (configure (pool, CAPS, PICTURE_SIZE, 64));
  fail_if (gst_buffer_pool_set_active (pool, TRUE));
  text = expect_error (h->element, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  fail_unless (strstr (text, "secure-video"));
  g_free (text);
  finish (h, pool);
}

GST_END_TEST;

/* The fake's: room for two pictures. */
#define ROOM_FOR_TWO "pool=700000"

static GstHarness *
harness_with_timeout (gint timeout)
{
  GstElement *element = element_with_bus ("rstpool");
  GstHarness *h;

  g_object_set (element, "memory-timeout", timeout, NULL);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

static gint activated;

static gpointer
activate (gpointer pool)
{
  gboolean active = gst_buffer_pool_set_active (pool, TRUE);

  g_atomic_int_set (&activated, TRUE);
  return GINT_TO_POINTER (active);
}

/* A pool that wants two pictures, which others have. */
static GThread *
expect_waiting (GstHarness * h, GstBufferPool ** pool)
{
  guint size, min, max;
  GThread *thread;

  *pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (configure (*pool, CAPS, size, 2));
  g_atomic_int_set (&activated, FALSE);
  thread = g_thread_new ("activate", activate, *pool);
  g_usleep (300000);
  fail_if (g_atomic_int_get (&activated), "it does not wait");
  return thread;
}

static GstHarness *
take_all_memory (GstBufferPool ** pool)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;

  fake_set (ROOM_FOR_TWO);
  *pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (configure (*pool, CAPS, size, 2));
  fail_unless (gst_buffer_pool_set_active (*pool, TRUE));
  return h;
}

/* These need the fake. Fails where memory that others give back is not waited
 * for. */
GST_START_TEST (test_waits)
{
  GstBufferPool *pool, *others;
  GstHarness *other = take_all_memory (&others);
  GstHarness *h = harness_with_timeout (-1);
  GThread *thread = expect_waiting (h, &pool);

  finish (other, others);
  fail_unless (GPOINTER_TO_INT (g_thread_join (thread)));
  expect_no_error (h->element);
  finish (h, pool);
  fake_set (NULL);
}

GST_END_TEST;

/* Fails where the pool waits for as long as if nobody had said how long. */
GST_START_TEST (test_gives_up)
{
  gint64 before = g_get_monotonic_time ();
  GstBufferPool *pool, *others;
  GstHarness *other = take_all_memory (&others);
  GstHarness *h = harness_with_timeout (6000);
  GThread *thread = expect_waiting (h, &pool);

  fail_if (GPOINTER_TO_INT (g_thread_join (thread)));
  fail_unless (g_get_monotonic_time () - before >= 6000000);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_NO_SPACE_LEFT));
  finish (h, pool);
  finish (other, others);
  fake_set (NULL);
}

GST_END_TEST;

/* Fails where an element that waits for memory, in a pool that is not the last,
 * cannot be stopped, or where one that was stopped does not wait when it plays
 * again. */
GST_START_TEST (test_stops)
{
  GstBufferPool *pool, *late, *others;
  GstHarness *other = take_all_memory (&others);
  GstHarness *h = harness_with_timeout (-1);
  GThread *thread = expect_waiting (h, &pool);
  guint size, min, max;

  gst_object_unref (query_pool (h, CAPS, &size, &min, &max));
  fail_unless_equals_int (gst_element_set_state (h->element, GST_STATE_READY),
      GST_STATE_CHANGE_SUCCESS);
  fail_if (GPOINTER_TO_INT (g_thread_join (thread)));
  expect_no_error (h->element);
  fail_if (gst_buffer_pool_set_active (pool, TRUE), "nobody waits then");
  gst_object_unref (pool);

  fail_unless_equals_int (gst_element_set_state (h->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
  gst_harness_set_src_caps_str (h, CAPS);
  thread = expect_waiting (h, &late);
  finish (other, others);
  fail_unless (GPOINTER_TO_INT (g_thread_join (thread)));
  expect_no_error (h->element);
  finish (h, late);
  fake_set (NULL);
}

GST_END_TEST;

/* Restricted pictures pass as they are; others are refused. */
GST_START_TEST (test_pass_through)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  GstBuffer *buffer, *passed;
  guint size, min, max;
  GstBufferPool *pool;

  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (configure (pool, CAPS, PICTURE_SIZE, 2));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL),
      GST_FLOW_OK);
  fail_unless_equals_int (gst_harness_push (h, gst_buffer_ref (buffer)),
      GST_FLOW_OK);
  passed = gst_harness_pull (h);
  fail_unless (passed == buffer);
  gst_buffer_unref (passed);
  gst_buffer_unref (buffer);
  expect_no_error (h->element);

  buffer = gst_buffer_new_allocate (NULL, PICTURE_SIZE, NULL);
  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_ERROR);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_SETTINGS));
  finish (h, pool);
}

GST_END_TEST;

/* What downstream understands reaches the decoder, its pool does not. */
GST_START_TEST (test_downstream)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;
  GstBufferPool *pool;

  gst_harness_add_propose_allocation_meta (h, GST_VIDEO_META_API_TYPE, NULL);
  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (g_str_equal (G_OBJECT_TYPE_NAME (pool), "GstRstBufferPool"));
  finish (h, pool);
}

GST_END_TEST;

GST_START_TEST (test_max_buffers)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;
  GstBufferPool *pool;

  g_object_set (h->element, "max-buffers", 7, NULL);
  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless_equals_int (max, 7);
  finish (h, pool);
}

GST_END_TEST;

/* Fails where a camera has no room for its trailer: a picture of whole pages. */
GST_START_TEST (test_trailer)
{
  const gchar *caps = "video/x-raw, format=NV12, width=128, height=64, "
      "framerate=24/1";
  GstElement *element = element_with_bus ("rstpool");
  guint size, min, max, picture = 128 * 64 * 3 / 2;
  GstBufferPool *pool;
  GstBuffer *buffer;
  gsize room;
  GstHarness *h;

  g_object_set (element, "tail-room", 128, NULL);
  gst_util_set_object_arg (G_OBJECT (element), "heap", "secure-video-record");
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, caps);

  pool = query_pool (h, caps, &size, &min, &max);
  fail_unless (configure (pool, caps, picture, 2));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL),
      GST_FLOW_OK);
  fail_unless_equals_int (gst_buffer_get_sizes (buffer, NULL, &room), picture);
  fail_unless (room >= picture + 128);
  expect_restricted (buffer);
  gst_buffer_unref (buffer);

  /* No picture came, and yet no key is wrong. */
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  expect_no_error (h->element);
  finish (h, pool);
}

GST_END_TEST;

/* This needs the fake, where memory is restricted if it is said to be. Fails
 * where a foreign memory is not taken, or the kernel asked for each picture. */
GST_START_TEST (test_foreign)
{
  GstAllocator *allocator = gst_dmabuf_allocator_new ();
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  GstBuffer *buffer = gst_buffer_new (), *other = gst_buffer_new ();
  gint fd = memfd_create ("foreign", MFD_CLOEXEC);

  gst_buffer_append_memory (buffer, gst_dmabuf_allocator_alloc (allocator, fd,
          PICTURE_SIZE));
  gst_buffer_append_memory (other, gst_dmabuf_allocator_alloc (allocator,
          dup (fd), PICTURE_SIZE));
  fake_set ("described");
  fail_unless_equals_int (gst_harness_push (h, gst_buffer_ref (buffer)),
      GST_FLOW_OK);
  fake_set (NULL);
  fail_unless_equals_int (gst_harness_push (h, gst_buffer_ref (buffer)),
      GST_FLOW_OK);
  expect_no_error (h->element);
  fail_unless_equals_int (gst_harness_push (h, other), GST_FLOW_ERROR);
  gst_buffer_unref (buffer);
  gst_object_unref (allocator);
  teardown (h);
}

GST_END_TEST;

/* As the text of an error has it; -1: it does not say. */
static gdouble
seconds_waited (const gchar * text)
{
  const gchar *waited = strstr (text, "waited for it for ");

  return waited ? g_ascii_strtod (waited + strlen ("waited for it for "),
      NULL) : -1.0;
}

/* This needs the fake. Fails where heaps without books are not waited for, or
 * what they lack is told from books that nobody has. */
GST_START_TEST (test_kernels_heaps)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;
  GstBufferPool *pool;
  gchar *text;

  fake_set ("kernels-heaps pool=700000");
  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (configure (pool, CAPS, PICTURE_SIZE, 3));
  fail_if (gst_buffer_pool_set_active (pool, TRUE));
  text = expect_error (h->element, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  fail_unless (strstr (text, "the kernel tells nobody") &&
      seconds_waited (text) >= 5.0, "%s", text);
  g_free (text);
  fake_set (NULL);
  finish (h, pool);
}

GST_END_TEST;

/* This needs the fake. */
GST_START_TEST (test_no_heap)
{
  GstElement *element = element_with_bus ("rstpool");
  gchar *text;

  fake_set ("no-heap");
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  g_free (expect_error (element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_NOT_FOUND));
  gst_element_set_state (element, GST_STATE_NULL);

  fake_set ("no-heap kernels-heaps");
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  fake_set (NULL);
  text = expect_error (element, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NOT_FOUND);
  fail_unless (strstr (text, "the kernel's own"), "%s", text);
  g_free (text);
  gst_element_set_state (element, GST_STATE_NULL);
  forget_messages (element);
  gst_object_unref (element);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstpool");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_picture);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_too_small);
  tcase_add_test (tcase, test_exhausted);
  tcase_add_test (tcase, test_pass_through);
  tcase_add_test (tcase, test_downstream);
  tcase_add_test (tcase, test_max_buffers);
  if (fake_is_loaded () || access (RECORD_HEAP, F_OK) == 0)
    tcase_add_test (tcase, test_trailer);
  if (fake_is_loaded ()) {
    tcase_add_test (tcase, test_waits);
    tcase_add_test (tcase, test_gives_up);
    tcase_add_test (tcase, test_stops);
    tcase_add_test (tcase, test_foreign);
    tcase_add_test (tcase, test_kernels_heaps);
    tcase_add_test (tcase, test_no_heap);
  }
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
