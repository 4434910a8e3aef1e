/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the planes lie in rstpool's buffers */
#include "common.h"

#include <gst/video/video.h>

#define FILM "format=NV12, width=640, height=360, framerate=24/1"
#define SQUARE "format=NV12, width=1080, height=1080, framerate=24/1"

static GstBufferPool *
query_pool (GstHarness * h, GstCaps * caps)
{
  GstQuery *query = gst_query_new_allocation (caps, TRUE);
  GstBufferPool *pool = NULL;

  fail_unless (gst_pad_peer_query (h->srcpad, query));
  gst_query_parse_nth_allocation_pool (query, 0, &pool, NULL, NULL, NULL);
  fail_unless (pool != NULL);
  gst_query_unref (query);
  return pool;
}

/* Configures as a V4L2 decoder does, or with an alignment. */
static void
configure (GstBufferPool * pool, GstCaps * caps, guint size,
    const GstVideoAlignment * align)
{
  GstStructure *config = gst_buffer_pool_get_config (pool);

  gst_buffer_pool_config_set_params (config, caps, size, 2, 2);
  gst_buffer_pool_config_add_option (config,
      GST_BUFFER_POOL_OPTION_VIDEO_META);
  if (align) {
    gst_buffer_pool_config_add_option (config,
        GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT);
    gst_buffer_pool_config_set_video_alignment (config, align);
  }
  fail_unless (gst_buffer_pool_set_config (pool, config));
}

static guint
configured_size (GstBufferPool * pool)
{
  GstStructure *config = gst_buffer_pool_get_config (pool);
  guint size;

  gst_buffer_pool_config_get_params (config, NULL, &size, NULL, NULL);
  gst_structure_free (config);
  return size;
}

/* The planes lie in buffers of @size, if they are asked for with @asked. */
static void
check (GstHarness * h, const gchar * caps_str, guint asked,
    const GstVideoAlignment * align, gint stride, gsize chroma, gsize size)
{
  GstCaps *caps = gst_caps_from_string (caps_str);
  GstBufferPool *pool = query_pool (h, caps);
  GstVideoMeta *meta;
  GstBuffer *buffer;

  configure (pool, caps, asked, align);
  gst_caps_unref (caps);
  fail_unless_equals_int (configured_size (pool), size);
  fail_unless (gst_buffer_pool_set_active (pool, TRUE));
  fail_unless_equals_int (gst_buffer_pool_acquire_buffer (pool, &buffer, NULL),
      GST_FLOW_OK);

  meta = gst_buffer_get_video_meta (buffer);
  fail_unless (meta != NULL);
  fail_unless_equals_int (meta->stride[0], stride);
  fail_unless_equals_int (meta->stride[1], stride);
  fail_unless_equals_uint64 (meta->offset[1], chroma);
  fail_unless_equals_uint64 (gst_buffer_get_size (buffer), size);
  if (align)
    fail_unless_equals_int (meta->alignment.padding_bottom,
        align->padding_bottom);
  expect_restricted (buffer);

  gst_buffer_unref (buffer);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
}

static void
check_guess (const gchar * caps, guint size, gint stride, guint lines)
{
  GstHarness *h = harness_with_caps ("rstpool", caps);

  check (h, caps, size, NULL, stride, (gsize) stride * lines, size);
  teardown (h);
}

/* Fails where the pool guesses another layout than the decoder's. */
GST_START_TEST (test_guess)
{
  check_guess ("video/x-raw, " FILM, 640 * 360 * 3 / 2, 640, 360);
  check_guess ("video/x-raw, " FILM, 640 * 368 * 3 / 2, 640, 368);
  check_guess ("video/x-raw, " FILM, 640 * 368 * 3 / 2 + 1000, 640, 360);
  /* Strides are what hardware rounds up first, then lines to macroblocks. */
  check_guess ("video/x-raw, " SQUARE, 1088 * 1080 * 3 / 2, 1088, 1080);
  check_guess ("video/x-raw, " SQUARE, 1088 * 1088 * 3 / 2, 1088, 1088);
  check_guess ("video/x-raw, " SQUARE, 1152 * 1088 * 3 / 2, 1152, 1088);
}

GST_END_TEST;

GST_START_TEST (test_dma_drm)
{
  const gchar *caps = "video/x-raw(memory:DMABuf), format=DMA_DRM, "
      "drm-format=NV12, width=640, height=360, framerate=24/1";
  GstVideoAlignment align;

  check_guess (caps, 640 * 368 * 3 / 2, 640, 368);
  gst_video_alignment_reset (&align);
  align.padding_bottom = 8;
  {
    GstHarness *h = harness_with_caps ("rstpool", caps);

    check (h, caps, 640 * 360 * 3 / 2, &align, 640, 640 * 368,
        640 * 368 * 3 / 2);
    teardown (h);
  }
}

GST_END_TEST;

/* Fails where an alignment is accepted and not applied. */
GST_START_TEST (test_alignment)
{
  const gchar *caps = "video/x-raw, " FILM;
  GstHarness *h = harness_with_caps ("rstpool", caps);
  GstVideoAlignment align;

  gst_video_alignment_reset (&align);
  align.padding_bottom = 8;
  check (h, caps, 640 * 360 * 3 / 2, &align, 640, 640 * 368,
      640 * 368 * 3 / 2);
  check (h, caps, 640 * 400 * 3 / 2, &align, 640, 640 * 368,
      640 * 400 * 3 / 2);
  align.padding_right = 24;
  align.stride_align[0] = align.stride_align[1] = 63;
  check (h, caps, 640 * 360 * 3 / 2, &align, 704, 704 * 368,
      704 * 368 * 3 / 2);
  teardown (h);
}

GST_END_TEST;

/* Fails where what the sink says of its buffers, and the decoder follows, is
 * guessed all the same: lines of 1080 bytes, 1088 of them. */
GST_START_TEST (test_downstream_layout)
{
  const gchar *caps = "video/x-raw, " SQUARE;
  GstHarness *h = harness_with_caps ("rstpool", caps);
  GstStructure *params = gst_structure_new ("video-meta",
      "padding-top", G_TYPE_UINT, 0, "padding-bottom", G_TYPE_UINT, 8,
      "padding-left", G_TYPE_UINT, 0, "padding-right", G_TYPE_UINT, 0,
      "stride-align0", G_TYPE_UINT, 0, "stride-align1", G_TYPE_UINT, 0,
      "stride-align2", G_TYPE_UINT, 0, "stride-align3", G_TYPE_UINT, 0, NULL);

  gst_harness_add_propose_allocation_meta (h, GST_VIDEO_META_API_TYPE, params);
  check (h, caps, 1080 * 1088 * 3 / 2, NULL, 1080, 1080 * 1088,
      1080 * 1088 * 3 / 2);
  gst_structure_free (params);
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstpool-layout");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_guess);
  tcase_add_test (tcase, test_dma_drm);
  tcase_add_test (tcase, test_alignment);
  tcase_add_test (tcase, test_downstream_layout);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
