/* SPDX-License-Identifier: GPL-2.0-only */
/* Captions and HDR of a protected stream, from what it has in the clear */
#include "harness.h"

#include <gst/video/video.h>
#include <string.h>

#include "gstrstsei.h"
#include "sample.h"

#define SLICE_HEAD 5            /* its length and first byte, in the clear */

/* Three triplets; the zeros want an emulation prevention byte. */
static const guint8 captions[] = {
  0xfc, 0x94, 0x20, 0xfa, 0x00, 0x00, 0x02, 0x80, 0x80
};

static const guint8 caption_unit[] = {
  0x06, 0x04, 20, 0xb5, 0x00, 0x31, 'G', 'A', '9', '4', 0x03, 0x43, 0xff,
  0xfc, 0x94, 0x20, 0xfa, 0x00, 0x00, 0x03, 0x02, 0x80, 0x80, 0xff, 0x80
};

static const guint8 format_unit[] = {
  0x06, 0x04, 9, 0xb5, 0x00, 0x31, 'D', 'T', 'G', '1', 0x41, 0xfa, 0x80
};

static const guint8 hdr_unit[] = {
  0x06,
  137, 24,
  0x1d, 0x4c, 0x0b, 0xb8,       /* green 7500, 3000 */
  0x13, 0x88, 0x17, 0x70,       /* blue 5000, 6000 */
  0x84, 0xd0, 0x3e, 0x80,       /* red 34000, 16000 */
  0x3d, 0x13, 0x40, 0x42,       /* white 15635, 16450 */
  0x00, 0x98, 0x96, 0x80,       /* 1000 cd/m2 */
  0x00, 0x00, 0x03, 0x00, 0x32, /* 0.005 cd/m2, with emulation prevention */
  144, 4, 0x03, 0xe8, 0x01, 0x90,       /* 1000, 400 */
  0x80
};

/* A sample with a unit in front of its slice. @clear: as the map says. */
static GstBuffer *
sample_with (const guint8 * unit, gsize size, gboolean clear)
{
  GstBuffer *slice = sample_new (NAL_SIZE, TRUE), *sample;
  GstProtectionMeta *meta = gst_buffer_get_protection_meta (slice);
  guint32 pairs[] = { 4 + size + SLICE_HEAD, NAL_SIZE + 4 - SLICE_HEAD };
  guint8 *bytes = g_malloc (4 + size);

  if (!clear) {
    pairs[0] -= SLICE_HEAD + 1;
    pairs[1] += SLICE_HEAD + 1;
  }
  GST_WRITE_UINT32_BE (bytes, size);
  memcpy (bytes + 4, unit, size);
  sample = gst_buffer_append (gst_buffer_new_wrapped (bytes, 4 + size),
      gst_buffer_copy_region (slice, GST_BUFFER_COPY_MEMORY, 0, -1));
  gst_buffer_add_protection_meta (sample, gst_structure_copy (meta->info));
  gst_buffer_unref (slice);
  sample_set_map (sample, pairs, 1, 1);
  return sample;
}

#define SAMPLE_WITH(unit) sample_with (unit, sizeof (unit), TRUE)

static void
expect_captions (GstBuffer * buffer)
{
  GstVideoCaptionMeta *meta = gst_buffer_get_video_caption_meta (buffer);

  fail_unless (meta != NULL);
  fail_unless_equals_int (meta->caption_type,
      GST_VIDEO_CAPTION_TYPE_CEA708_RAW);
  fail_unless_equals_int (meta->size, sizeof (captions));
  fail_unless (!memcmp (meta->data, captions, sizeof (captions)));
}

/* Fails where captions of protected streams are lost. */
GST_START_TEST (test_captions)
{
  GstHarness *h = new_harness ();
  GstBuffer *buffer;

  push (h, SAMPLE_WITH (caption_unit));
  push (h, sample_new (NAL_SIZE, TRUE));
  buffer = gst_harness_pull (h);
  expect_captions (buffer);
  gst_buffer_unref (buffer);
  buffer = gst_harness_pull (h);
  fail_unless (gst_buffer_get_video_caption_meta (buffer) == NULL);
  gst_buffer_unref (buffer);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_active_format)
{
  GstHarness *h = new_harness ();
  GstBuffer *buffer;
  GstVideoAFDMeta *meta;

  push (h, SAMPLE_WITH (format_unit));
  buffer = gst_harness_pull (h);
  meta = (GstVideoAFDMeta *) gst_buffer_get_meta (buffer,
      GST_VIDEO_AFD_META_API_TYPE);
  fail_unless (meta != NULL);
  fail_unless_equals_int (meta->afd, 10);
  gst_buffer_unref (buffer);
  teardown (h);
}

GST_END_TEST;

/* Fails where the display is not told, or is told of what is past. */
GST_START_TEST (test_hdr)
{
  GstHarness *h = new_harness ();
  GstVideoMasteringDisplayInfo display;
  GstVideoContentLightLevel light;
  GstCaps *caps;

  push (h, SAMPLE_WITH (hdr_unit));
  caps = gst_pad_get_current_caps (h->sinkpad);
  fail_unless (gst_video_mastering_display_info_from_caps (&display, caps));
  fail_unless_equals_int (display.display_primaries[0].x, 34000);
  fail_unless_equals_int (display.display_primaries[1].x, 7500);
  fail_unless_equals_int (display.display_primaries[2].y, 6000);
  fail_unless_equals_int (display.white_point.x, 15635);
  fail_unless_equals_int (display.max_display_mastering_luminance, 10000000);
  fail_unless_equals_int (display.min_display_mastering_luminance, 50);
  fail_unless (gst_video_content_light_level_from_caps (&light, caps));
  fail_unless_equals_int (light.max_content_light_level, 1000);
  fail_unless_equals_int (light.max_frame_average_light_level, 400);
  gst_caps_unref (caps);

  push (h, sample_new (NAL_SIZE, TRUE));
  caps = gst_pad_get_current_caps (h->sinkpad);
  fail_if (gst_video_mastering_display_info_from_caps (&display, caps));
  fail_if (gst_video_content_light_level_from_caps (&light, caps));
  gst_caps_unref (caps);
  teardown (h);
}

GST_END_TEST;

static guint
count_caps_events (GstHarness * h)
{
  GstEvent *event;
  guint count = 0;

  while ((event = gst_harness_try_pull_event (h))) {
    count += GST_EVENT_TYPE (event) == GST_EVENT_CAPS;
    gst_event_unref (event);
  }
  return count;
}

/* Fails where what a key frame says of the display is gone at the next sample,
 * or is said again and again: each time a decoder would start anew. */
GST_START_TEST (test_hdr_stays)
{
  GstHarness *h = new_harness ();
  GstVideoMasteringDisplayInfo display;
  GstBuffer *sample;
  GstCaps *caps;
  guint i;

  push (h, SAMPLE_WITH (hdr_unit));
  count_caps_events (h);
  for (i = 0; i < 3; i++) {
    sample = sample_new (NAL_SIZE, TRUE);
    GST_BUFFER_FLAG_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT);
    push (h, sample);
    drop_buffers (h);
    caps = gst_pad_get_current_caps (h->sinkpad);
    fail_unless (gst_video_mastering_display_info_from_caps (&display, caps));
    gst_caps_unref (caps);
    push (h, SAMPLE_WITH (hdr_unit));
  }
  fail_unless_equals_int (count_caps_events (h), 0);
  teardown (h);
}

GST_END_TEST;

/* The sample as it is, with a job of the test's. */
static GstBuffer *
take (GstBuffer * sample, const struct rst_cenc_subsample *map, guint entries)
{
  struct cenc_job job = {
    .scheme = RST_CENC_SCHEME_CENC, .nal_length_size = 4,
    .subsamples = map, .num_subsamples = entries
  };
  GstBuffer *output = gst_buffer_new ();
  GstRstSei sei;

  gst_rst_sei_init (&sei);
  gst_rst_sei_take (&sei, sample, &job, output);
  gst_rst_sei_clear (&sei);
  return output;
}

static gboolean
has_captions (GstBuffer * sample, const struct rst_cenc_subsample *map,
    guint entries)
{
  GstBuffer *output = take (sample, map, entries);
  gboolean has = gst_buffer_get_video_caption_meta (output) != NULL;

  gst_buffer_unref (output);
  return has;
}

/* Fails where a byte that is encrypted is taken for a caption's. */
GST_START_TEST (test_maps)
{
  const guint32 size = 4 + sizeof (caption_unit);
  const struct rst_cenc_subsample exact[] = { {size, 1000} };
  const struct rst_cenc_subsample less[] = { {size - 1, 1000} };
  const struct rst_cenc_subsample split[] = { {3, 0}, {10, 0}, {65535, 0} };
  const struct rst_cenc_subsample inside[] = { {20, 1}, {65535, 0} };
  const struct rst_cenc_subsample start[] = { {0, 1}, {65535, 0} };
  const struct rst_cenc_subsample two[] = { {3, 0}, {size - 3, 1000} };
  GstBuffer *sample = SAMPLE_WITH (caption_unit);

  fail_unless (has_captions (sample, exact, 1));
  fail_unless (has_captions (sample, split, 3));
  fail_unless (has_captions (sample, two, 2));
  fail_if (has_captions (sample, less, 1));
  fail_if (has_captions (sample, inside, 2));
  fail_if (has_captions (sample, start, 2));
  fail_if (has_captions (sample, NULL, 0));
  gst_buffer_unref (sample);
}

GST_END_TEST;

/* Memory of exactly the sample's size, so that reading behind it shows where
 * sanitizers look on. */
static GstBuffer *
exact_buffer (const guint8 * bytes, gsize size)
{
  return gst_buffer_new_wrapped (g_memdup2 (bytes, size), size);
}

/* Fails where a length of the file's is believed. */
GST_START_TEST (test_hostile)
{
  const struct rst_cenc_subsample clear[] = { {G_MAXUINT32, 0} };
  guint8 bytes[4 + sizeof (hdr_unit) + 4 + sizeof (caption_unit)];
  guint8 mutant[sizeof (bytes)];
  GRand *random = g_rand_new_with_seed (7);
  GstBuffer *sample;
  guint i, j, size;

  GST_WRITE_UINT32_BE (bytes, sizeof (hdr_unit));
  memcpy (bytes + 4, hdr_unit, sizeof (hdr_unit));
  GST_WRITE_UINT32_BE (bytes + 4 + sizeof (hdr_unit), sizeof (caption_unit));
  memcpy (bytes + 8 + sizeof (hdr_unit), caption_unit, sizeof (caption_unit));

  for (size = 1; size < sizeof (bytes); size++) {
    sample = exact_buffer (bytes, size);
    fail_if (has_captions (sample, clear, 1));
    gst_buffer_unref (sample);
  }
  sample = exact_buffer (bytes, sizeof (bytes));
  fail_unless (has_captions (sample, clear, 1));
  gst_buffer_unref (sample);

  for (i = 0; i < 20000; i++) {
    memcpy (mutant, bytes, sizeof (bytes));
    for (j = 0; j < 4; j++)
      mutant[g_rand_int_range (random, 0, sizeof (bytes))] =
          g_rand_int_range (random, 0, 256);
    sample = exact_buffer (mutant, sizeof (mutant));
    gst_buffer_unref (take (sample, clear, 1));
    gst_buffer_unref (sample);
  }
  g_rand_free (random);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("sei");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_captions);
  tcase_add_test (tcase, test_active_format);
  tcase_add_test (tcase, test_hdr);
  tcase_add_test (tcase, test_hdr_stays);
  tcase_add_test (tcase, test_maps);
  tcase_add_test (tcase, test_hostile);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
