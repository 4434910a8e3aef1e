/* SPDX-License-Identifier: GPL-2.0-only */
#include "harness.h"

#include <cenc-client.h>
#include <gst/allocators/allocators.h>
#include <unistd.h>

#include "sample.h"

void
set_keys (void)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, sample_kid,
          sample_key, RST_CENC_USAGE_PLAY), CENC_OK);
  cenc_client_unref (client);
}

GstHarness *
new_harness (void)
{
  GstElement *element = element_with_bus ("rstcencdec");
  GstHarness *h = gst_harness_new_with_element (element, "sink", "src");

  gst_object_unref (element);
  gst_harness_set_src_caps (h, sample_caps ());
  return h;
}

void
push (GstHarness * h, GstBuffer * sample)
{
  fail_unless_equals_int (gst_harness_push (h, sample), GST_FLOW_OK);
}

void
drop_buffers (GstHarness * h)
{
  GstBuffer *buffer;

  while ((buffer = gst_harness_try_pull (h)))
    gst_buffer_unref (buffer);
}

void
flush_harness (GstHarness * h)
{
  GstSegment segment;

  gst_harness_push_event (h, gst_event_new_flush_start ());
  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
}

void
expect_bytes (GstBuffer * buffer, GBytes * expected)
{
  gsize size = g_bytes_get_size (expected);
  guint8 *found;
  gint fd;

  expect_restricted (buffer);
  fail_if (gst_buffer_get_protection_meta (buffer));
  /* The fake makes no stamps, and no decoder looks for them. */
  fail_unless_equals_int (gst_buffer_get_size (buffer),
      fake_is_loaded ()? size : size + RST_CENC_STAMP_SIZE);
  if (fake_is_loaded ()) {
    fd = gst_dmabuf_memory_get_fd (gst_buffer_peek_memory (buffer, 0));
    found = g_malloc (size);
    fail_unless_equals_int (pread (fd, found, size, 0), size);
    fail_unless (!memcmp (found, g_bytes_get_data (expected, NULL), size));
    g_free (found);
  }
  g_bytes_unref (expected);
}

void
expect_output (GstBuffer * buffer, gsize nal_size, gboolean key_frame)
{
  expect_bytes (buffer, sample_output (nal_size, key_frame));
}

gchar *
expect_refused (GstBuffer * sample, GQuark domain, gint code)
{
  GstHarness *h = new_harness ();
  gchar *text;

  g_object_set (h->element, "max-errors", 0, NULL);
  fail_unless_equals_int (gst_harness_push (h, sample), GST_FLOW_ERROR);
  fail_unless_equals_int (gst_harness_buffers_received (h), 0);
  text = expect_error (h->element, domain, code);
  teardown (h);
  return text;
}
