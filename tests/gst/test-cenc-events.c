/* SPDX-License-Identifier: GPL-2.0-only */
/* What goes through rstcencdec besides samples, in both directions */
#include "harness.h"
#include "sample.h"

static GstEvent *
seek_event (gdouble rate, GstSeekFlags flags)
{
  return gst_event_new_seek (rate, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | flags,
      GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_SET, 10 * GST_SECOND);
}

static gboolean
reaches_upstream (GstHarness * h, GstEventType type)
{
  gboolean found = FALSE;
  GstEvent *event;

  while ((event = gst_harness_try_pull_upstream_event (h))) {
    found |= GST_EVENT_TYPE (event) == type;
    gst_event_unref (event);
  }
  return found;
}

/* Reverse playback would wait for ever: for buffers that a decoder gathers. */
GST_START_TEST (test_reverse_refused)
{
  GstHarness *h = new_harness ();

  fail_if (gst_harness_push_upstream_event (h, seek_event (-1.0, 0)));
  fail_if (gst_harness_push_upstream_event (h, seek_event (-1.0,
              GST_SEEK_FLAG_TRICKMODE_KEY_UNITS)));
  fail_if (reaches_upstream (h, GST_EVENT_SEEK));
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_forward_passes)
{
  static const gdouble rates[] = { 0.5, 1.0, 2.0, 16.0 };
  GstHarness *h = new_harness ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rates); i++) {
    gst_harness_push_upstream_event (h, seek_event (rates[i], 0));
    fail_unless (reaches_upstream (h, GST_EVENT_SEEK));
    gst_harness_push_upstream_event (h, seek_event (rates[i],
            GST_SEEK_FLAG_TRICKMODE_KEY_UNITS));
    fail_unless (reaches_upstream (h, GST_EVENT_SEEK));
  }
  teardown (h);
}

GST_END_TEST;

static void
push_segment (GstHarness * h, gdouble rate)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.rate = rate;
  segment.stop = 10 * GST_SECOND;
  gst_harness_push_event (h, gst_event_new_segment (&segment));
}

/* Where a demuxer got the seek from elsewhere, as from the sound's side. */
GST_START_TEST (test_reverse_segment)
{
  GstHarness *h = new_harness ();

  push_segment (h, 2.0);
  push (h, sample_new (NAL_SIZE, TRUE));
  expect_no_error (h->element);
  push_segment (h, -1.0);
  g_free (expect_error (h->element, GST_STREAM_ERROR,
          GST_STREAM_ERROR_NOT_IMPLEMENTED));
  teardown (h);
}

GST_END_TEST;

/* Late samples are for the decoder to leave out. Fails if the base class drops
 * one, or if those upstream do not hear of it. */
GST_START_TEST (test_qos)
{
  GstHarness *h = new_harness ();
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  g_object_set (h->element, "qos", TRUE, NULL);
  push_segment (h, 1.0);
  gst_harness_push_upstream_event (h, gst_event_new_qos (GST_QOS_TYPE_UNDERFLOW,
          2.0, 5 * GST_SECOND, 5 * GST_SECOND));
  fail_unless (reaches_upstream (h, GST_EVENT_QOS));
  GST_BUFFER_PTS (sample) = GST_SECOND;
  push (h, sample);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 1);
  teardown (h);
}

GST_END_TEST;

static void
push_delta (GstHarness * h, gboolean discont, gboolean headers)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);
  GstBuffer *buffer;

  GST_BUFFER_FLAG_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT);
  if (discont)
    GST_BUFFER_FLAG_SET (sample, GST_BUFFER_FLAG_DISCONT);
  push (h, sample);
  buffer = gst_harness_pull (h);
  expect_output (buffer, NAL_SIZE, headers);
  gst_buffer_unref (buffer);
}

/* Of some streams no sample is marked as a key frame. Fails if a decoder does
 * not get the parameter sets that it needs, or gets them all the time. */
GST_START_TEST (test_headers_again)
{
  GstHarness *h = new_harness ();
  GstCaps *caps = sample_caps ();

  push_delta (h, FALSE, TRUE);
  push_delta (h, FALSE, FALSE);
  push_delta (h, TRUE, TRUE);
  push_delta (h, FALSE, FALSE);

  gst_caps_set_simple (caps, "width", G_TYPE_INT, 320, NULL);
  gst_harness_set_src_caps (h, caps);
  push_delta (h, FALSE, TRUE);
  push_delta (h, FALSE, FALSE);

  flush_harness (h);
  push_delta (h, FALSE, TRUE);
  push_delta (h, FALSE, FALSE);
  teardown (h);
}

GST_END_TEST;

/* A sample that was damaged did not bring them. */
GST_START_TEST (test_headers_not_lost)
{
  GstHarness *h = new_harness ();
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);
  GstBuffer *buffer;

  gst_buffer_memset (sample, 0, 0xff, 4);
  push (h, sample);
  push (h, sample_new (NAL_SIZE, TRUE));
  buffer = gst_harness_pull (h);
  expect_output (buffer, NAL_SIZE, TRUE);
  gst_buffer_unref (buffer);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_serialized_events)
{
  GstHarness *h = new_harness ();

  push (h, sample_new (NAL_SIZE, TRUE));
  expect_event (h, GST_EVENT_SEGMENT);
  gst_harness_push_event (h, gst_event_new_gap (0, GST_SECOND));
  expect_event (h, GST_EVENT_GAP);
  push_segment (h, 1.0);
  expect_event (h, GST_EVENT_SEGMENT);
  push (h, sample_new (NAL_SIZE, TRUE));
  gst_harness_push_event (h, gst_event_new_eos ());
  expect_event (h, GST_EVENT_EOS);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 2);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

static void
push_size (GstHarness * h, gint width, gint height)
{
  GstCaps *caps = sample_caps ();
  GstStructure *structure;
  GstBuffer *buffer;
  gint found = 0;
  guint i;

  gst_caps_set_simple (caps, "width", G_TYPE_INT, width, "height", G_TYPE_INT,
      height, NULL);
  gst_harness_set_src_caps (h, caps);
  for (i = 0; i < 8; i++) {
    push (h, sample_new (NAL_SIZE, TRUE));
    buffer = gst_harness_pull (h);
    expect_output (buffer, NAL_SIZE, TRUE);
    gst_buffer_unref (buffer);
  }
  caps = gst_pad_get_current_caps (h->sinkpad);
  structure = gst_caps_get_structure (caps, 0);
  fail_unless (gst_structure_get_int (structure, "width", &found));
  fail_unless_equals_int (found, width);
  gst_caps_unref (caps);
}

GST_START_TEST (test_resolution_changes)
{
  GstHarness *h = new_harness ();

  push_size (h, 640, 360);
  push_size (h, 1280, 720);
  push_size (h, 320, 180);
  push_size (h, 640, 360);
  teardown (h);
}

GST_END_TEST;

static gpointer
send_flushes (gpointer data)
{
  GstElement *element = data;
  GstPad *pad = gst_element_get_static_pad (element, "sink");

  while (GST_STATE_TARGET (element) != GST_STATE_NULL) {
    gst_pad_send_event (pad, gst_event_new_flush_start ());
    gst_pad_send_event (pad, gst_event_new_flush_stop (TRUE));
  }
  gst_object_unref (pad);
  return NULL;
}

/* Somebody seeks while somebody else closes the film. Fails, by a crash, if an
 * event finds what the element has let go: with the fake, within a second. */
GST_START_TEST (test_flush_while_stopping)
{
  GstElement *element = gst_element_factory_make ("rstcencdec", NULL);
  gint64 end = g_get_monotonic_time () + 2 * G_TIME_SPAN_SECOND;
  GThread *thread;

  gst_element_set_state (element, GST_STATE_PAUSED);
  thread = g_thread_new ("seeks", send_flushes, element);
  while (g_get_monotonic_time () < end) {
    gst_element_set_state (element, GST_STATE_READY);
    gst_element_set_state (element, GST_STATE_PAUSED);
  }
  gst_element_set_state (element, GST_STATE_NULL);
  g_thread_join (thread);
  gst_object_unref (element);
}

GST_END_TEST;

static void
push_at (GstHarness * h, GstClockTime dts, GstClockTime pts)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  GST_BUFFER_DTS (sample) = dts;
  GST_BUFFER_PTS (sample) = pts;
  push (h, sample);
}

/* Demuxers go on behind a segment's end. Fails if such a sample asks for one of
 * the buffers that a decoder, which stopped there, gives back no more; or if a
 * sample is missing that pictures before the end may need. */
GST_START_TEST (test_behind_segment)
{
  GstHarness *h = new_harness ();
  const GstClockTime end = 10 * GST_SECOND;

  push_segment (h, 1.0);
  push_at (h, end - 1, end + GST_SECOND);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 1);
  push_at (h, end, end);
  push_at (h, end + GST_SECOND, end + 2 * GST_SECOND);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 1);
  push_at (h, end, end - 1);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 2);
  push_at (h, GST_CLOCK_TIME_NONE, GST_SECOND);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 3);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("cenc-events");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_reverse_refused);
  tcase_add_test (tcase, test_forward_passes);
  tcase_add_test (tcase, test_reverse_segment);
  tcase_add_test (tcase, test_qos);
  tcase_add_test (tcase, test_headers_again);
  tcase_add_test (tcase, test_headers_not_lost);
  tcase_add_test (tcase, test_serialized_events);
  tcase_add_test (tcase, test_resolution_changes);
  tcase_add_test (tcase, test_flush_while_stopping);
  tcase_add_test (tcase, test_behind_segment);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
