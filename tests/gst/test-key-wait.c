/* SPDX-License-Identifier: GPL-2.0-only */
/* A key that the TEE lacks is asked for, and waited for */
#include "harness.h"
#include "keys.h"
#include "sample.h"

static gpointer
push_thread (gpointer data)
{
  return GINT_TO_POINTER (gst_harness_push (data, new_wanted_sample (kid)));
}

/* The thread waits for its key when this returns. */
static GThread *
start_waiting (GstHarness * h)
{
  GThread *thread = g_thread_new ("push", push_thread, h);

  gst_message_unref (pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed"));
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
  message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  expect_request (gst_message_get_structure (message), TRUE);
  gst_message_unref (message);

  message = pop_message (h, GST_MESSAGE_NEED_CONTEXT, NULL);
  expect_request (gst_message_get_structure (message), TRUE);
  fail_unless (gst_message_parse_context_type (message, &type));
  fail_unless (g_str_has_prefix (type, "rst-key:"));
  fail_unless_equals_string (type + strlen ("rst-key:"), kid_text);
  gst_message_unref (message);

  g_usleep (300000);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 0);
  set_wanted_key (kid);
  expect_return (thread, GST_FLOW_OK);
  gst_buffer_unref (gst_harness_pull (h));
  message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-found");
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
  GstMessage *message = pop_message (h, GST_MESSAGE_ERROR, NULL);
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
    fail_unless_equals_int (gst_harness_push (h, new_wanted_sample (kid)),
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
    set_wanted_key (kid);
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
  push (h, new_wanted_sample (kid));
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
  fail_unless_equals_int (count_messages (h, "rst-key-needed"), 0);
  set_wanted_key (kid);
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

  set_wanted_key (kid);
  expect_return (thread, GST_FLOW_OK);
  remove_wanted_keys ();
  thread = start_waiting (h);
  set_wanted_key (kid);
  expect_return (thread, GST_FLOW_OK);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

static void
set_licence (GstHarness * h, const gchar * of)
{
  set_answer (h->element, of, "licence", "no.licence");
}

/* As it comes to all elements of a pipeline. Fails if one that did not ask tries
 * it. */
GST_START_TEST (test_foreign_answer)
{
  GstHarness *h = new_waiting_harness (0);

  set_wanted_key (kid);
  set_licence (h, other_kid_text);
  push (h, new_wanted_sample (kid));
  fail_unless_equals_int (count_messages (h, "rst-licence"), 0);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Fails if nobody is asked again once an answer was of no use. */
GST_START_TEST (test_useless_answer)
{
  GstHarness *h = new_waiting_harness (-1);
  GThread *thread = start_waiting (h);

  set_licence (h, kid_text);
  gst_message_unref (pop_message (h, GST_MESSAGE_ELEMENT, "rst-licence"));
  gst_message_unref (pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed"));
  set_context (h, "There is none");
  expect_return (thread, GST_FLOW_ERROR);

  /* whoever goes on in spite of that */
  flush (h);
  thread = start_waiting (h);
  set_wanted_key (kid);
  expect_return (thread, GST_FLOW_OK);
  teardown (h);
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
  tcase_add_test (tcase, test_foreign_answer);
  tcase_add_test (tcase, test_useless_answer);
  return run_suite (suite, &argc, &argv);
}
