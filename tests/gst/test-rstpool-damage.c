/* SPDX-License-Identifier: GPL-2.0-only */
/* Damaged pictures that go through rstpool, and whom it accuses */
#include "pools.h"

/* A harness, and a picture of its pool's that cannot be decoded, or can. */
static GstHarness *
damage_harness (GstBuffer ** picture)
{
  GstHarness *h = harness_with_caps ("rstpool", CAPS);
  guint size, min, max;
  GstBufferPool *pool;

  pool = query_pool (h, CAPS, &size, &min, &max);
  fail_unless (configure (pool, CAPS, PICTURE_SIZE, 1));
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  acquire (pool, picture, GST_FLOW_OK);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  return h;
}

static GstFlowReturn
push_damaged (GstHarness * h, GstBuffer * picture, gboolean damaged)
{
  GstBuffer *buffer = gst_buffer_copy (picture);
  GstFlowReturn ret;

  if (damaged)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_CORRUPTED);
  ret = gst_harness_push (h, buffer);
  while ((buffer = gst_harness_try_pull (h)))
    gst_buffer_unref (buffer);
  return ret;
}

static void
tell_key (GstHarness * h, const gchar * kid)
{
  fail_unless (gst_harness_push_event (h, gst_event_new_custom
          (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY,
              gst_structure_new ("rst-decrypted", "kid", G_TYPE_STRING, kid,
                  NULL))));
}

static void
push_until_error (GstHarness * h, GstBuffer * picture)
{
  GstFlowReturn ret = GST_FLOW_OK;
  guint i;

  for (i = 0; i < 100 && ret == GST_FLOW_OK; i++)
    ret = push_damaged (h, picture, TRUE);
  fail_unless_equals_int (ret, GST_FLOW_ERROR);
  fail_unless (i > 10);
}

static void
finish_damage (GstHarness * h, GstBuffer * picture)
{
  gst_buffer_unref (picture);
  teardown (h);
}

/* Fails where the key is accused although there never was one. */
GST_START_TEST (test_damaged_clear)
{
  GstBuffer *picture;
  GstHarness *h = damage_harness (&picture);
  gchar *text;

  fail_unless_equals_int (push_damaged (h, picture, TRUE), GST_FLOW_OK);
  expect_no_error (h->element);
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  text = expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE);
  fail_unless (strstr (text, "unsupported"));
  fail_if (strstr (text, "key"));
  g_free (text);
  finish_damage (h, picture);
}

GST_END_TEST;

/* Fails where a wrong key is not told, or not that it may be the second. */
GST_START_TEST (test_damaged_decrypted)
{
  GstBuffer *picture;
  GstHarness *h = damage_harness (&picture);
  gchar *text;

  tell_key (h, "one");
  push_until_error (h, picture);
  text = expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT);
  fail_unless (strstr (text, "key one"));
  g_free (text);

  fail_unless_equals_int (push_damaged (h, picture, FALSE), GST_FLOW_OK);
  tell_key (h, "one");
  fail_unless_equals_int (push_damaged (h, picture, TRUE), GST_FLOW_OK);
  tell_key (h, "two");
  push_until_error (h, picture);
  text = expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT);
  fail_unless (strstr (text, "key two"));
  g_free (text);
  finish_damage (h, picture);
}

GST_END_TEST;

/* Fails where a player that was stopped at once, an empty segment, or damage in
 * mid-film is an error. */
GST_START_TEST (test_no_accusation)
{
  GstBuffer *picture;
  GstHarness *h = damage_harness (&picture);
  GstSegment segment;
  guint i;

  tell_key (h, "one");
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.stop = segment.time = 3 * GST_SECOND;
  fail_unless (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  expect_no_error (h->element);

  fail_unless (gst_harness_push_event (h, gst_event_new_flush_start ()));
  fail_unless (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  fail_unless_equals_int (push_damaged (h, picture, FALSE), GST_FLOW_OK);
  for (i = 0; i < 100; i++)
    fail_unless_equals_int (push_damaged (h, picture, TRUE), GST_FLOW_OK);
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  expect_no_error (h->element);
  finish_damage (h, picture);
}

GST_END_TEST;

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("rstpool-damage");
  TCase *tcase = tcase_create ("all");

  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_damaged_clear);
  tcase_add_test (tcase, test_damaged_decrypted);
  tcase_add_test (tcase, test_no_accusation);
  return run_suite (suite, &argc, &argv);
}
