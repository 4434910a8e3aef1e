/* SPDX-License-Identifier: GPL-2.0-only */
/* rstvideodec: what players see of it, parts of a stream, states */
#include "harness.h"

#include <unistd.h>

#include "decoder.h"
#include "sample.h"

#define DMABUF "video/x-raw(memory:DMABuf)"

static const gchar *const systems[] = {
  "1077efec-c0b2-4d02-ace3-3c1e52e2fb4b",
  "edef8ba9-79d6-4ace-a3c8-27dcd51d21ed",
  "9a04f079-9840-4286-ab92-e65be0885f95",
  "94ce86fb-07ff-4f43-adb8-93d2fa968ca2",
  "e2719d58-a985-b3c9-781a-b030af78d30e",
  "5e629af5-38da-4063-8977-97ffbd9902d4",
  /* As DASH manifests have them; dashdemux2 passes them on as they are. */
  "EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED",
  "9A04F079-9840-4286-AB92-E65BE0885F95",
};

static GstHarness *
new_bin (const gchar * sink_caps)
{
  GstElement *element = element_with_bus ("rstvideodec");
  GstHarness *h;

  g_object_set (element, "decoder", DECODER, NULL);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_sink_caps_str (h, sink_caps);
  gst_harness_set_src_caps (h, sample_caps ());
  return h;
}

static GstCaps *
caps_of_system (const gchar * system)
{
  GstCaps *caps = sample_caps ();

  if (system)
    gst_caps_set_simple (caps, "protection-system", G_TYPE_STRING, system,
        NULL);
  else
    gst_structure_remove_field (gst_caps_get_structure (caps, 0),
        "protection-system");
  return caps;
}

/* A clear part of the same stream. */
static GstCaps *
clear_caps (const gchar * format)
{
  GstCaps *caps = sample_caps ();
  GstStructure *structure = gst_caps_get_structure (caps, 0);

  gst_structure_set_name (structure, "video/x-h264");
  gst_structure_remove_fields (structure, "original-media-type",
      "protection-system", "cipher-mode", NULL);
  gst_structure_set (structure, "stream-format", G_TYPE_STRING, format, NULL);
  if (g_str_equal (format, "byte-stream"))
    gst_structure_remove_field (structure, "codec_data");
  return caps;
}

static gboolean
factory_takes (const gchar * name, GstCaps * caps)
{
  GstElementFactory *factory = gst_element_factory_find (name);
  gboolean takes;

  fail_unless (factory != NULL);
  takes = gst_element_factory_can_sink_all_caps (factory, caps);
  gst_caps_unref (caps);
  gst_object_unref (factory);
  return takes;
}

/* Demuxers ask for a decryptor by the system, players for an element by the
 * caps. Fails if a film that is announced by another system is not found. */
GST_START_TEST (test_systems)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (systems); i++) {
    const gchar *asked[] = { systems[i], NULL };

    fail_unless_equals_string (gst_protection_select_system (asked),
        systems[i]);
    fail_unless (factory_takes ("rstcencdec", caps_of_system (systems[i])));
    fail_unless (factory_takes ("rstvideodec", caps_of_system (systems[i])));
  }
  fail_unless (factory_takes ("rstcencdec", caps_of_system (NULL)));
  fail_unless (factory_takes ("rstvideodec", caps_of_system (NULL)));
}

GST_END_TEST;

/* Fails if a player takes one of the elements for a clear film. */
GST_START_TEST (test_clear_films)
{
  fail_if (factory_takes ("rstcencdec", clear_caps ("avc")));
  fail_if (factory_takes ("rstvideodec", clear_caps ("avc")));
  fail_if (factory_takes ("rstvideodec", clear_caps ("byte-stream")));
}

GST_END_TEST;

static guint
rank_of (const gchar * name)
{
  GstElementFactory *factory = gst_element_factory_find (name);
  guint rank = gst_plugin_feature_get_rank (GST_PLUGIN_FEATURE (factory));

  gst_object_unref (factory);
  return rank;
}

/* Above V4L2 decoders where there is restricted memory, and never in the way
 * elsewhere; the decryptor comes behind the decoder. */
GST_START_TEST (test_ranks)
{
  gboolean able = access ("/dev/dma_heap/protected,secure-video", F_OK) == 0 &&
      access ("/dev/tee0", F_OK) == 0;

  fail_unless_equals_int (rank_of ("rstvideodec"),
      able ? GST_RANK_PRIMARY + 2 : GST_RANK_NONE);
  fail_unless_equals_int (rank_of ("rstcencdec"), GST_RANK_MARGINAL);
}

GST_END_TEST;

static void
count_cb (GstBin * bin, GstElement * child, gpointer count)
{
  ++*(guint *) count;
}

static void
push_part (GstHarness * h, GstCaps * caps, GstBuffer * sample, GBytes * bytes)
{
  GstBuffer *buffer;

  fail_unless (gst_pad_peer_query_accept_caps (h->srcpad, caps),
      "%s", gst_caps_to_string (caps));
  gst_harness_set_src_caps (h, caps);
  push (h, sample);
  buffer = gst_harness_pull (h);
  expect_bytes (buffer, bytes);
  gst_buffer_unref (buffer);
}

/* Encrypted, clear, and encrypted again, with a clear lead of its own: what players switch to without making
 * a new decoder, as the pad says that it takes it. */
GST_START_TEST (test_parts)
{
  GstHarness *h = new_bin (DMABUF);
  guint more = 0;
  GBytes *unit;

  g_signal_connect (h->element, "element-added", G_CALLBACK (count_cb),
      &more);
  push_part (h, sample_caps (), sample_new (NAL_SIZE, TRUE),
      sample_output (NAL_SIZE, TRUE));
  push_part (h, clear_caps ("avc"), sample_new_clear (NAL_SIZE),
      sample_output (NAL_SIZE, TRUE));
  unit = sample_output (NAL_SIZE, TRUE);
  push_part (h, clear_caps ("byte-stream"), gst_buffer_new_wrapped_bytes
      (unit), unit);
  push_part (h, sample_caps (), sample_new_clear (NAL_SIZE),
      sample_output (NAL_SIZE, TRUE));
  push_part (h, caps_of_system (NULL), sample_new (NAL_SIZE, TRUE),
      sample_output (NAL_SIZE, TRUE));
  fail_unless_equals_int (more, 0);
  teardown (h);
}

GST_END_TEST;

/* Fails if caps promise what cannot be mapped as ordinary memory. */
GST_START_TEST (test_picture_caps)
{
  GstHarness *h = new_bin ("video/x-raw; " DMABUF);
  GstCaps *caps;

  push (h, sample_new (NAL_SIZE, TRUE));
  caps = gst_pad_get_current_caps (h->sinkpad);
  fail_unless (gst_caps_features_contains (gst_caps_get_features (caps, 0),
          "memory:DMABuf"), "%s", gst_caps_to_string (caps));
  gst_caps_unref (caps);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_downstream_reads)
{
  GstHarness *h = new_bin ("video/x-raw");
  gchar *text;

  fail_unless_equals_int (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)),
      GST_FLOW_NOT_NEGOTIATED);
  text = expect_error (h->element, GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION);
  fail_unless (strstr (text, "must import dma-bufs"), "%s", text);
  g_free (text);
  teardown (h);
}

GST_END_TEST;

static void
expect_no_decoder (const gchar * name, const gchar * words)
{
  GstElement *element = element_with_bus ("rstvideodec");
  GstHarness *h;
  gchar *text;

  g_object_set (element, "decoder", name, NULL);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps (h, sample_caps ());
  text = expect_error (h->element, GST_CORE_ERROR,
      GST_CORE_ERROR_MISSING_PLUGIN);
  fail_unless (strstr (text, words), "%s", text);
  g_free (text);
  teardown (h);
}

/* The tests' registry has no V4L2 decoder. */
GST_START_TEST (test_no_decoder)
{
  expect_no_decoder ("nosuchdecoder", "nosuchdecoder");
  expect_no_decoder (NULL, "no V4L2 decoder of H.264");
}

GST_END_TEST;

/* x264's, of 128x96 interlaced pixels */
static GstCaps *
interlaced_caps (void)
{
  static const guint8 avcc[] = {
    1, 0x64, 0x00, 0x15, 0xff, 0xe1, 0, 24, 0x67, 0x64, 0x00, 0x15, 0xac, 0xd9,
    0x42, 0x1b, 0x60, 0x22, 0x00, 0x00, 0x03, 0x00, 0x02, 0x00, 0x00, 0x03,
    0x00, 0x64, 0x3e, 0x28, 0x53, 0x2c, 1, 0, 4, 0x68, 0xeb, 0xe3, 0xcb
  };
  GstBuffer *data = gst_buffer_new_memdup (avcc, sizeof (avcc));
  GstCaps *caps = sample_caps ();

  gst_caps_set_simple (caps, "codec_data", GST_TYPE_BUFFER, data, NULL);
  gst_buffer_unref (data);
  return caps;
}

/* Fails if a film that the decoder cannot link to has no word about why. */
GST_START_TEST (test_unusual_not_linked)
{
  GstElement *element = element_with_bus ("rstvideodec");
  GstHarness *h;
  gchar *text;

  g_object_set (element, "decoder", "fakesink", NULL);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_object_unref (element);
  gst_harness_set_src_caps (h, interlaced_caps ());
  text = expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE);
  fail_unless (strstr (text, "does not decode interlaced H.264"), "%s", text);
  g_free (text);
  teardown (h);
}

GST_END_TEST;

static GstElement *
find_decoder (GstHarness * h)
{
  GList *walk = GST_BIN_CHILDREN (h->element);

  while (walk && g_strcmp0 (GST_OBJECT_NAME (gst_element_get_factory
              (walk->data)), DECODER))
    walk = walk->next;
  fail_unless (walk != NULL);
  return walk->data;
}

/* As V4L2 decoders do: their first picture does not come. */
static gchar *
fail_decoder (GstCaps * caps, gint code, GQuark domain, gint expected)
{
  GstHarness *h = new_bin (DMABUF);
  gchar *text;

  gst_harness_set_src_caps (h, caps);
  gst_element_message_full (find_decoder (h), GST_MESSAGE_ERROR,
      GST_RESOURCE_ERROR, code, g_strdup ("It does not work."), NULL, __FILE__, __func__, __LINE__);
  text = expect_error (h->element, domain, expected);
  teardown (h);
  return text;
}

/* Fails if the decoder's error hides that the film is of a kind that few
 * decode, or that kind something else. */
GST_START_TEST (test_unusual_failed)
{
  gchar *text = fail_decoder (interlaced_caps (), GST_RESOURCE_ERROR_READ,
      GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE);

  fail_unless (strstr (text, "does not decode interlaced H.264"), "%s", text);
  fail_unless (strstr (text, "It does not work"), "%s", text);
  g_free (text);
  g_free (fail_decoder (interlaced_caps (), GST_RESOURCE_ERROR_NO_SPACE_LEFT,
          GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT));
  g_free (fail_decoder (sample_caps (), GST_RESOURCE_ERROR_READ,
          GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ));
}

GST_END_TEST;

/* Fails if a property of rstcencdec's is missing, or does not reach it. */
GST_START_TEST (test_properties)
{
  GstElement *element = element_with_bus ("rstvideodec");
  GstElement *decryptor = gst_element_factory_make ("rstcencdec", NULL);
  guint i, count, buffers;
  GParamSpec **specs;

  gst_object_ref_sink (decryptor);
  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (decryptor),
      &count);
  for (i = 0; i < count; i++)
    if (specs[i]->owner_type == G_OBJECT_TYPE (decryptor))
      fail_unless (g_object_class_find_property (G_OBJECT_GET_CLASS (element),
              specs[i]->name), "no property %s", specs[i]->name);
  g_free (specs);
  gst_object_unref (decryptor);

  g_object_set (element, "buffers", 7, NULL);
  decryptor = gst_object_ref (GST_BIN_CHILDREN (element)->data);
  g_object_get (decryptor, "buffers", &buffers, NULL);
  fail_unless_equals_int (buffers, 7);
  g_object_get (element, "buffers", &buffers, NULL);
  fail_unless_equals_int (buffers, 7);
  gst_object_unref (decryptor);
  forget_messages (element);
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (test_events)
{
  GstHarness *h = new_bin (DMABUF);
  GstSegment segment;

  push (h, sample_new (NAL_SIZE, TRUE));
  gst_buffer_unref (gst_harness_pull (h));
  fail_unless (gst_harness_push_event (h, gst_event_new_flush_start ()));
  fail_unless (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
  expect_event (h, GST_EVENT_FLUSH_STOP);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  fail_unless (gst_harness_push_event (h, gst_event_new_segment (&segment)));
  expect_event (h, GST_EVENT_SEGMENT);
  push (h, sample_new (NAL_SIZE, TRUE));
  gst_buffer_unref (gst_harness_pull (h));
  fail_unless (gst_harness_push_event (h, gst_event_new_eos ()));
  expect_event (h, GST_EVENT_EOS);
  teardown (h);
}

GST_END_TEST;

/* Fails if something stays behind, which the leaks tracer sees, or if the
 * second film does not play. */
GST_START_TEST (test_states)
{
  GstHarness *h = new_bin (DMABUF);
  guint i;

  for (i = 0; i < 100; i++) {
    push (h, sample_new (NAL_SIZE, TRUE));
    gst_buffer_unref (gst_harness_pull (h));
    fail_unless_equals_int (gst_element_set_state (h->element,
            i % 2 ? GST_STATE_READY : GST_STATE_NULL),
        GST_STATE_CHANGE_SUCCESS);
    fail_unless_equals_int (gst_element_set_state (h->element,
            GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
    gst_harness_set_src_caps (h, sample_caps ());
  }
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Where the decoder's pictures come from; to be freed. */
static gchar *
picture_source (GstHarness * h, const gchar ** last)
{
  GstPad *pad = gst_ghost_pad_get_target (GST_GHOST_PAD (GST_PAD_PEER
          (h->sinkpad)));
  gchar *mode = NULL;

  g_object_get (find_decoder (h), "capture-io-mode", &mode, NULL);
  *last = GST_OBJECT_NAME (gst_element_get_factory (GST_PAD_PARENT (pad)));
  gst_object_unref (pad);
  return mode;
}

/* This needs the fake. Fails where pictures are waited for for as long as if
 * nobody had said how long. */
GST_START_TEST (test_memory_timeout)
{
  GstHarness *h = new_bin (DMABUF);
  gint timeout = 0;
  GstPad *pad;

  fail_unless_equals_int (gst_element_set_state (h->element, GST_STATE_NULL),
      GST_STATE_CHANGE_SUCCESS);
  fake_set ("kernels-heaps");
  g_object_set (h->element, "memory-timeout", 60000, NULL);
  fail_unless_equals_int (gst_element_set_state (h->element,
          GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
  gst_harness_set_src_caps (h, sample_caps ());
  push (h, sample_new (NAL_SIZE, TRUE));
  gst_buffer_unref (gst_harness_pull (h));
  pad = gst_ghost_pad_get_target (GST_GHOST_PAD (GST_PAD_PEER (h->sinkpad)));
  g_object_get (GST_PAD_PARENT (pad), "memory-timeout", &timeout, NULL);
  gst_object_unref (pad);
  fail_unless_equals_int (timeout, 60000);
  expect_no_error (h->element);
  teardown (h);
  fake_set (NULL);
}

GST_END_TEST;

/* This needs the fake. Fails where a decoder shall have its driver allocate
 * though no driver can, or the pool for it stays behind. */
GST_START_TEST (test_kernels_heaps)
{
  GstHarness *h = new_bin (DMABUF);
  const gchar *last;
  gchar *mode;
  guint i;

  for (i = 0; i < 4; i++) {
    fail_unless_equals_int (gst_element_set_state (h->element,
            i % 2 ? GST_STATE_READY : GST_STATE_NULL),
        GST_STATE_CHANGE_SUCCESS);
    fake_set (i < 3 ? "kernels-heaps" : NULL);
    fail_unless_equals_int (gst_element_set_state (h->element,
            GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
    gst_harness_set_src_caps (h, sample_caps ());
    push (h, sample_new (NAL_SIZE, TRUE));
    gst_buffer_unref (gst_harness_pull (h));
    mode = picture_source (h, &last);
    fail_unless_equals_string (mode, i < 3 ? "dmabuf-import" : NULL);
    fail_unless_equals_string (last, i < 3 ? "rstpool" : DECODER);
    fail_unless_equals_int (GST_BIN_NUMCHILDREN (h->element), i < 3 ? 3 : 2);
    g_free (mode);
  }
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("rstvideodec");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  tcase_add_unchecked_fixture (tcase, register_decoder, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_systems);
  tcase_add_test (tcase, test_clear_films);
  tcase_add_test (tcase, test_ranks);
  tcase_add_test (tcase, test_parts);
  tcase_add_test (tcase, test_picture_caps);
  tcase_add_test (tcase, test_downstream_reads);
  tcase_add_test (tcase, test_no_decoder);
  tcase_add_test (tcase, test_unusual_not_linked);
  tcase_add_test (tcase, test_unusual_failed);
  tcase_add_test (tcase, test_properties);
  tcase_add_test (tcase, test_events);
  tcase_add_test (tcase, test_states);
  if (fake_is_loaded ()) {
    tcase_add_test (tcase, test_memory_timeout);
    tcase_add_test (tcase, test_kernels_heaps);
  }
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
