/* SPDX-License-Identifier: GPL-2.0-only */
/* What films say of protection systems, and what is made of it */
#include "harness.h"
#include "keys.h"
#include "sample.h"

#define PREFERRED "drm-preferred-decryption-system-id"

/* Boxes name keys before the first sample wants them. */
GST_START_TEST (test_asked_ahead)
{
  static const guint8 *const kids[] = { kid, other_kid };
  GstHarness *h = new_waiting_harness (5000);
  GstMessage *message;
  gboolean waiting = TRUE;

  set_wanted_key (kid);
  push_protection (h, COMMON_SYSTEM, new_pssh (kids, 2, 2), "isobmff/moov");
  push_protection (h, COMMON_SYSTEM, new_pssh (kids, 2, 2), "isobmff/moof");
  message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  fail_unless_equals_string (gst_structure_get_string (gst_message_get_structure
          (message), "kid"), other_kid_text);
  gst_structure_get_boolean (gst_message_get_structure (message), "waiting",
      &waiting);
  fail_if (waiting);
  gst_message_unref (message);
  push (h, new_wanted_sample (kid));
  set_wanted_key (other_kid);
  push (h, new_wanted_sample (other_kid));
  fail_unless_equals_int (count_messages (h, "rst-key-needed"), 0);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Each fragment brings its own boxes. Fails if those of old ones pile up, or
 * if the film's go with them. */
GST_START_TEST (test_events_replaced)
{
  GstHarness *h = new_waiting_harness (0);
  const GstStructure *structure;
  GstMessage *message;
  guint i;

  set_wanted_key (kid);
  push_protection (h, COMMON_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moov");
  for (i = 0; i < 5; i++) {
    push_protection (h, COMMON_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moof");
    push_protection (h, OTHER_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moof");
    push (h, new_wanted_sample (kid));
    gst_buffer_unref (gst_harness_pull (h));
  }
  fail_unless_equals_int (gst_harness_push (h, new_wanted_sample (other_kid)),
      GST_FLOW_ERROR);
  message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  structure = gst_message_get_structure (message);
  fail_unless_equals_int (gst_value_list_get_size (gst_structure_get_value
          (structure, "stream-encryption-events")), 3);
  gst_message_unref (message);
  teardown (h);
}

GST_END_TEST;

/* As dashdemux2 passes on what a manifest has, with @size bytes of the box. */
static GstBuffer *
new_manifest_element (GstBuffer * box, gsize size, const gchar * tail)
{
  GstMapInfo map;
  gchar *base64, *text;

  gst_buffer_map (box, &map, GST_MAP_READ);
  base64 = g_base64_encode (map.data, size);
  gst_buffer_unmap (box, &map);
  text = g_strdup_printf ("<ContentProtection schemeIdUri=\"urn:uuid:%s\">\n"
      "  <cenc:pssh>\n%s\n</cenc:pssh><mspr:pro>AAAA</mspr:pro>\n%s",
      COMMON_SYSTEM, base64, tail);
  g_free (base64);
  return gst_buffer_new_wrapped (text, strlen (text));
}

/* Fails if an application does not get the boxes that are in a manifest alone,
 * or the keys that they name are not asked for. */
GST_START_TEST (test_manifest)
{
  static const guint8 *const kids[] = { kid, other_kid };
  GstHarness *h = new_waiting_harness (0);
  GstBuffer *box = new_pssh (kids, 2, 2), *found;
  GstMessage *message;
  GstMapInfo map;
  gsize size;

  for (size = 0; size < gst_buffer_get_size (box); size++)
    push_protection (h, COMMON_SYSTEM, new_manifest_element (box, size,
            "</ContentProtection>"), "dash/mpd");
  push_protection (h, COMMON_SYSTEM, new_manifest_element (box, size, ""),
      "dash/mpd");
  fail_unless_equals_int (count_messages (h, "rst-key-needed"), 0);

  set_wanted_key (kid);
  push_protection (h, COMMON_SYSTEM, new_manifest_element (box, size,
          "</ContentProtection>"), "dash/mpd");
  message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  fail_unless_equals_string (gst_structure_get_string (gst_message_get_structure
          (message), "kid"), other_kid_text);
  fail_unless (gst_structure_get (gst_message_get_structure (message), "pssh",
          GST_TYPE_BUFFER, &found, NULL));
  gst_buffer_map (box, &map, GST_MAP_READ);
  gst_check_buffer_data (found, map.data, map.size);
  gst_buffer_unmap (box, &map);
  gst_message_unref (message);
  gst_buffer_unref (found);
  gst_buffer_unref (box);
  teardown (h);
}

GST_END_TEST;

/* Each of these must harm nobody, nor ask for what is not in the box. */
GST_START_TEST (test_absurd_boxes)
{
  static const guint8 *const kids[] = { kid };
  static const guint32 stated[] = { 0x10000000, 0xffffffff, 2, 1 };
  GstHarness *h = new_waiting_harness (-1);
  GstBuffer *box, *piece;
  gsize size;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (stated); i++)
    push_protection (h, COMMON_SYSTEM, new_pssh (kids, 1, stated[i]), "a");
  fail_unless_equals_int (count_messages (h, "rst-key-needed"), 1);

  box = new_pssh (kids, 1, 1);
  for (size = 0; size < gst_buffer_get_size (box); size++) {
    piece = gst_buffer_copy_region (box, GST_BUFFER_COPY_MEMORY, 0, size);
    push_protection (h, COMMON_SYSTEM, piece, "b");
  }
  gst_buffer_memset (box, 0, 0, 4);
  push_protection (h, COMMON_SYSTEM, gst_buffer_ref (box), "c");
  gst_buffer_unref (box);
  for (i = 0; i < 1000; i++)
    push_protection (h, OTHER_SYSTEM, gst_buffer_new_memdup (&i, 4), "d");
  fail_unless_equals_int (count_messages (h, "rst-key-needed"), 0);
  teardown (h);
}

GST_END_TEST;

/* As qtdemux asks. */
static gchar *
chosen_system (GstHarness * h, const gchar * const *offered)
{
  GstQuery *query = gst_query_new_context (PREFERRED);
  GstContext *context;
  gchar *chosen = NULL;

  gst_structure_set (gst_query_writable_structure (query),
      "available-stream-encryption-systems", G_TYPE_STRV, offered, NULL);
  if (gst_pad_peer_query (h->srcpad, query)) {
    gst_query_parse_context (query, &context);
    chosen = g_strdup (gst_structure_get_string (gst_context_get_structure
            (context), "decryption-system-id"));
  }
  gst_query_unref (query);
  return chosen;
}

/* Fails if qtdemux names a system that is not the element's. */
GST_START_TEST (test_preferred_system)
{
  static const gchar *const both[] = { OTHER_SYSTEM,
    "1077EFEC-C0B2-4D02-ACE3-3C1E52E2FB4B", NULL
  };
  static const gchar *const other[] = { OTHER_SYSTEM, NULL };
  GstHarness *h = new_harness ();
  gchar *chosen = chosen_system (h, both);

  fail_unless_equals_string (chosen, both[1]);
  g_free (chosen);
  fail_unless (chosen_system (h, other) == NULL);
  fail_unless (chosen_system (h, NULL) == NULL);
  teardown (h);
}

GST_END_TEST;

/* A demuxer that is not linked yet asks its bin, which has heard of this. */
GST_START_TEST (test_announced_system)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstElement *dec = gst_element_factory_make ("rstcencdec", NULL);
  GstElement *asker = gst_element_factory_make ("identity", NULL);
  GstContext *context;

  gst_bin_add_many (GST_BIN (pipeline), dec, asker, NULL);
  fail_if (gst_element_set_state (pipeline, GST_STATE_READY) ==
      GST_STATE_CHANGE_FAILURE);
  gst_element_post_message (asker, gst_message_new_need_context
      (GST_OBJECT (asker), PREFERRED));
  context = gst_element_get_context (asker, PREFERRED);
  fail_unless (context);
  fail_unless_equals_string (gst_structure_get_string (gst_context_get_structure
          (context), "decryption-system-id"), COMMON_SYSTEM);
  gst_context_unref (context);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
}

GST_END_TEST;

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("protection");
  TCase *tcase = tcase_create ("all");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_asked_ahead);
  tcase_add_test (tcase, test_events_replaced);
  tcase_add_test (tcase, test_manifest);
  tcase_add_test (tcase, test_absurd_boxes);
  tcase_add_test (tcase, test_preferred_system);
  tcase_add_test (tcase, test_announced_system);
  return run_suite (suite, &argc, &argv);
}
