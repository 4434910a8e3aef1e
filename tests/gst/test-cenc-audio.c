/* SPDX-License-Identifier: GPL-2.0-only */
/* Sound through rstcencaudio: what it lets through, waits for and leaves out */
#include <cenc-client.h>

#include "harness.h"
#include "keys.h"
#include "sample.h"

#define CAPS "application/x-cenc, original-media-type = (string) audio/mpeg, " \
    "cipher-mode = (string) cenc"

static void
set_key_for (guint32 usage)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, kid, sample_key,
          usage), CENC_OK);
  cenc_client_unref (client);
}

/* The TEE has no key. */
static GstHarness *
new_sound (gint timeout)
{
  GstHarness *h = harness_with_caps ("rstcencaudio", CAPS);

  remove_wanted_keys ();
  g_object_set (h->element, "key-timeout", timeout, NULL);
  return h;
}

static GstHarness *
new_sound_with_key (void)
{
  GstHarness *h = new_sound (0);

  set_key_for (RST_CENC_USAGE_AUDIO);
  return h;
}

static void
expect_sound (GstHarness * h)
{
  GstBuffer *wanted = sample_new_clear (NAL_SIZE);
  GstBuffer *buffer = gst_harness_pull (h);
  GstMapInfo map;

  fail_unless (gst_buffer_map (wanted, &map, GST_MAP_READ));
  fail_unless_equals_int (gst_buffer_get_size (buffer), map.size);
  fail_unless (!gst_buffer_memcmp (buffer, 0, map.data, map.size));
  fail_if (gst_buffer_get_protection_meta (buffer));
  gst_buffer_unmap (wanted, &map);
  gst_buffer_unref (wanted);
  gst_buffer_unref (buffer);
}

static void
expect_words (GstHarness * h, gint code, const gchar * words)
{
  gchar *text = expect_error (h->element, GST_STREAM_ERROR, code);

  fail_unless (strstr (text, words), "%s", text);
  g_free (text);
}

/* A file without fragments: no sample has metadata. Fails if encrypted sound is
 * played as it is. */
GST_START_TEST (test_unfragmented)
{
  GstHarness *h = new_sound_with_key ();
  GstTagList *tags = gst_tag_list_new (GST_TAG_CONTAINER_FORMAT,
      "ISO MP4/M4A", NULL);

  gst_harness_push_event (h, gst_event_new_tag (tags));
  fail_unless_equals_int (gst_harness_push (h, sample_new_clear (NAL_SIZE)),
      GST_FLOW_ERROR);
  fail_unless_equals_int (gst_harness_buffers_received (h), 0);
  expect_words (h, GST_STREAM_ERROR_DECRYPT, "Fragment the file");
  teardown (h);
}

GST_END_TEST;

/* Fails if a lead is refused, or what comes behind encrypted samples is taken for
 * one. */
GST_START_TEST (test_lead)
{
  GstHarness *h = new_sound_with_key ();

  push (h, sample_new_clear (NAL_SIZE));
  expect_sound (h);
  push (h, new_wanted_sample (kid));
  expect_sound (h);
  fail_unless_equals_int (gst_harness_push (h, sample_new_clear (NAL_SIZE)),
      GST_FLOW_ERROR);
  expect_words (h, GST_STREAM_ERROR_DECRYPT, "rstmp4index");
  teardown (h);
}

GST_END_TEST;

/* Fails if a key's use is taken for something else that is wrong. */
GST_START_TEST (test_wrong_use)
{
  GstHarness *h = new_sound (0);
  gchar *text;

  set_key_for (RST_CENC_USAGE_PLAY);
  fail_unless_equals_int (gst_harness_push (h, new_wanted_sample (kid)),
      GST_FLOW_ERROR);
  expect_words (h, GST_STREAM_ERROR_DECRYPT, "is not for sound");
  teardown (h);

  set_key_for (RST_CENC_USAGE_AUDIO);
  text = expect_refused (new_wanted_sample (kid), GST_STREAM_ERROR,
      GST_STREAM_ERROR_DECRYPT);
  fail_unless (strstr (text, "is not for pictures"), "%s", text);
  g_free (text);
  remove_wanted_keys ();
}

GST_END_TEST;

/* Downstream proposes a pool of small buffers. */
static GstPadProbeReturn
propose_small (G_GNUC_UNUSED GstPad * pad, GstPadProbeInfo * info,
    G_GNUC_UNUSED gpointer data)
{
  GstQuery *query = GST_PAD_PROBE_INFO_QUERY (info);
  GstBufferPool *pool;
  GstStructure *config;
  GstCaps *caps;

  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return GST_PAD_PROBE_OK;
  gst_query_parse_allocation (query, &caps, NULL);
  pool = gst_buffer_pool_new ();
  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, caps, 16, 1, 1);
  gst_buffer_pool_set_config (pool, config);
  gst_query_add_allocation_pool (query, pool, 16, 1, 1);
  gst_object_unref (pool);
  return GST_PAD_PROBE_HANDLED;
}

/* Fails if sound is cut off to what downstream thinks of. */
GST_START_TEST (test_small_pool)
{
  GstHarness *h = new_sound_with_key ();

  gst_pad_add_probe (h->sinkpad, GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM,
      propose_small, NULL, NULL);
  push (h, new_wanted_sample (kid));
  push (h, new_wanted_sample (kid));
  expect_sound (h);
  expect_sound (h);
  teardown (h);
}

GST_END_TEST;

static GstBuffer *
new_damaged (void)
{
  GstBuffer *sample = new_wanted_sample (kid);

  gst_structure_set (sample_info (sample), "iv_size", G_TYPE_UINT, 7, NULL);
  return sample;
}

/* Fails if the first damaged sample ends the sound, or any number does not. */
GST_START_TEST (test_damage)
{
  GstHarness *h = new_sound_with_key ();
  guint i;

  g_object_set (h->element, "max-errors", 2, NULL);
  for (i = 0; i < 2; i++) {
    push (h, new_damaged ());
    push (h, new_damaged ());
    fail_unless_equals_int (gst_harness_buffers_in_queue (h), 0);
    gst_message_unref (pop_message (h, GST_MESSAGE_WARNING, NULL));
    push (h, new_wanted_sample (kid));
    expect_sound (h);
  }
  expect_no_error (h->element);
  push (h, new_damaged ());
  push (h, new_damaged ());
  fail_unless_equals_int (gst_harness_push (h, new_damaged ()),
      GST_FLOW_ERROR);
  g_free (expect_error (h->element, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT));
  teardown (h);
}

GST_END_TEST;

static GstBuffer *
new_unencrypted (void)
{
  GstBuffer *sample = sample_new_clear (NAL_SIZE);

  gst_buffer_add_protection_meta (sample, gst_structure_new
      ("application/x-cenc", "encrypted", G_TYPE_BOOLEAN, FALSE, "iv_size",
          G_TYPE_UINT, 0, NULL));
  return sample;
}

static void
push_among_damaged (GstHarness * h, GstBuffer * sample)
{
  push (h, new_damaged ());
  push (h, new_damaged ());
  push (h, sample);
  expect_sound (h);
}

/* Fails if samples that are clear, of a lead or among encrypted ones, do not end a row
 * of damaged ones. */
GST_START_TEST (test_damage_among_clear)
{
  GstHarness *h = new_sound_with_key ();

  g_object_set (h->element, "max-errors", 2, NULL);
  push_among_damaged (h, sample_new_clear (NAL_SIZE));
  push_among_damaged (h, new_unencrypted ());
  push_among_damaged (h, new_wanted_sample (kid));
  push_among_damaged (h, new_unencrypted ());
  push (h, new_damaged ());
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Somebody has left a key that he made up to everybody. Fails if who asks for
 * licences takes that for what it wants. */
GST_START_TEST (test_made_up)
{
  GstHarness *h;

  if (!fake_is_loaded ())
    return;
  h = new_sound (0);
  fake_set ("by-licence");
  set_key_for (RST_CENC_USAGE_AUDIO);
  fake_set (NULL);
  push (h, new_wanted_sample (kid));
  expect_sound (h);
  g_object_set (h->element, "licences", TRUE, NULL);
  fail_unless_equals_int (gst_harness_push (h, new_wanted_sample (kid)),
      GST_FLOW_ERROR);
  expect_words (h, GST_STREAM_ERROR_DECRYPT_NOKEY, "There is no key");
  teardown (h);
  remove_wanted_keys ();
}

GST_END_TEST;

static gpointer
push_thread (gpointer data)
{
  return GINT_TO_POINTER (gst_harness_push (data, new_wanted_sample (kid)));
}

static GThread *
start_waiting (GstHarness * h)
{
  GThread *thread = g_thread_new ("push", push_thread, h);

  gst_message_unref (pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed"));
  return thread;
}

static void
expect_return (GThread * thread, GstFlowReturn ret)
{
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)), ret);
}

/* Fails if a key that comes late is of no use. */
GST_START_TEST (test_late_key)
{
  GstHarness *h = new_sound (-1);
  GThread *thread = start_waiting (h);

  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 0);
  set_key_for (RST_CENC_USAGE_AUDIO);
  expect_return (thread, GST_FLOW_OK);
  expect_sound (h);
  gst_message_unref (pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-found"));
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Fails if a seek, or the player's end, has to wait for a key. */
GST_START_TEST (test_wait_ends)
{
  GstHarness *h = new_sound (-1);
  GThread *thread = start_waiting (h);

  gst_harness_push_event (h, gst_event_new_flush_start ());
  expect_return (thread, GST_FLOW_FLUSHING);
  flush_harness (h);
  set_key_for (RST_CENC_USAGE_AUDIO);
  push (h, new_wanted_sample (kid));
  expect_sound (h);

  remove_wanted_keys ();
  thread = start_waiting (h);
  fail_unless_equals_int (gst_element_set_state (h->element, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  expect_return (thread, GST_FLOW_FLUSHING);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("cenc-audio");
  TCase *tcase = tcase_create ("all");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_unfragmented);
  tcase_add_test (tcase, test_lead);
  tcase_add_test (tcase, test_wrong_use);
  tcase_add_test (tcase, test_small_pool);
  tcase_add_test (tcase, test_damage);
  tcase_add_test (tcase, test_damage_among_clear);
  tcase_add_test (tcase, test_made_up);
  tcase_add_test (tcase, test_late_key);
  tcase_add_test (tcase, test_wait_ends);
  return run_suite (suite, &argc, &argv);
}
