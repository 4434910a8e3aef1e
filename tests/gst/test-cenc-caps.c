/* SPDX-License-Identifier: GPL-2.0-only */
/* What rstcencdec negotiates, with whom, and what it passes on */
#include "harness.h"
#include "sample.h"

#include <gst/allocators/gstdmabuf.h>

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

GST_START_TEST (test_refused_caps)
{
  GstBuffer *junk = gst_buffer_new_memdup ("\1\2\3\4\377\341\0", 7);
  GstCaps *caps = sample_caps ();

  gst_caps_set_simple (caps, "cipher-mode", G_TYPE_STRING, "rot13", NULL);
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

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("cenc-caps");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_not_linked);
  tcase_add_test (tcase, test_refused_caps);
  tcase_add_test (tcase, test_negotiation);
  tcase_add_test (tcase, test_plain_caps);
  tcase_add_test (tcase, test_protection_event);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
