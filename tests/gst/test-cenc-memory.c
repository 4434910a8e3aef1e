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

/* With properties that must be set before the start. */
static GstHarness *
new_harness_with (const gchar * property, gint value)
{
  GstElement *element = element_with_bus ("rstcencdec");
  GstHarness *h;

  g_object_set (element, property, value, NULL);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps (h, sample_caps ());
  return h;
}

#define DEMANDED_SIZE (1024 * 1024)
#define DEMANDED_BUFFERS 8
#define DEMANDED_PADDING 4096

static GstPadProbeReturn
demand (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  GstAllocationParams params;

  (void) pad;
  (void) data;
  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_allocation_params_init (&params);
  params.padding = DEMANDED_PADDING;
  gst_query_add_allocation_param (query, NULL, &params);
  gst_query_add_allocation_pool (query, NULL, DEMANDED_SIZE, DEMANDED_BUFFERS,
      0);
  return GST_PAD_PROBE_HANDLED;
}

/* A decoder that keeps eight and needs more room than a sample has. Fails if
 * its buffers are too small for it, or if it waits for one more for ever. */
GST_START_TEST (test_demands)
{
  GstElement *element;
  GstBuffer *buffer;
  GstHarness *h;
  gsize room;
  guint i;

  fake_set ("pool=33554432");
  element = element_with_bus ("rstcencdec");
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_pad_add_probe (h->sinkpad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, demand,
      NULL, NULL);
  gst_harness_set_src_caps (h, sample_caps ());
  for (i = 0; i < DEMANDED_BUFFERS + 2; i++)
    push (h, sample_new (NAL_SIZE, TRUE));
  buffer = gst_harness_pull (h);
  gst_buffer_get_sizes (buffer, NULL, &room);
  fail_unless (room >= DEMANDED_SIZE + DEMANDED_PADDING);
  gst_buffer_unref (buffer);
  expect_no_error (h->element);
  teardown (h);
  fake_set (NULL);
}

GST_END_TEST;

/* Room for two buffers of a film of 640x360. */
#define ROOM_FOR_TWO "pool=400000"

/* Another player, which has all the memory. */
static GstHarness *
take_all_memory (void)
{
  GstHarness *h = new_harness ();

  push (h, sample_new (NAL_SIZE, TRUE));
  push (h, sample_new (NAL_SIZE, TRUE));
  return h;
}

static gint finished;

static gpointer
push_and_tell (gpointer data)
{
  gpointer ret = push_thread (data);

  g_atomic_int_set (&finished, TRUE);
  return ret;
}

static GThread *
expect_waiting (GstHarness * h)
{
  GThread *thread;

  g_atomic_int_set (&finished, FALSE);
  thread = g_thread_new ("push", push_and_tell, h);
  g_usleep (300000);
  fail_if (g_atomic_int_get (&finished), "it does not wait");
  return thread;
}

static void
expect_finish (GThread * thread, GstFlowReturn ret)
{
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)), ret);
}

GST_START_TEST (test_waits_for_others)
{
  GstHarness *other, *h;
  GThread *thread;

  fake_set (ROOM_FOR_TWO);
  other = take_all_memory ();
  h = new_harness ();
  thread = expect_waiting (h);
  teardown (other);
  expect_finish (thread, GST_FLOW_OK);
  expect_no_error (h->element);
  teardown (h);
  fake_set (NULL);
}

GST_END_TEST;

GST_START_TEST (test_gives_up)
{
  gint64 before = g_get_monotonic_time ();
  GstHarness *other, *h;
  gchar *text;

  fake_set (ROOM_FOR_TWO);
  other = take_all_memory ();
  h = new_harness_with ("memory-timeout", 300);
  fail_unless_equals_int (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)),
      GST_FLOW_ERROR);
  fail_unless (g_get_monotonic_time () - before >= 300000);
  text = expect_error (h->element, GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  fail_unless (strstr (text, "in use by"), "%s", text);
  fail_unless (strstr (text, "memory-timeout"), "%s", text);
  g_free (text);
  teardown (h);
  teardown (other);
  fake_set (NULL);
}

GST_END_TEST;

GST_START_TEST (test_flush_for_memory)
{
  GstHarness *other, *h;
  GThread *thread;

  fake_set (ROOM_FOR_TWO);
  other = take_all_memory ();
  h = new_harness_with ("memory-timeout", -1);
  thread = expect_waiting (h);
  gst_harness_push_event (h, gst_event_new_flush_start ());
  expect_finish (thread, GST_FLOW_FLUSHING);
  flush_harness (h);

  thread = expect_waiting (h);
  fail_unless_equals_int (gst_element_set_state (h->element, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  expect_finish (thread, GST_FLOW_FLUSHING);
  expect_no_error (h->element);
  teardown (h);
  teardown (other);
  fake_set (NULL);
}

GST_END_TEST;

/* Of four that it may have there are two, which come back after a pause. */
GST_START_TEST (test_goes_on_with_fewer)
{
  GThread *thread;
  GstHarness *h;

  fake_set (ROOM_FOR_TWO);
  h = new_harness_with ("memory-timeout", 100);
  push (h, sample_new (NAL_SIZE, TRUE));
  push (h, sample_new (NAL_SIZE, TRUE));
  thread = expect_waiting (h);
  gst_buffer_unref (gst_harness_pull (h));
  expect_finish (thread, GST_FLOW_OK);
  expect_no_error (h->element);
  teardown (h);
  fake_set (NULL);
}

GST_END_TEST;

static gpointer
push_large (gpointer data)
{
  gpointer ret = GINT_TO_POINTER (gst_harness_push (data,
          sample_new (300000, TRUE)));

  g_atomic_int_set (&finished, TRUE);
  return ret;
}

/* The decoder has the small buffers, and there is no room for a large one. */
GST_START_TEST (test_growth_waits)
{
  GThread *thread;
  GstHarness *h;

  fake_set (ROOM_FOR_TWO);
  h = new_harness ();
  push (h, sample_new (NAL_SIZE, TRUE));
  push (h, sample_new (NAL_SIZE, TRUE));
  g_atomic_int_set (&finished, FALSE);
  thread = g_thread_new ("push", push_large, h);
  g_usleep (300000);
  fail_if (g_atomic_int_get (&finished), "it does not wait");
  drop_buffers (h);
  expect_finish (thread, GST_FLOW_OK);
  expect_no_error (h->element);
  teardown (h);
  fake_set (NULL);
}

GST_END_TEST;

/* More than the whole heap is no matter of patience. */
GST_START_TEST (test_never_fits)
{
  gint64 before = g_get_monotonic_time ();
  GstHarness *h;

  fake_set ("pool=100000");
  h = new_harness_with ("memory-timeout", -1);
  fail_unless_equals_int (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)),
      GST_FLOW_ERROR);
  fail_unless (g_get_monotonic_time () - before < 3 * G_TIME_SPAN_SECOND);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_NO_SPACE_LEFT));
  teardown (h);
  fake_set (NULL);
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
  if (fake_is_loaded ()) {
    tcase_add_test (tcase, test_demands);
    tcase_add_test (tcase, test_waits_for_others);
    tcase_add_test (tcase, test_gives_up);
    tcase_add_test (tcase, test_flush_for_memory);
    tcase_add_test (tcase, test_goes_on_with_fewer);
    tcase_add_test (tcase, test_growth_waits);
    tcase_add_test (tcase, test_never_fits);
  }
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
