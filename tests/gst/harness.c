/* SPDX-License-Identifier: GPL-2.0-only */
#include "harness.h"

#include <cenc-client.h>

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
