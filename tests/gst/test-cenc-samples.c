/* SPDX-License-Identifier: GPL-2.0-only */
/* What rstcencdec makes of a sample and its metadata */
#include "harness.h"
#include "sample.h"

#include <protocol.h>

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
  fail_unless (strstr (text, "encrypted as a whole"));
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

/* As qtdemux describes it: with an IV of the sample's own, with the constant one
 * in its place, and where it found nothing about the sample alone. */
GST_START_TEST (test_cbcs)
{
  GstBuffer *sample = sample_new_cbcs (NAL_SIZE);

  expect_decrypted (gst_buffer_copy (sample), NAL_SIZE);
  gst_structure_set (sample_info (sample), "iv_size", G_TYPE_UINT, 0,
      "constant_iv_size", G_TYPE_UINT, 8, NULL);
  expect_decrypted (sample, NAL_SIZE);

  sample = sample_new_cbcs (NAL_SIZE);
  gst_structure_set (sample_info (sample), "crypt_byte_block", G_TYPE_UINT, 0,
      NULL);
  g_free (expect_refused (sample, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT));
}

GST_END_TEST;

GST_START_TEST (test_unknown_scheme)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);
  gchar *text;

  gst_structure_set (sample_info (sample), "cipher-mode", G_TYPE_STRING,
      "rot13", NULL);
  text = expect_refused (sample, GST_STREAM_ERROR,
      GST_STREAM_ERROR_NOT_IMPLEMENTED);
  fail_unless (strstr (text, "'rot13'"));
  g_free (text);
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

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("cenc-samples");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_hidden_units);
  tcase_add_test (tcase, test_subsamples);
  tcase_add_test (tcase, test_encrypted_false);
  tcase_add_test (tcase, test_no_key);
  tcase_add_test (tcase, test_absurd_maps);
  tcase_add_test (tcase, test_incomplete_meta);
  tcase_add_test (tcase, test_cbcs);
  tcase_add_test (tcase, test_unknown_scheme);
  tcase_add_test (tcase, test_damaged_sample);
  tcase_add_test (tcase, test_metadata);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
