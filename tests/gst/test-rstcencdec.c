/* SPDX-License-Identifier: GPL-2.0-only */
/* rstcencdec decrypts into restricted memory, or says why it does not */
#include <cenc-client.h>
#include <gst/allocators/allocators.h>
#include <unistd.h>

#include "harness.h"
#include "sample.h"

#define NAL_SIZE 1000

/* With the fake, restricted memory can be looked into. */
static void
expect_output (GstBuffer * buffer, gsize nal_size, gboolean key_frame)
{
  GBytes *expected = sample_output (nal_size, key_frame);
  gsize size = g_bytes_get_size (expected);
  guint8 *found;
  gint fd;

  expect_restricted (buffer);
  fail_if (gst_buffer_get_protection_meta (buffer));
  fail_unless_equals_int (gst_buffer_get_size (buffer), size);
  if (fake_is_loaded ()) {
    fd = gst_dmabuf_memory_get_fd (gst_buffer_peek_memory (buffer, 0));
    found = g_malloc (size);
    fail_unless_equals_int (pread (fd, found, size, 0), size);
    fail_unless (!memcmp (found, g_bytes_get_data (expected, NULL), size));
    g_free (found);
  }
  g_bytes_unref (expected);
}

static void
expect_decrypted (GstBuffer * sample, gsize nal_size)
{
  GstHarness *h = new_harness ();
  GstBuffer *buffer;

  push (h, sample);
  expect_no_error (h->element);
  buffer = gst_harness_pull (h);
  expect_output (buffer, nal_size, TRUE);
  gst_buffer_unref (buffer);
  teardown (h);
}

/* Returns the message for a closer look. */
static gchar *
expect_refused (GstBuffer * sample, GQuark domain, gint code)
{
  GstHarness *h = new_harness ();
  gchar *text;

  fail_unless_equals_int (gst_harness_push (h, sample), GST_FLOW_ERROR);
  fail_unless_equals_int (gst_harness_buffers_received (h), 0);
  text = expect_error (h->element, domain, code);
  teardown (h);
  return text;
}

/*
 * What the answer depends on must be clear, or the key stream shows in it. That
 * goes for a sample that is encrypted as a whole, too.
 */
GST_START_TEST (test_hidden_units)
{
  static const guint32 maps[][2] = {
    {0, NAL_SIZE + 4}, {3, NAL_SIZE + 1}, {4, NAL_SIZE}
  };
  gchar *text;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (maps); i++) {
    GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

    sample_set_map (sample, maps[i], 1, 1);
    g_free (expect_refused (sample, GST_STREAM_ERROR,
            GST_STREAM_ERROR_DECRYPT));
  }
  text = expect_refused (sample_new (NAL_SIZE, FALSE), GST_STREAM_ERROR,
      GST_STREAM_ERROR_DECRYPT);
  fail_unless (strstr (text, "clear lengths and headers"));
  g_free (text);
}

GST_END_TEST;

GST_START_TEST (test_subsamples)
{
  const guint32 map[] = { 5, 0, 0, 500, 0, 499 };
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  expect_decrypted (gst_buffer_copy (sample), NAL_SIZE);
  sample_set_map (sample, map, 3, 3);
  expect_decrypted (sample, NAL_SIZE);
}

GST_END_TEST;

GST_START_TEST (test_encrypted_false)
{
  GstBuffer *sample = sample_new_clear (NAL_SIZE);

  gst_buffer_add_protection_meta (sample,
      gst_structure_new ("application/x-cenc", "encrypted", G_TYPE_BOOLEAN,
          FALSE, "iv_size", G_TYPE_UINT, 0, NULL));
  expect_decrypted (sample, NAL_SIZE);
}

GST_END_TEST;

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

/* As players leave it that find nothing to plug. */
GST_START_TEST (test_not_linked)
{
  GstElement *element = element_with_bus ("rstcencdec");
  GstHarness *h = gst_harness_new_with_element (element, "sink", NULL);
  gchar *text;

  gst_object_unref (element);
  gst_harness_set_src_caps (h, sample_caps ());
  fail_if (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)) == GST_FLOW_OK);
  text = expect_error (h->element, GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION);
  fail_unless (strstr (text, "output-io-mode=dmabuf-import"));
  g_free (text);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_no_key)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);
  gchar *text;

  sample_set_kid (sample, sample_unknown_kid);
  text = expect_refused (sample, GST_STREAM_ERROR,
      GST_STREAM_ERROR_DECRYPT_NOKEY);
  fail_unless (strstr (text, "61206b6964206e6f74206b6e6f776e00"));
  fail_unless (strstr (text, "rstctl lab-key"));
  g_free (text);
}

GST_END_TEST;

/* Each must be refused by one of the worlds, and harm neither. */
GST_START_TEST (test_absurd_maps)
{
  static const struct
  {
    guint32 pairs[4];
    guint count, stated;
  } maps[] = {
    {{5, NAL_SIZE}, 1, 1},      /* a byte too many */
    {{5, 1}, 1, 1},             /* too few */
    {{0, 0xffffffff}, 1, 1},
    {{0xffff, 0xffffffff, 0xffff, 0xffffffff}, 2, 2},
    {{1, 0xffffffff, NAL_SIZE + 4, 0}, 2, 2},   /* wraps around to the size */
    {{5, NAL_SIZE - 1}, 1, 2},  /* more stated than there are */
    {{5, NAL_SIZE - 1}, 1, 0x2aaaaaab}, /* times six: wraps around */
    {{5, NAL_SIZE - 1}, 0, 1},  /* an empty map */
  };
  GstBuffer *sample;
  guint32 *many;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (maps); i++) {
    sample = sample_new (NAL_SIZE, TRUE);
    sample_set_map (sample, maps[i].pairs, maps[i].count, maps[i].stated);
    g_free (expect_refused (sample, GST_STREAM_ERROR,
            GST_STREAM_ERROR_DECRYPT));
  }

  many = g_new0 (guint32, 2 * (RST_CENC_MAX_SUBSAMPLES + 1));
  many[0] = 5;
  many[1] = NAL_SIZE - 1;
  sample = sample_new (NAL_SIZE, TRUE);
  sample_set_map (sample, many, RST_CENC_MAX_SUBSAMPLES + 1,
      RST_CENC_MAX_SUBSAMPLES + 1);
  g_free (expect_refused (sample, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT));

  sample = sample_new (NAL_SIZE, TRUE);
  sample_set_map (sample, many, RST_CENC_MAX_SUBSAMPLES,
      RST_CENC_MAX_SUBSAMPLES);
  expect_decrypted (sample, NAL_SIZE);
  g_free (many);
}

GST_END_TEST;

GST_START_TEST (test_incomplete_meta)
{
  static const gchar *const fields[] = { "iv", "kid", "iv_size", "encrypted" };
  GstBuffer *sample;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    sample = sample_new (NAL_SIZE, TRUE);
    gst_structure_remove_field (sample_info (sample), fields[i]);
    g_free (expect_refused (sample, GST_STREAM_ERROR,
            GST_STREAM_ERROR_DECRYPT));
  }
  sample = sample_new (NAL_SIZE, TRUE);
  gst_structure_set (sample_info (sample), "iv_size", G_TYPE_UINT, 17, NULL);
  g_free (expect_refused (sample, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT));
}

GST_END_TEST;

GST_START_TEST (test_cbcs)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  gst_structure_set (sample_info (sample), "cipher-mode", G_TYPE_STRING,
      "cbcs", NULL);
  g_free (expect_refused (sample, GST_STREAM_ERROR,
          GST_STREAM_ERROR_NOT_IMPLEMENTED));
}

GST_END_TEST;

GST_START_TEST (test_damaged_sample)
{
  GstBuffer *sample = sample_new_clear (NAL_SIZE);

  gst_buffer_memset (sample, 0, 0xff, 4);
  gst_buffer_add_protection_meta (sample,
      gst_structure_new ("application/x-cenc", "encrypted", G_TYPE_BOOLEAN,
          FALSE, NULL));
  g_free (expect_refused (sample, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT));
}

GST_END_TEST;

static void
expect_caps_refused (GstCaps * caps, gint code)
{
  GstElement *element = element_with_bus ("rstcencdec");
  GstHarness *h = gst_harness_new_with_element (element, "sink", "src");

  gst_object_unref (element);
  gst_harness_set_src_caps (h, caps);
  fail_if (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)) == GST_FLOW_OK);
  g_free (expect_error (h->element, GST_STREAM_ERROR, code));
  teardown (h);
}

GST_START_TEST (test_refused_caps)
{
  GstBuffer *junk = gst_buffer_new_memdup ("\1\2\3\4\377\341\0", 7);
  GstCaps *caps = sample_caps ();

  gst_caps_set_simple (caps, "cipher-mode", G_TYPE_STRING, "cbcs", NULL);
  expect_caps_refused (caps, GST_STREAM_ERROR_NOT_IMPLEMENTED);

  caps = sample_caps ();
  gst_structure_remove_field (gst_caps_get_structure (caps, 0), "codec_data");
  expect_caps_refused (caps, GST_STREAM_ERROR_FORMAT);

  caps = sample_caps ();
  gst_caps_set_simple (caps, "codec_data", GST_TYPE_BUFFER, junk, NULL);
  expect_caps_refused (caps, GST_STREAM_ERROR_FORMAT);
  gst_buffer_unref (junk);
}

GST_END_TEST;

/* Fails where demuxers would not choose the element, or a V4L2 decoder would
 * not take what it makes. */
GST_START_TEST (test_negotiation)
{
  GstElementFactory *factory = gst_element_factory_find ("rstcencdec");
  GstHarness *h = new_harness ();
  GstStructure *structure;
  GstCaps *caps;

  fail_unless (gst_element_factory_list_is_type (factory,
          GST_ELEMENT_FACTORY_TYPE_DECRYPTOR));
  gst_object_unref (factory);

  push (h, sample_new (NAL_SIZE, TRUE));
  gst_buffer_unref (gst_harness_pull (h));
  caps = gst_pad_get_current_caps (h->sinkpad);
  structure = gst_caps_get_structure (caps, 0);
  fail_unless (gst_structure_has_name (structure, "video/x-h264"));
  fail_unless_equals_string (gst_structure_get_string (structure,
          "stream-format"), "byte-stream");
  fail_unless_equals_string (gst_structure_get_string (structure,
          "alignment"), "au");
  fail_unless_equals_string (gst_structure_get_string (structure,
          "profile"), "high");
  fail_unless (gst_structure_has_field (structure, "framerate"));
  fail_if (gst_structure_has_field (structure, "codec_data"));
  fail_if (gst_structure_has_field (structure, "protection-system"));
  fail_if (gst_structure_has_field (structure, "original-media-type"));
  fail_if (gst_structure_has_field (structure, "cipher-mode"));
  fail_unless (gst_caps_features_contains (gst_caps_get_features (caps, 0),
          GST_CAPS_FEATURE_MEMORY_DMABUF));
  gst_caps_unref (caps);
  teardown (h);
}

GST_END_TEST;

/* V4L2 decoders import dma-bufs, and have no caps that say so. */
GST_START_TEST (test_plain_caps)
{
  GstHarness *h = new_harness ();
  GstCaps *caps;

  gst_harness_set_sink_caps_str (h,
      "video/x-h264, stream-format=byte-stream, alignment=au");
  push (h, sample_new (NAL_SIZE, TRUE));
  gst_buffer_unref (gst_harness_pull (h));
  caps = gst_pad_get_current_caps (h->sinkpad);
  fail_unless (gst_caps_features_is_equal (gst_caps_get_features (caps, 0),
          GST_CAPS_FEATURES_MEMORY_SYSTEM_MEMORY));
  gst_caps_unref (caps);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_metadata)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);
  GstHarness *h = new_harness ();
  GstBuffer *buffer;

  GST_BUFFER_PTS (sample) = 5 * GST_SECOND;
  GST_BUFFER_DTS (sample) = 4 * GST_SECOND;
  GST_BUFFER_DURATION (sample) = GST_SECOND;
  GST_BUFFER_FLAG_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT);
  push (h, sample);
  buffer = gst_harness_pull (h);
  fail_unless_equals_uint64 (GST_BUFFER_PTS (buffer), 5 * GST_SECOND);
  fail_unless_equals_uint64 (GST_BUFFER_DTS (buffer), 4 * GST_SECOND);
  fail_unless_equals_uint64 (GST_BUFFER_DURATION (buffer), GST_SECOND);
  fail_unless (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DELTA_UNIT));
  expect_output (buffer, NAL_SIZE, FALSE);
  gst_buffer_unref (buffer);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_protection_event)
{
  GstHarness *h = new_harness ();
  GstBuffer *pssh = gst_buffer_new_allocate (NULL, 32, NULL);
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (h)))
    gst_event_unref (event);
  fail_unless (gst_harness_push_event (h,
          gst_event_new_protection ("1077efec-c0b2-4d02-ace3-3c1e52e2fb4b",
              pssh, "isobmff/moov")));
  gst_buffer_unref (pssh);
  push (h, sample_new (NAL_SIZE, TRUE));
  while ((event = gst_harness_try_pull_event (h))) {
    fail_if (GST_EVENT_TYPE (event) == GST_EVENT_PROTECTION);
    gst_event_unref (event);
  }
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

static void
check_start_error (const gchar * words, gint code)
{
  GstElement *element = element_with_bus ("rstcencdec");

  fake_set (words);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  fake_set (NULL);
  g_free (expect_error (element, GST_RESOURCE_ERROR, code));
  gst_element_set_state (element, GST_STATE_NULL);
  forget_messages (element);
  gst_object_unref (element);
}

/* The following need the fake. */
GST_START_TEST (test_nothing_there)
{
  check_start_error ("no-tee", GST_RESOURCE_ERROR_NOT_FOUND);
  check_start_error ("no-ta", GST_RESOURCE_ERROR_NOT_FOUND);
  check_start_error ("no-heap", GST_RESOURCE_ERROR_NOT_FOUND);
}

GST_END_TEST;

GST_START_TEST (test_ta_dies)
{
  GstHarness *h = new_harness ();

  fake_set ("dies");
  fail_unless_equals_int (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)),
      GST_FLOW_ERROR);
  fake_set (NULL);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_FAILED));

  set_keys ();
  push (h, sample_new (NAL_SIZE, TRUE));
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_foreign_memory)
{
  GstHarness *h = new_harness ();

  fake_set ("foreign");
  fail_unless_equals_int (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)),
      GST_FLOW_ERROR);
  fake_set (NULL);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_SETTINGS));
  teardown (h);
}

GST_END_TEST;

static void
add_tests (TCase * tcase)
{
  tcase_add_test (tcase, test_hidden_units);
  tcase_add_test (tcase, test_subsamples);
  tcase_add_test (tcase, test_encrypted_false);
  tcase_add_test (tcase, test_map_refused);
  tcase_add_test (tcase, test_not_linked);
  tcase_add_test (tcase, test_no_key);
  tcase_add_test (tcase, test_absurd_maps);
  tcase_add_test (tcase, test_incomplete_meta);
  tcase_add_test (tcase, test_cbcs);
  tcase_add_test (tcase, test_damaged_sample);
  tcase_add_test (tcase, test_refused_caps);
  tcase_add_test (tcase, test_negotiation);
  tcase_add_test (tcase, test_plain_caps);
  tcase_add_test (tcase, test_metadata);
  tcase_add_test (tcase, test_protection_event);
  tcase_add_test (tcase, test_growth);
  tcase_add_test (tcase, test_too_large);
  tcase_add_test (tcase, test_flush);
  tcase_add_test (tcase, test_stop_while_waiting);
  tcase_add_test (tcase, test_released_buffer_wakes);
}

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstcencdec");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  add_tests (tcase);
  if (fake_is_loaded ()) {
    tcase_add_test (tcase, test_nothing_there);
    tcase_add_test (tcase, test_ta_dies);
    tcase_add_test (tcase, test_foreign_memory);
  }
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
