/* SPDX-License-Identifier: GPL-2.0-only */
/* A key that nothing can be decoded under is told, the second one, too */
#include "harness.h"

#include <cenc-client.h>
#include <string.h>

#include "sample.h"

/* A decoder that makes a picture of each sample, or of none. */
typedef struct
{
  GstElement parent;
  GstPad *srcpad;
  gboolean broken;
} TestDecoder;

typedef GstElementClass TestDecoderClass;

GType test_decoder_get_type (void);
G_DEFINE_TYPE (TestDecoder, test_decoder, GST_TYPE_ELEMENT);

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);

static GstFlowReturn
test_decoder_chain (GstPad * pad, GstObject * parent, GstBuffer * sample)
{
  TestDecoder *self = (TestDecoder *) parent;
  GstBuffer *picture;

  (void) pad;
  if (self->broken) {
    gst_buffer_unref (sample);
    return GST_FLOW_OK;
  }
  picture = gst_buffer_new ();
  GST_BUFFER_PTS (picture) = GST_BUFFER_PTS (sample);
  gst_buffer_unref (sample);
  return gst_pad_push (self->srcpad, picture);
}

static void
test_decoder_class_init (TestDecoderClass * klass)
{
  gst_element_class_add_static_pad_template (klass, &sink_template);
  gst_element_class_add_static_pad_template (klass, &src_template);
  gst_element_class_set_static_metadata (klass, "Test decoder",
      "Codec/Decoder/Video", "Makes empty pictures", "The rstmem project");
}

static void
test_decoder_init (TestDecoder * self)
{
  GstPad *sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_chain_function (sinkpad, test_decoder_chain);
  gst_element_add_pad (GST_ELEMENT (self), sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}

/* The harness, and who stands between its ends. */
static GstHarness *h;
static TestDecoder *decoder;
static GstElement *decryptor;

static void
add_ghost (GstBin * bin, GstElement * element, const gchar * name)
{
  GstPad *pad = gst_element_get_static_pad (element, name);

  gst_element_add_pad (GST_ELEMENT (bin), gst_ghost_pad_new (name, pad));
  gst_object_unref (pad);
}

static void
setup (void)
{
  GstBin *bin = GST_BIN (gst_bin_new ("line"));
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, sample_kid,
          sample_key, RST_CENC_USAGE_PLAY), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, sample_wrong_kid,
          sample_wrong_key, RST_CENC_USAGE_PLAY), CENC_OK);
  cenc_client_unref (client);

  gst_object_ref_sink (bin);
  decryptor = gst_element_factory_make ("rstcencdec", NULL);
  decoder = g_object_new (test_decoder_get_type (), NULL);
  gst_bin_add_many (bin, decryptor, GST_ELEMENT (decoder), NULL);
  fail_unless (gst_element_link (decryptor, GST_ELEMENT (decoder)));
  add_ghost (bin, decryptor, "sink");
  add_ghost (bin, GST_ELEMENT (decoder), "src");

  /* A bin passes its children's messages on, like a pipeline. */
  h = gst_harness_new_with_element (GST_ELEMENT (bin), "sink", "src");
  {
    GstBus *bus = gst_bus_new ();

    gst_element_set_bus (decryptor, bus);
    gst_object_unref (bus);
  }
  gst_object_unref (bin);
  gst_harness_set_src_caps (h, sample_caps ());
}

static void
cleanup (void)
{
  forget_messages (decryptor);
  gst_harness_teardown (h);
}

static void
push_samples (const guint8 kid[16], guint first, guint count)
{
  GstBuffer *sample;
  guint i;

  for (i = first; i < first + count; i++) {
    sample = sample_new (NAL_SIZE, TRUE);
    sample_set_kid (sample, kid);
    GST_BUFFER_PTS (sample) = i * GST_SECOND;
    push (h, sample);
  }
}

static void
expect_key_accused (const guint8 kid[16])
{
  gchar *text = expect_error (decryptor, GST_STREAM_ERROR,
      GST_STREAM_ERROR_DECRYPT), *name;
  GString *string = g_string_new (NULL);
  guint i;

  for (i = 0; i < 16; i++)
    g_string_append_printf (string, "%02x", kid[i]);
  name = g_string_free (string, FALSE);
  fail_unless (strstr (text, name), "not key %s: %s", name, text);
  g_free (name);
  g_free (text);
}

/* Fails where a second key that is wrong is not told. */
GST_START_TEST (test_second_key)
{
  push_samples (sample_kid, 0, 3);
  decoder->broken = TRUE;
  push_samples (sample_wrong_kid, 3, 5);
  expect_no_error (decryptor);
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  expect_key_accused (sample_wrong_kid);
}

GST_END_TEST;

/* Fails where a wrong key in the middle is forgotten when a right one comes. */
GST_START_TEST (test_middle_key)
{
  push_samples (sample_kid, 0, 3);
  decoder->broken = TRUE;
  push_samples (sample_wrong_kid, 3, 5);
  decoder->broken = FALSE;
  expect_no_error (decryptor);
  push_samples (sample_kid, 8, 1);
  expect_key_accused (sample_wrong_kid);
}

GST_END_TEST;

/* Fails where keys that are right are accused. */
GST_START_TEST (test_right_keys)
{
  guint i;

  for (i = 0; i < 10; i += 2) {
    push_samples (sample_kid, i, 1);
    push_samples (sample_wrong_kid, i + 1, 1);
  }
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  expect_no_error (decryptor);
}

GST_END_TEST;

/* Fails where a stream that is stopped, or of which nothing is to be shown, is
 * an error. */
GST_START_TEST (test_nothing_to_show)
{
  GstSegment segment;

  decoder->broken = TRUE;
  gst_segment_init (&segment, GST_FORMAT_TIME);
  segment.start = segment.time = segment.stop = 5 * GST_SECOND;
  fail_unless (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  push_samples (sample_kid, 3, 4);
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  expect_no_error (decryptor);
}

GST_END_TEST;

/* Fails where who comes behind the decoder does not hear of a key. */
GST_START_TEST (test_event)
{
  const gchar *kid = NULL;
  GstEvent *event;

  push_samples (sample_kid, 0, 2);
  event = gst_pad_get_sticky_event (h->sinkpad,
      GST_EVENT_CUSTOM_DOWNSTREAM_STICKY, 0);
  fail_unless (event != NULL);
  fail_unless (gst_event_has_name (event, "rst-decrypted"));
  kid = gst_structure_get_string (gst_event_get_structure (event), "kid");
  fail_unless_equals_int (strlen (kid), 32);
  gst_event_unref (event);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("key-change");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, setup, cleanup);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_second_key);
  tcase_add_test (tcase, test_middle_key);
  tcase_add_test (tcase, test_right_keys);
  tcase_add_test (tcase, test_nothing_to_show);
  tcase_add_test (tcase, test_event);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
