/* SPDX-License-Identifier: GPL-2.0-only */
/* What is found in codec_data, which whoever made the file has written */
#include "common.h"

#include "../../userspace/gst-plugin/gstrstconfig.h"

/* hvcC: Main, level 3, lengths of 4 bytes, and VPS, SPS, PPS and SEI, that have
 * a byte behind their headers */
static const guint8 hvcc[] = {
  1, 0x01, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 90, 0xf0, 0, 0xfc, 0xfd, 0xf8,
  0xf8, 0, 0, 0x0f, 4,
  0xa0, 0, 1, 0, 3, 0x40, 1, 'v',
  0xa1, 0, 1, 0, 3, 0x42, 1, 's',
  0xa2, 0, 2, 0, 3, 0x44, 1, 'p', 0, 3, 0x44, 1, 'q',
  0xa7, 0, 1, 0, 3, 0x4e, 1, 'i'
};
static const guint8 hvcc_headers[] = {
  0, 0, 0, 1, 0x40, 1, 'v', 0, 0, 0, 1, 0x42, 1, 's', 0, 0, 0, 1, 0x44, 1, 'p',
  0, 0, 0, 1, 0x44, 1, 'q'
};

static const GstRstCodec *
find_codec (const gchar * media_type)
{
  GstCaps *caps = gst_caps_new_empty_simple (media_type);
  const GstRstCodec *codec = gst_rst_codec_find (caps);

  gst_caps_unref (caps);
  return codec;
}

static gboolean
parse (const gchar * media_type, const guint8 * data, gsize size,
    GstRstConfig * config)
{
  GstBuffer *buffer =
      size ? gst_buffer_new_memdup (data, size) : gst_buffer_new ();
  gboolean ok = gst_rst_config_parse (config, find_codec (media_type), buffer);

  gst_buffer_unref (buffer);
  return ok;
}

static gboolean
parse_hevc (const guint8 * data, gsize size, GstRstConfig * config)
{
  return parse ("video/x-h265", data, size, config);
}

GST_START_TEST (test_hevc)
{
  GstRstConfig config = { 0 };

  fail_unless (parse_hevc (hvcc, sizeof (hvcc), &config));
  fail_unless_equals_int (config.nal_length_size, 4);
  fail_unless_equals_int (config.headers->len, sizeof (hvcc_headers));
  fail_unless (memcmp (config.headers->data, hvcc_headers,
          sizeof (hvcc_headers)) == 0);
  fail_unless (config.unusual == NULL, "%s", config.unusual);
  fail_unless_equals_string (config.codec->name, "HEVC");
  gst_rst_config_clear (&config);
}

GST_END_TEST;

/* Fails where what is cut is taken, or takes what was there before. */
GST_START_TEST (test_cut_short)
{
  GstRstConfig config = { 0 };
  gsize size;

  fail_unless (parse_hevc (hvcc, sizeof (hvcc), &config));
  for (size = 0; size < sizeof (hvcc); size++)
    fail_if (parse_hevc (hvcc, size, &config), "%u bytes", (guint) size);
  fail_unless_equals_int (config.headers->len, sizeof (hvcc_headers));
  fail_unless_equals_int (config.nal_length_size, 4);
  gst_rst_config_clear (&config);
}

GST_END_TEST;

static gboolean
changed (gsize at, guint8 value, gchar ** unusual)
{
  GstRstConfig config = { 0 };
  guint8 data[sizeof (hvcc)];
  gboolean ok;

  memcpy (data, hvcc, sizeof (hvcc));
  data[at] = value;
  ok = parse_hevc (data, sizeof (data), &config);
  if (unusual)
    *unusual = g_strdup (config.unusual);
  gst_rst_config_clear (&config);
  return ok;
}

GST_START_TEST (test_fields)
{
  static const struct
  {
    gsize at;
    guint8 value;
    const gchar *what;          /* NULL: it is refused */
  } fields[] = {
    {0, 0, ""}, {0, 2, NULL}, {21, 0x0e, NULL}, {21, 0x0c, ""},
    {16, 0xfe, "HEVC with 8 bits per sample and 4:2:2 colours"},
    {16, 0xfc, "HEVC with 8 bits per sample and 4:0:0 colours"},
    {17, 0xfa, "HEVC with 10 bits per sample and 4:2:0 colours"},
    {18, 0xff, "HEVC with 15 bits per sample and 4:2:0 colours"},
    {6, 0x40, "interlaced HEVC with 8 bits per sample and 4:2:0 colours"},
    {6, 0x50, ""}, {6, 0xc0, ""}, {22, 5, NULL}, {24, 255, NULL},
    {26, 255, NULL}, {27, 0, NULL},
  };
  gchar *unusual;
  gboolean ok;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (fields); i++) {
    ok = changed (fields[i].at, fields[i].value, &unusual);
    fail_unless (ok == (fields[i].what != NULL), "%u", i);
    if (ok)
      fail_unless_equals_string (unusual ? unusual : "", fields[i].what);
    g_free (unusual);
  }
}

GST_END_TEST;

/* Run with a checker of memory to see it fail. */
GST_START_TEST (test_damaged)
{
  GRand *rand = g_rand_new_with_seed (1);
  GstRstConfig config = { 0 };
  guint8 *data;
  guint i, round;
  gsize size;

  for (round = 0; round < 20000; round++) {
    size = g_rand_int_range (rand, 1, sizeof (hvcc) + 1);
    data = g_memdup2 (hvcc, size);
    for (i = 0; i < 4; i++)
      data[g_rand_int_range (rand, 0, size)] = g_rand_int (rand);
    if (parse (round % 2 ? "video/x-h265" : "video/x-h264", data, size,
            &config))
      fail_unless (config.headers->len <= 4 * size);
    g_free (data);
  }
  gst_rst_config_clear (&config);
  g_rand_free (rand);
}

GST_END_TEST;

/* Fails where a configuration of one codec is kept for another's. */
GST_START_TEST (test_h264)
{
  static const guint8 avcc[] = {
    1, 0x64, 0, 0x1e, 0xfd, 0xe1, 0, 2, 0x67, 's', 1, 0, 2, 0x68, 'p'
  };
  static const guint8 headers[] = {
    0, 0, 0, 1, 0x67, 's', 0, 0, 0, 1, 0x68, 'p'
  };
  GstRstConfig config = { 0 };

  fail_unless (parse_hevc (hvcc, sizeof (hvcc), &config));
  fail_unless (parse ("video/x-h264", avcc, sizeof (avcc), &config));
  fail_unless_equals_int (config.nal_length_size, 2);
  fail_unless_equals_int (config.headers->len, sizeof (headers));
  fail_unless (memcmp (config.headers->data, headers, sizeof (headers)) == 0);
  fail_unless_equals_string (config.codec->name, "H.264");
  gst_rst_config_set_none (&config, find_codec ("video/x-h265"));
  fail_unless_equals_int (config.nal_length_size, 0);
  fail_unless_equals_int (config.headers->len, 0);
  fail_unless_equals_string (config.codec->name, "HEVC");
  gst_rst_config_clear (&config);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("config");
  TCase *tcase = tcase_create ("general");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_hevc);
  tcase_add_test (tcase, test_cut_short);
  tcase_add_test (tcase, test_fields);
  tcase_add_test (tcase, test_damaged);
  tcase_add_test (tcase, test_h264);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
