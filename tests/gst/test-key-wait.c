/* SPDX-License-Identifier: GPL-2.0-only */
/* A key that the TEE lacks is asked for, and waited for */
#include <cenc-client.h>

#include "harness.h"
#include "sample.h"

#define COMMON_SYSTEM "1077efec-c0b2-4d02-ace3-3c1e52e2fb4b"
#define OTHER_SYSTEM "00112233-4455-6677-8899-aabbccddeeff"
#define PREFERRED "drm-preferred-decryption-system-id"

static const guint8 kid[16] = "kid waited for.";
static const gchar kid_text[] = "6b69642077616974656420666f722e00";
static const guint8 other_kid[16] = "kid that waits.";
static const gchar other_kid_text[] = "6b69642074686174207761697473" "2e00";

/* Keys stay in the TEE, as long as the process or the machine lives. */
static void
remove_keys (void)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  cenc_client_remove_lab_key (client, kid);
  cenc_client_remove_lab_key (client, other_kid);
  cenc_client_unref (client);
}

static void
set_key (const guint8 * of)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  fail_unless_equals_int (cenc_client_set_lab_key (client, of, sample_key,
          RST_CENC_USAGE_PLAY), CENC_OK);
  cenc_client_unref (client);
}

/* Waits for the next message of that type and, if given, name. */
static GstMessage *
pop (GstHarness * h, GstMessageType type, const gchar * name)
{
  GstBus *bus = gst_element_get_bus (h->element);
  GstMessage *message;

  while ((message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND, type)) &&
      name && !gst_message_has_name (message, name))
    gst_message_unref (message);
  gst_object_unref (bus);
  fail_unless (message, "no message %s", name);
  return message;
}

/* Messages of that name that have come and were not popped. */
static guint
count (GstHarness * h, const gchar * name)
{
  GstBus *bus = gst_element_get_bus (h->element);
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT))) {
    n += gst_message_has_name (message, name);
    gst_message_unref (message);
  }
  gst_object_unref (bus);
  return n;
}

static GstHarness *
new_waiting_harness (gint timeout)
{
  GstHarness *h = new_harness ();

  remove_keys ();
  g_object_set (h->element, "key-timeout", timeout, NULL);
  return h;
}

static GstBuffer *
new_sample (const guint8 * of)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  sample_set_kid (sample, of);
  return sample;
}

static gpointer
push_thread (gpointer data)
{
  return GINT_TO_POINTER (gst_harness_push (data, new_sample (kid)));
}

/* The thread waits for its key when this returns. */
static GThread *
start_waiting (GstHarness * h)
{
  GThread *thread = g_thread_new ("push", push_thread, h);

  gst_message_unref (pop (h, GST_MESSAGE_ELEMENT, "rst-key-needed"));
  return thread;
}

static void
expect_return (GThread * thread, GstFlowReturn ret)
{
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)), ret);
}

static void
set_context (GstHarness * h, const gchar * refused)
{
  gchar *type = g_strconcat ("rst-key:", kid_text, NULL);
  GstContext *context = gst_context_new (type, FALSE);

  if (refused)
    gst_structure_set (gst_context_writable_structure (context), "refused",
        G_TYPE_STRING, refused, NULL);
  gst_element_set_context (h->element, context);
  gst_context_unref (context);
  g_free (type);
}

/* A box of version 1; @stated says how many KIDs are in it. */
static GstBuffer *
new_pssh (const guint8 * const *kids, guint num_kids, guint32 stated)
{
  static const guint8 system[16] = { 0x10, 0x77, 0xef, 0xec };
  GByteArray *box = g_byte_array_new ();
  guint32 number = GUINT32_TO_BE (28 + 4 + 16 * num_kids + 4);
  guint i;

  g_byte_array_append (box, (guint8 *) & number, 4);
  g_byte_array_append (box, (const guint8 *) "pssh\1\0\0\0", 8);
  g_byte_array_append (box, system, 16);
  number = GUINT32_TO_BE (stated);
  g_byte_array_append (box, (guint8 *) & number, 4);
  for (i = 0; i < num_kids; i++)
    g_byte_array_append (box, kids[i], 16);
  number = 0;
  g_byte_array_append (box, (guint8 *) & number, 4);
  number = box->len;
  return gst_buffer_new_wrapped (g_byte_array_free (box, FALSE), number);
}

static void
push_protection (GstHarness * h, const gchar * system, GstBuffer * data,
    const gchar * origin)
{
  fail_unless (gst_harness_push_event (h, gst_event_new_protection (system,
              data, origin)));
  gst_buffer_unref (data);
}

static void
expect_buffer (const GstStructure * structure, const gchar * field,
    gconstpointer bytes, gsize size)
{
  GstBuffer *buffer = NULL;

  fail_unless (gst_structure_get (structure, field, GST_TYPE_BUFFER, &buffer,
          NULL), "no field %s", field);
  fail_unless_equals_int (gst_buffer_get_size (buffer), size);
  fail_unless (gst_buffer_memcmp (buffer, 0, bytes, size) == 0);
  gst_buffer_unref (buffer);
}

static void
expect_strings (const GstStructure * structure, const gchar * field,
    const gchar * const *wanted)
{
  gchar **found = NULL;

  fail_unless (gst_structure_get (structure, field, G_TYPE_STRV, &found,
          NULL), "no field %s", field);
  fail_unless (g_strv_equal ((const gchar * const *) found, wanted));
  g_strfreev (found);
}

static void
expect_request (const GstStructure * structure, gboolean waiting)
{
  static const gchar *const systems[] = { COMMON_SYSTEM, OTHER_SYSTEM, NULL };
  GstBuffer *box = new_pssh (NULL, 0, 0);
  const GValue *events;
  gboolean found;
  GstMapInfo map;

  fail_unless_equals_string (gst_structure_get_string (structure, "kid"),
      kid_text);
  expect_buffer (structure, "kid-bytes", kid, sizeof (kid));
  expect_strings (structure, "system-ids", systems);
  fail_unless (gst_structure_get_boolean (structure, "waiting", &found));
  fail_unless_equals_int (found, waiting);
  gst_buffer_map (box, &map, GST_MAP_READ);
  expect_buffer (structure, "pssh", map.data, map.size);
  gst_buffer_unmap (box, &map);
  gst_buffer_unref (box);
  events = gst_structure_get_value (structure, "stream-encryption-events");
  fail_unless (events && GST_VALUE_HOLDS_LIST (events));
  fail_unless_equals_int (gst_value_list_get_size (events), 2);
}

/* Fails where the application does not get to know what is wanted, or where
 * the key it brings is of no use. */
GST_START_TEST (test_asked_and_found)
{
  GstHarness *h = new_waiting_harness (-1);
  GstMessage *message;
  const gchar *type;
  GThread *thread;

  push_protection (h, COMMON_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moov");
  push_protection (h, OTHER_SYSTEM, gst_buffer_new_memdup ("<x/>", 4),
      "dash/mpd");
  thread = g_thread_new ("push", push_thread, h);
  message = pop (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  expect_request (gst_message_get_structure (message), TRUE);
  gst_message_unref (message);

  message = pop (h, GST_MESSAGE_NEED_CONTEXT, NULL);
  expect_request (gst_message_get_structure (message), TRUE);
  fail_unless (gst_message_parse_context_type (message, &type));
  fail_unless (g_str_has_prefix (type, "rst-key:"));
  fail_unless_equals_string (type + strlen ("rst-key:"), kid_text);
  gst_message_unref (message);

  g_usleep (300000);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 0);
  set_key (kid);
  expect_return (thread, GST_FLOW_OK);
  gst_buffer_unref (gst_harness_pull (h));
  message = pop (h, GST_MESSAGE_ELEMENT, "rst-key-found");
  fail_unless_equals_string (gst_structure_get_string (gst_message_get_structure
          (message), "kid"), kid_text);
  gst_message_unref (message);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

static void
expect_nokey (GstHarness * h, const gchar * words)
{
  static const gchar *const systems[] = { COMMON_SYSTEM, NULL };
  GstMessage *message = pop (h, GST_MESSAGE_ERROR, NULL);
  const GstStructure *details;
  GError *error;
  gchar *debug;

  gst_message_parse_error (message, &error, &debug);
  fail_unless (g_error_matches (error, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT_NOKEY));
  fail_unless (strstr (error->message, kid_text));
  fail_unless (strstr (debug, "rstctl lab-key --kid"));
  fail_unless (strstr (debug, words), "%s", debug);
  g_error_free (error);
  g_free (debug);

  gst_message_parse_error_details (message, &details);
  fail_unless (details);
  fail_unless_equals_string (gst_structure_get_string (details, "kid"),
      kid_text);
  expect_strings (details, "system-ids", systems);
  gst_message_unref (message);
}

/* Fails if the wait has no end, ends too soon, or does not say for what. */
GST_START_TEST (test_timeout)
{
  static const gint timeouts[] = { 0, 400 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (timeouts); i++) {
    GstHarness *h = new_waiting_harness (timeouts[i]);
    gint64 began = g_get_monotonic_time ();

    push_protection (h, COMMON_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moov");
    fail_unless_equals_int (gst_harness_push (h, new_sample (kid)),
        GST_FLOW_ERROR);
    fail_unless (g_get_monotonic_time () - began >=
        timeouts[i] * G_TIME_SPAN_MILLISECOND);
    expect_nokey (h, "key-timeout");
    teardown (h);
  }
}

GST_END_TEST;

/* The application knows that there will be no key. */
GST_START_TEST (test_refused)
{
  GstHarness *h = new_waiting_harness (-1);
  GThread *thread;

  push_protection (h, COMMON_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moov");
  thread = start_waiting (h);
  set_context (h, "The licence has expired");
  expect_return (thread, GST_FLOW_ERROR);
  expect_nokey (h, "The licence has expired");
  teardown (h);
}

GST_END_TEST;

/* In the streaming thread, before the message is posted. */
static GstBusSyncReply
answer_at_once (G_GNUC_UNUSED GstBus * bus, GstMessage * message,
    gpointer data)
{
  if (gst_message_has_name (message, "rst-key-needed")) {
    set_key (kid);
    set_context (data, NULL);
  }
  return GST_BUS_PASS;
}

/* Fails if a synchronous answer comes too late. */
GST_START_TEST (test_synchronous_answer)
{
  GstHarness *h = new_waiting_harness (0);
  GstBus *bus = gst_element_get_bus (h->element);

  gst_bus_set_sync_handler (bus, answer_at_once, h, NULL);
  push (h, new_sample (kid));
  gst_buffer_unref (gst_harness_pull (h));
  expect_no_error (h->element);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  gst_object_unref (bus);
  teardown (h);
}

GST_END_TEST;

static void
flush (GstHarness * h)
{
  GstSegment segment;

  gst_harness_push_event (h, gst_event_new_flush_stop (TRUE));
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_harness_push_event (h, gst_event_new_segment (&segment));
}

/* Fails if a seek hangs, is taken for an error, or has each sample ask. */
GST_START_TEST (test_flush_ends_wait)
{
  GstHarness *h = new_waiting_harness (-1);
  GThread *thread = start_waiting (h);
  guint i;

  for (i = 0; i < 3; i++) {
    gst_harness_push_event (h, gst_event_new_flush_start ());
    expect_return (thread, GST_FLOW_FLUSHING);
    flush (h);
    thread = g_thread_new ("push", push_thread, h);
    g_usleep (150000);
  }
  fail_unless_equals_int (count (h, "rst-key-needed"), 0);
  set_key (kid);
  expect_return (thread, GST_FLOW_OK);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Fails if a player that is closed while it waits does not go. */
GST_START_TEST (test_state_change_ends_wait)
{
  static const GstState states[] = { GST_STATE_READY, GST_STATE_NULL };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (states); i++) {
    GstHarness *h = new_waiting_harness (-1);
    GThread *thread = start_waiting (h);
    gint64 began = g_get_monotonic_time ();

    fail_unless_equals_int (gst_element_set_state (h->element, states[i]),
        GST_STATE_CHANGE_SUCCESS);
    expect_return (thread, GST_FLOW_FLUSHING);
    fail_unless (g_get_monotonic_time () - began < G_TIME_SPAN_SECOND);
    expect_no_error (h->element);
    teardown (h);
  }
}

GST_END_TEST;

/* Fails if a key that is taken out in mid-film is not asked for again. */
GST_START_TEST (test_removed_key)
{
  GstHarness *h = new_waiting_harness (-1);
  GThread *thread = start_waiting (h);

  set_key (kid);
  expect_return (thread, GST_FLOW_OK);
  remove_keys ();
  thread = start_waiting (h);
  set_key (kid);
  expect_return (thread, GST_FLOW_OK);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Boxes name keys before the first sample wants them. */
GST_START_TEST (test_asked_ahead)
{
  static const guint8 *const kids[] = { kid, other_kid };
  GstHarness *h = new_waiting_harness (5000);
  GstMessage *message;
  gboolean waiting = TRUE;

  set_key (kid);
  push_protection (h, COMMON_SYSTEM, new_pssh (kids, 2, 2), "isobmff/moov");
  push_protection (h, COMMON_SYSTEM, new_pssh (kids, 2, 2), "isobmff/moof");
  message = pop (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  fail_unless_equals_string (gst_structure_get_string (gst_message_get_structure
          (message), "kid"), other_kid_text);
  gst_structure_get_boolean (gst_message_get_structure (message), "waiting",
      &waiting);
  fail_if (waiting);
  gst_message_unref (message);
  push (h, new_sample (kid));
  set_key (other_kid);
  push (h, new_sample (other_kid));
  fail_unless_equals_int (count (h, "rst-key-needed"), 0);
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

  set_key (kid);
  push_protection (h, COMMON_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moov");
  for (i = 0; i < 5; i++) {
    push_protection (h, COMMON_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moof");
    push_protection (h, OTHER_SYSTEM, new_pssh (NULL, 0, 0), "isobmff/moof");
    push (h, new_sample (kid));
    gst_buffer_unref (gst_harness_pull (h));
  }
  fail_unless_equals_int (gst_harness_push (h, new_sample (other_kid)),
      GST_FLOW_ERROR);
  message = pop (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  structure = gst_message_get_structure (message);
  fail_unless_equals_int (gst_value_list_get_size (gst_structure_get_value
          (structure, "stream-encryption-events")), 3);
  gst_message_unref (message);
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
  fail_unless_equals_int (count (h, "rst-key-needed"), 1);

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
  fail_unless_equals_int (count (h, "rst-key-needed"), 0);
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
  Suite *suite = suite_create ("key-wait");
  TCase *tcase = tcase_create ("all");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_asked_and_found);
  tcase_add_test (tcase, test_timeout);
  tcase_add_test (tcase, test_refused);
  tcase_add_test (tcase, test_synchronous_answer);
  tcase_add_test (tcase, test_flush_ends_wait);
  tcase_add_test (tcase, test_state_change_ends_wait);
  tcase_add_test (tcase, test_removed_key);
  tcase_add_test (tcase, test_asked_ahead);
  tcase_add_test (tcase, test_events_replaced);
  tcase_add_test (tcase, test_absurd_boxes);
  tcase_add_test (tcase, test_preferred_system);
  tcase_add_test (tcase, test_announced_system);
  return run_suite (suite, &argc, &argv);
}
