/* SPDX-License-Identifier: GPL-2.0-only */
/* Samples without metadata are a clear lead, or refused */
#include "harness.h"
#include "sample.h"

static void
push_timed (GstHarness * h, GstBuffer * sample, guint seconds)
{
  GST_BUFFER_PTS (sample) = seconds * GST_SECOND;
  push (h, sample);
  expect_no_error (h->element);
  gst_buffer_unref (gst_harness_pull (h));
}

static void
expect_push_refused (GstHarness * h, GstBuffer * sample, const gchar * words)
{
  gchar *text;

  fail_unless_equals_int (gst_harness_push (h, sample), GST_FLOW_ERROR);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 0);
  text = expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT);
  fail_unless (strstr (text, words), "%s", text);
  g_free (text);
}

/* Fails if a clear lead needs a property. */
GST_START_TEST (test_clear_lead)
{
  GstHarness *h = new_harness ();

  push_timed (h, sample_new_clear (NAL_SIZE), 0);
  push_timed (h, sample_new_clear (NAL_SIZE), 1);
  push_timed (h, sample_new (NAL_SIZE, TRUE), 2);
  teardown (h);
}

GST_END_TEST;

/* A seek may go back to the lead. Fails if an encrypted sample, whose metadata
 * the demuxer gave away when it played it first, is taken for clear. */
GST_START_TEST (test_lost_metadata)
{
  GstHarness *h = new_harness ();
  GstBuffer *sample;

  push_timed (h, sample_new_clear (NAL_SIZE), 0);
  push_timed (h, sample_new (NAL_SIZE, TRUE), 2);
  push_timed (h, sample_new (NAL_SIZE, TRUE), 3);
  push_timed (h, sample_new_clear (NAL_SIZE), 1);
  sample = sample_new_clear (NAL_SIZE);
  GST_BUFFER_PTS (sample) = 2 * GST_SECOND;
  expect_push_refused (h, sample, "seek");
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_no_lead)
{
  GstHarness *h = new_harness ();

  push_timed (h, sample_new (NAL_SIZE, TRUE), 2);
  expect_push_refused (h, sample_new_clear (NAL_SIZE), "seek");
  teardown (h);
}

GST_END_TEST;

/* A file of which the demuxer finds no metadata at all. */
GST_START_TEST (test_unfragmented)
{
  GstHarness *h = new_harness ();

  gst_harness_push_event (h, gst_event_new_tag (gst_tag_list_new
          (GST_TAG_CONTAINER_FORMAT, "ISO MP4/M4A", NULL)));
  expect_push_refused (h, sample_new_clear (NAL_SIZE), "Fragment");
  teardown (h);
}

GST_END_TEST;

/* Encrypted as a whole, so that it is no H.264, and nothing says so. */
GST_START_TEST (test_no_meta)
{
  GstHarness *h = new_harness ();
  GstBuffer *sample = sample_new (NAL_SIZE, FALSE);
  GstProtectionMeta *meta = gst_buffer_get_protection_meta (sample);

  gst_buffer_remove_meta (sample, (GstMeta *) meta);
  expect_push_refused (h, sample, "Fragment");
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_allow_clear)
{
  GstHarness *h = new_harness ();

  g_object_set (h->element, "allow-clear", TRUE, NULL);
  push_timed (h, sample_new (NAL_SIZE, TRUE), 0);
  push_timed (h, sample_new_clear (NAL_SIZE), 1);
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("clear-lead");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_clear_lead);
  tcase_add_test (tcase, test_lost_metadata);
  tcase_add_test (tcase, test_no_lead);
  tcase_add_test (tcase, test_unfragmented);
  tcase_add_test (tcase, test_no_meta);
  tcase_add_test (tcase, test_allow_clear);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
