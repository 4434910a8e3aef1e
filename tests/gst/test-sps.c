/* SPDX-License-Identifier: GPL-2.0-only */
/* What is unusual about a stream is found in its parameter sets */
#include "common.h"

#include "../../userspace/gst-plugin/gstrstsps.h"

/* x264's, of 128x96 pixels */
static const struct
{
  const gchar *what;            /* NULL: nothing */
  gsize size;
  guint8 nal[32];
} streams[] = {
  {NULL, 24, {0x67, 0x64, 0x00, 0x0a, 0xac, 0xd9, 0x42, 0x0d, 0xb0, 0x11, 0x00,
          0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0f, 0x12, 0x25,
          0x96}},
  {NULL, 23, {0x67, 0x42, 0xc0, 0x0a, 0xd9, 0x02, 0x0d, 0xb0, 0x11, 0x00, 0x00,
          0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x32, 0x0f, 0x12, 0x26,
          0x48}},
  {"interlaced H.264 with 8 bits per sample and 4:2:0", 24, {0x67, 0x64, 0x00,
          0x15, 0xac, 0xd9, 0x42, 0x1b, 0x60, 0x22, 0x00, 0x00, 0x03, 0x00,
          0x02, 0x00, 0x00, 0x03, 0x00, 0x64, 0x3e, 0x28, 0x53, 0x2c}},
  {"H.264 with 10 bits per sample and 4:2:0", 25, {0x67, 0x6e, 0x00, 0x0a, 0xa6,
          0xcd, 0x94, 0x20, 0xdb, 0x01, 0x10, 0x00, 0x00, 0x03, 0x00, 0x10,
          0x00, 0x00, 0x03, 0x03, 0x20, 0xf1, 0x22, 0x59, 0x60}},
  {"H.264 with 8 bits per sample and 4:2:2", 24, {0x67, 0x7a, 0x00, 0x0a, 0xbc,
          0xd9, 0x42, 0x0d, 0xb0, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00,
          0x00, 0x03, 0x00, 0x32, 0x0f, 0x12, 0x25, 0x96}},
  {"H.264 with 8 bits per sample and 4:4:4", 25, {0x67, 0xf4, 0x00, 0x0a, 0x91,
          0x9b, 0x28, 0x41, 0xb6, 0x02, 0x20, 0x00, 0x00, 0x03, 0x00, 0x20,
          0x00, 0x00, 0x06, 0x41, 0xe2, 0x44, 0xb2, 0xc0}},
};

static gchar *
describe (const guint8 * nal, gsize size)
{
  static const guint8 start_code[] = { 0, 0, 0, 1 };
  static const guint8 pps[] = { 0x68, 0xeb, 0xe3, 0xcb };
  GByteArray *headers = g_byte_array_new ();
  gchar *what;

  g_byte_array_append (headers, start_code, sizeof (start_code));
  g_byte_array_append (headers, nal, size);
  g_byte_array_append (headers, start_code, sizeof (start_code));
  g_byte_array_append (headers, pps, sizeof (pps));
  what = gst_rst_sps_describe_unusual (headers);
  g_byte_array_unref (headers);
  return what;
}

GST_START_TEST (test_kinds)
{
  gchar *what;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (streams); i++) {
    what = describe (streams[i].nal, streams[i].size);
    if (streams[i].what)
      fail_unless (what && g_str_has_prefix (what, streams[i].what), "%s",
          what);
    else
      fail_unless (what == NULL, "%s", what);
    g_free (what);
  }
}

GST_END_TEST;

/* Fails if what follows a parameter set is read as its end. */
GST_START_TEST (test_cut_short)
{
  gsize size;
  gchar *what;

  for (size = 1; size < 8; size++) {
    what = describe (streams[2].nal, size);
    fail_unless (what == NULL, "%s of %u bytes", what, (guint) size);
  }
}

GST_END_TEST;

/* Run with a checker of memory to see it fail; whatever is found must be of the
 * kinds that there are. */
GST_START_TEST (test_damaged)
{
  GRand *rand = g_rand_new_with_seed (1);
  guint8 *nal;
  GstRstSps sps;
  guint i, round;
  gsize size;

  for (round = 0; round < 20000; round++) {
    size = g_rand_int_range (rand, 0, 25);
    nal = g_memdup2 (streams[round % G_N_ELEMENTS (streams)].nal, size + 1);
    for (i = 0; i < 4; i++)
      nal[g_rand_int_range (rand, 0, size + 1)] = g_rand_int (rand);
    nal[0] = 0x67;
    if (gst_rst_sps_parse (nal, size, &sps)) {
      fail_unless (sps.chroma_format <= 3);
      fail_unless (sps.bit_depth >= 8 && sps.bit_depth <= 14);
    }
    g_free (nal);
  }
  g_rand_free (rand);
  fail_if (gst_rst_sps_parse (NULL, 0, &sps));
  fail_unless (gst_rst_sps_describe_unusual (NULL) == NULL);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("sps");
  TCase *tcase = tcase_create ("general");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_kinds);
  tcase_add_test (tcase, test_cut_short);
  tcase_add_test (tcase, test_damaged);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
