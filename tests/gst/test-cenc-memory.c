/* SPDX-License-Identifier: GPL-2.0-only */
/* The restricted buffers that rstcencdec decrypts into */
#include "harness.h"
#include "sample.h"

static gpointer
push_thread (gpointer data)
{
  return GINT_TO_POINTER (gst_harness_push (data,
          sample_new (NAL_SIZE, TRUE)));
}

/* All buffers are downstream; returns the thread that waits for one. */
static GThread *
fill_up (GstHarness * h)
{
  guint i, buffers;

  g_object_get (h->element, "buffers", &buffers, NULL);
  for (i = 0; i < buffers; i++)
    push (h, sample_new (NAL_SIZE, TRUE));
  return g_thread_new ("push", push_thread, h);
}

/* Fails if whoever reads what cannot be read is not told. */
GST_START_TEST (test_map_refused)
{
  GstHarness *h = new_harness ();
  GstBuffer *buffer;
  GstMapInfo map;
  gchar *text;
  guint i;

  push (h, sample_new (NAL_SIZE, TRUE));
  buffer = gst_harness_pull (h);
  expect_no_error (h->element);
  for (i = 0; i < 2; i++)
    fail_if (gst_buffer_map (buffer, &map, GST_MAP_READ));
  gst_buffer_unref (buffer);
  text = expect_error (h->element, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ);
  fail_unless (strstr (text, "output-io-mode=dmabuf-import"));
  g_free (text);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Samples that outgrow the buffers, while downstream holds old ones. */
GST_START_TEST (test_growth)
{
  static const gsize sizes[] = { 1000, 5000, 100000, 300000, 10 };
  GstHarness *h = new_harness ();
  GstBuffer *buffers[G_N_ELEMENTS (sizes)];
  guint i;

  g_object_set (h->element, "buffer-size", 4096, NULL);
  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    push (h, sample_new (sizes[i], TRUE));
    buffers[i] = gst_harness_pull (h);
  }
  for (i = 0; i < G_N_ELEMENTS (sizes); i++) {
    expect_output (buffers[i], sizes[i], TRUE);
    gst_buffer_unref (buffers[i]);
  }
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_too_large)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);
  gchar *text;

  gst_buffer_append_memory (sample, gst_allocator_alloc (NULL,
          16 * 1024 * 1024, NULL));
  text = expect_refused (sample, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  fail_unless (strstr (text, "secure-video"));
  g_free (text);
}

GST_END_TEST;

/* These two hang where a waiting streaming thread is not woken. */
GST_START_TEST (test_flush)
{
  GstHarness *h = new_harness ();
  GThread *thread = fill_up (h);
  GstBuffer *buffer;
  GstSegment segment;

  g_usleep (100000);
  gst_harness_push_event (h, gst_event_new_flush_start ());
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_FLUSHING);
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));

  while ((buffer = gst_harness_try_pull (h)))
    gst_buffer_unref (buffer);
  push (h, sample_new (NAL_SIZE, TRUE));
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_stop_while_waiting)
{
  GstHarness *h = new_harness ();
  GThread *thread = fill_up (h);

  g_usleep (100000);
  fail_unless_equals_int (gst_element_set_state (h->element, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_FLUSHING);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_released_buffer_wakes)
{
  GstHarness *h = new_harness ();
  GThread *thread = fill_up (h);

  g_usleep (100000);
  gst_buffer_unref (gst_harness_pull (h));
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_OK);
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("cenc-memory");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_map_refused);
  tcase_add_test (tcase, test_growth);
  tcase_add_test (tcase, test_too_large);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_stop_while_waiting);
  tcase_add_test (tcase, test_released_buffer_wakes);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
