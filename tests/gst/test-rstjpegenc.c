/* SPDX-License-Identifier: GPL-2.0-only */
/* rstjpegenc has pictures encoded and encrypted, or says why it does not */
#include "common.h"

#include <cenc-client.h>
#include <gst/video/video.h>

#include "sample.h"

#define CAPS "video/x-raw, format=NV12, width=64, height=48, " \
    "framerate=25/1, colorimetry=bt709"
#define PICTURE_SIZE (64 * 48 * 3 / 2)
#define QUALITY 85

static gchar *
kid_string (const guint8 * kid)
{
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; i < 16; i++)
    g_string_append_printf (text, "%02X", kid[i]);
  return g_string_free (text, FALSE);
}

static void
set_keys (void)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, sample_kid,
          sample_key, RST_CENC_USAGE_RECORD), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, sample_wrong_kid,
          sample_wrong_key, RST_CENC_USAGE_PLAY), CENC_OK);
  cenc_client_unref (client);
}

static GstHarness *
new_harness (const guint8 * kid)
{
  GstElement *element = element_with_bus ("rstjpegenc");
  gchar *text = kid_string (kid);
  GstHarness *h;

  g_object_set (element, "key-id", text, "quality", QUALITY, NULL);
  g_free (text);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

/* A picture in restricted memory, from rstpool's pool. */
static GstBuffer *
picture_new (void)
{
  GstElement *element = element_with_bus ("rstpool");
  GstCaps *caps = gst_caps_from_string (CAPS);
  GstBufferPool *pool = NULL;
  GstStructure *config;
  GstBuffer *buffer;
  GstQuery *query;
  GstHarness *h;

  g_object_set (element, "tail-room", 128, NULL);
  gst_util_set_object_arg (G_OBJECT (element), "heap", "secure-video-record");
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, CAPS);
  query = gst_query_new_allocation (caps, TRUE);
  fail_unless (gst_pad_peer_query (h->srcpad, query));
  gst_query_parse_nth_allocation_pool (query, 0, &pool, NULL, NULL, NULL);
  gst_query_unref (query);

  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, caps, PICTURE_SIZE, 1, 1);
  fail_unless (gst_buffer_pool_set_config (pool, config));
  gst_caps_unref (caps);
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL),
      GST_FLOW_OK);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
  teardown (h);
  GST_BUFFER_PTS (buffer) = 7 * GST_SECOND;
  GST_BUFFER_DURATION (buffer) = GST_SECOND;
  return buffer;
}

static void
copy_field (const GstStructure * info, const gchar * field, guint8 * bytes,
    gsize size)
{
  GstBuffer *buffer =
      gst_value_get_buffer (gst_structure_get_value (info, field));

  fail_unless_equals_int (gst_buffer_get_size (buffer), size);
  gst_buffer_extract (buffer, 0, bytes, size);
}

/* What the fake compresses pictures to, encrypted as the metadata says. */
static void
expect_sample (GstBuffer * buffer, gsize size, guint8 iv[8])
{
  GstProtectionMeta *meta = gst_buffer_get_protection_meta (buffer);
  guint8 kid[16], *data = g_malloc (size);
  gboolean encrypted = FALSE;
  guint number, i;

  fail_unless (meta != NULL);
  fail_unless (gst_structure_get_boolean (meta->info, "encrypted",
          &encrypted) && encrypted);
  fail_unless (gst_structure_get_uint (meta->info, "iv_size", &number));
  fail_unless_equals_int (number, 8);
  fail_unless (gst_structure_get_uint (meta->info, "subsample_count",
          &number));
  fail_unless_equals_int (number, 0);
  copy_field (meta->info, "iv", iv, 8);
  copy_field (meta->info, "kid", kid, sizeof (kid));
  fail_unless (!memcmp (kid, sample_kid, sizeof (kid)));

  fail_unless_equals_int (gst_buffer_get_size (buffer), size);
  gst_buffer_extract (buffer, 0, data, size);
  sample_crypt (sample_key, iv, 8, data, size);
  for (i = 0; i < size; i++)
    fail_unless_equals_int (data[i], (guint8) (QUALITY + i));
  g_free (data);
}

static void
expect_refused (const guint8 * kid, GstBuffer * buffer, GQuark domain,
    gint code)
{
  GstHarness *h = new_harness (kid);

  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_ERROR);
  fail_unless_equals_int (gst_harness_buffers_received (h), 0);
  g_free (expect_error (h->element, domain, code));
  teardown (h);
}

GST_START_TEST (test_samples)
{
  GstHarness *h = new_harness (sample_kid);
  GstBuffer *picture = picture_new (), *one, *two;
  guint8 iv[2][8];
  GstMapInfo map;

  fail_unless_equals_int (gst_harness_push (h, gst_buffer_ref (picture)),
      GST_FLOW_OK);
  fail_unless_equals_int (gst_harness_push (h, picture), GST_FLOW_OK);
  expect_no_error (h->element);
  one = gst_harness_pull (h);
  two = gst_harness_pull (h);
  expect_sample (one, 100 * QUALITY, iv[0]);
  expect_sample (two, 100 * QUALITY, iv[1]);
  fail_unless (memcmp (iv[0], iv[1], 8));
  fail_unless_equals_uint64 (GST_BUFFER_PTS (one), 7 * GST_SECOND);
  fail_unless_equals_uint64 (GST_BUFFER_DURATION (one), GST_SECOND);
  /* The ciphertext is ordinary memory. */
  fail_unless (gst_buffer_map (one, &map, GST_MAP_READ));
  gst_buffer_unmap (one, &map);
  gst_buffer_unref (one);
  gst_buffer_unref (two);
  teardown (h);
}

GST_END_TEST;

/* Fails where the camera's wall clock, or that pictures were lost, is not
 * passed on. */
GST_START_TEST (test_metadata)
{
  GstHarness *h = new_harness (sample_kid);
  GstCaps *reference = gst_caps_new_empty_simple ("timestamp/x-unix");
  GstBuffer *picture = picture_new (), *sample;
  GstReferenceTimestampMeta *meta;

  gst_buffer_add_reference_timestamp_meta (picture, reference, 5 * GST_SECOND,
      GST_CLOCK_TIME_NONE);
  GST_BUFFER_FLAG_SET (picture, GST_BUFFER_FLAG_DISCONT);
  GST_BUFFER_OFFSET (picture) = 11;
  fail_unless_equals_int (gst_harness_push (h, picture), GST_FLOW_OK);

  sample = gst_harness_pull (h);
  meta = gst_buffer_get_reference_timestamp_meta (sample, reference);
  fail_unless (meta != NULL);
  fail_unless_equals_uint64 (meta->timestamp, 5 * GST_SECOND);
  fail_unless (GST_BUFFER_FLAG_IS_SET (sample, GST_BUFFER_FLAG_DISCONT));
  fail_unless_equals_uint64 (GST_BUFFER_OFFSET (sample), 11);
  /* Its planes are no planes of a file. */
  fail_unless (gst_buffer_get_video_meta (sample) == NULL);
  gst_buffer_unref (sample);
  gst_caps_unref (reference);
  teardown (h);
}

GST_END_TEST;

static guint
count_descriptors (void)
{
  GDir *dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  while (g_dir_read_name (dir))
    count++;
  g_dir_close (dir);
  return count;
}

/* Fails where an encoder replaces another one's registration of a picture,
 * which that one may be using: the fake keeps a descriptor for each. */
GST_START_TEST (test_shared_picture)
{
  GstHarness *h[2] = { new_harness (sample_kid), new_harness (sample_kid) };
  GstBuffer *picture = picture_new ();
  guint before = count_descriptors (), i;

  for (i = 0; i < 6; i++) {
    fail_unless_equals_int (gst_harness_push (h[i % 2],
            gst_buffer_ref (picture)), GST_FLOW_OK);
    fail_unless_equals_int (count_descriptors () - before, MIN (i + 1, 2));
  }
  /* An encoder that is started anew leaves nothing of its former life. */
  gst_element_set_state (h[0]->element, GST_STATE_NULL);
  gst_element_set_state (h[0]->element, GST_STATE_PLAYING);
  gst_harness_set_src_caps_str (h[0], CAPS);
  fail_unless_equals_int (gst_harness_push (h[0], gst_buffer_ref (picture)),
      GST_FLOW_OK);
  fail_unless_equals_int (count_descriptors () - before, 2);

  teardown (h[0]);
  teardown (h[1]);
  gst_buffer_unref (picture);
}

GST_END_TEST;

static gpointer
push_often (gpointer data)
{
  GstHarness *h = data;
  GstBuffer *picture = g_object_steal_data (G_OBJECT (h->element), "picture");
  guint i;

  for (i = 0; i < 2000; i++) {
    fail_unless_equals_int (gst_harness_push (h, gst_buffer_ref (picture)),
        GST_FLOW_OK);
    gst_buffer_unref (gst_harness_pull (h));
  }
  gst_buffer_unref (picture);
  return NULL;
}

/* What a tee does. Built with -Db_sanitize=address it fails where one thread
 * uses what another one frees. */
GST_START_TEST (test_two_encoders)
{
  GstHarness *h[2] = { new_harness (sample_kid), new_harness (sample_kid) };
  GstBuffer *picture = picture_new ();
  GThread *threads[2];
  guint i;

  for (i = 0; i < 2; i++) {
    g_object_set_data (G_OBJECT (h[i]->element), "picture",
        gst_buffer_ref (picture));
    threads[i] = g_thread_new ("encoder", push_often, h[i]);
  }
  for (i = 0; i < 2; i++) {
    g_thread_join (threads[i]);
    expect_no_error (h[i]->element);
    teardown (h[i]);
  }
  gst_buffer_unref (picture);
}

GST_END_TEST;

GST_START_TEST (test_large)
{
  GstHarness *h = new_harness (sample_kid);
  GstBuffer *sample;
  guint8 iv[8];

  fake_set ("large");
  fail_unless_equals_int (gst_harness_push (h, picture_new ()), GST_FLOW_OK);
  fake_set (NULL);
  sample = gst_harness_pull (h);
  expect_sample (sample, 5000 * QUALITY, iv);
  gst_buffer_unref (sample);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_caps)
{
  GstHarness *h = new_harness (sample_kid);
  GstStructure *structure;
  GstCaps *caps;
  gint width;

  caps = gst_pad_get_current_caps (h->sinkpad);
  structure = gst_caps_get_structure (caps, 0);
  fail_unless (gst_structure_has_name (structure, "application/x-cenc"));
  fail_unless_equals_string (gst_structure_get_string (structure,
          "original-media-type"), "image/jpeg");
  fail_unless_equals_string (gst_structure_get_string (structure,
          "cipher-mode"), "cenc");
  fail_unless_equals_string (gst_structure_get_string (structure,
          "colorimetry"), "bt709");
  fail_unless (gst_structure_get_int (structure, "width", &width));
  fail_unless_equals_int (width, 64);
  fail_unless (gst_structure_has_field (structure, "framerate"));
  fail_if (gst_structure_has_field (structure, "format"));
  gst_caps_unref (caps);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_ordinary_memory)
{
  expect_refused (sample_kid, gst_buffer_new_allocate (NULL, PICTURE_SIZE,
          NULL), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
}

GST_END_TEST;

GST_START_TEST (test_no_memory)
{
  expect_refused (sample_kid, gst_buffer_new (), GST_RESOURCE_ERROR,
      GST_RESOURCE_ERROR_SETTINGS);
}

GST_END_TEST;

GST_START_TEST (test_wrong_layout)
{
  GstBuffer *picture = picture_new ();

  gst_buffer_get_video_meta (picture)->stride[1]++;
  expect_refused (sample_kid, picture, GST_STREAM_ERROR,
      GST_STREAM_ERROR_FORMAT);
}

GST_END_TEST;

static void
check_start_error (const gchar * key_id, const gchar * words, gint code)
{
  GstElement *element = element_with_bus ("rstjpegenc");

  g_object_set (element, "key-id", key_id, NULL);
  fake_set (words);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  fake_set (NULL);
  g_free (expect_error (element, GST_RESOURCE_ERROR, code));
  gst_element_set_state (element, GST_STATE_NULL);
  forget_messages (element);
  gst_object_unref (element);
}

GST_START_TEST (test_key_id)
{
  check_start_error (NULL, NULL, GST_RESOURCE_ERROR_SETTINGS);
  check_start_error ("", NULL, GST_RESOURCE_ERROR_SETTINGS);
  check_start_error ("00112233", NULL, GST_RESOURCE_ERROR_SETTINGS);
  check_start_error ("00112233445566778899aabbccddeeffa", NULL,
      GST_RESOURCE_ERROR_SETTINGS);
  check_start_error ("00112233445566778899aabbccddeegg", NULL,
      GST_RESOURCE_ERROR_SETTINGS);
}

GST_END_TEST;

/* The following need the fake. */
GST_START_TEST (test_nothing_there)
{
  static const gchar kid[] = "00112233-4455-6677-8899-aabbccddeeff";

  check_start_error (kid, "no-tee", GST_RESOURCE_ERROR_NOT_FOUND);
  check_start_error (kid, "no-ta", GST_RESOURCE_ERROR_NOT_FOUND);
}

GST_END_TEST;

GST_START_TEST (test_keys)
{
  expect_refused (sample_unknown_kid, picture_new (), GST_STREAM_ERROR,
      GST_STREAM_ERROR_DECRYPT_NOKEY);
  expect_refused (sample_wrong_kid, picture_new (), GST_STREAM_ERROR,
      GST_STREAM_ERROR_ENCODE);
}

GST_END_TEST;

GST_START_TEST (test_foreign_picture)
{
  fake_set ("foreign-picture");
  expect_refused (sample_kid, picture_new (), GST_STREAM_ERROR,
      GST_STREAM_ERROR_ENCODE);
  fake_set (NULL);
}

GST_END_TEST;

GST_START_TEST (test_ta_dies)
{
  GstHarness *h = new_harness (sample_kid);
  GstBuffer *picture = picture_new ();

  fake_set ("dies");
  fail_unless_equals_int (gst_harness_push (h, gst_buffer_ref (picture)),
      GST_FLOW_ERROR);
  fake_set (NULL);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_FAILED));

  set_keys ();
  fail_unless_equals_int (gst_harness_push (h, picture), GST_FLOW_OK);
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstjpegenc");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_caps);
  tcase_add_test (tcase, test_ordinary_memory);
  tcase_add_test (tcase, test_no_memory);
  tcase_add_test (tcase, test_wrong_layout);
  tcase_add_test (tcase, test_key_id);
  if (fake_is_loaded ()) {
    tcase_add_test (tcase, test_samples);
    tcase_add_test (tcase, test_metadata);
    tcase_add_test (tcase, test_shared_picture);
    tcase_add_test (tcase, test_two_encoders);
    tcase_add_test (tcase, test_large);
    tcase_add_test (tcase, test_nothing_there);
    tcase_add_test (tcase, test_keys);
    tcase_add_test (tcase, test_foreign_picture);
    tcase_add_test (tcase, test_ta_dies);
  }
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
