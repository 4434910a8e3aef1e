/* SPDX-License-Identifier: GPL-2.0-only */
/* Keys that are asked for by one request */
#include <cenc-client.h>

#include "harness.h"
#include "keys.h"
#include "sample.h"

/* Bytes of a key's KID that count. */
static const guint8 *
numbered (guint n)
{
  static guint8 kids[32][16];

  memset (kids[n], 0, sizeof (kids[n]));
  memcpy (kids[n], "numbered", 8);
  kids[n][15] = n;
  return kids[n];
}

static gchar *
numbered_text (guint n)
{
  return g_strdup_printf ("6e756d6265726564%016x", n);
}

static void
push_box (GstHarness * h, guint first, guint count, const gchar * origin)
{
  const guint8 *kids[32];
  guint i;

  for (i = 0; i < count; i++)
    kids[i] = numbered (first + i);
  push_protection (h, COMMON_SYSTEM, new_pssh (kids, count, count), origin);
}

static void
expect_kids (GstHarness * h, guint first, guint count)
{
  GstMessage *message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  const GstStructure *structure = gst_message_get_structure (message);
  gchar *begin = numbered_text (first), *end = numbered_text (first + count - 1);
  gchar **kids = NULL;

  fail_unless (gst_structure_get (structure, "kids", G_TYPE_STRV, &kids,
          NULL));
  fail_unless_equals_int (g_strv_length (kids), count);
  fail_unless_equals_string (gst_structure_get_string (structure, "kid"),
      kids[0]);
  fail_unless_equals_string (kids[0], begin);
  fail_unless_equals_string (kids[count - 1], end);
  g_strfreev (kids);
  g_free (begin);
  g_free (end);
  gst_message_unref (message);
}

static void
expect_none_asked (GstHarness * h)
{
  fail_unless_equals_int (count_messages (h, "rst-key-needed"), 0);
}

static void
set_context (GstHarness * h, guint n, const gchar * field, const gchar * text)
{
  gchar *id = numbered_text (n), *type = g_strconcat ("rst-key:", id, NULL);
  GstContext *context = gst_context_new (type, FALSE);

  if (field)
    gst_structure_set (gst_context_writable_structure (context), field,
        G_TYPE_STRING, text, NULL);
  gst_element_set_context (h->element, context);
  gst_context_unref (context);
  g_free (type);
  g_free (id);
}

static gchar *
encode (gconstpointer bytes)
{
  gchar *text = g_base64_encode (bytes, 16);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[22] = '\0';
  return text;
}

/* The session's own keys, as a licence brings them: answers what was asked for the
 * first. */
static void
bring (GstHarness * h, guint first, guint count)
{
  GString *licence = g_string_new ("{\"keys\":[");
  gchar *k = encode (sample_key), *id;
  guint i;

  for (i = 0; i < count; i++) {
    id = encode (numbered (first + i));
    g_string_append_printf (licence,
        "%s{\"kty\":\"oct\",\"kid\":\"%s\",\"k\":\"%s\"}", i ? "," : "",
        id, k);
    g_free (id);
  }
  g_string_append (licence, "]}");
  set_context (h, first, "clearkey", licence->str);
  g_string_free (licence, TRUE);
  g_free (k);
}

static GstHarness *
new_licensed_harness (gint timeout)
{
  GstHarness *h = new_waiting_harness (timeout);

  g_object_set (h->element, "licences", TRUE, NULL);
  return h;
}

static void
remove_key (const guint8 * of)
{
  struct cenc_client *client;

  fail_unless_equals_int (cenc_client_open (&client), CENC_OK);
  cenc_client_remove_lab_key (client, of);
  cenc_client_unref (client);
}

typedef struct
{
  GstHarness *h;
  guint n;
} Push;

static gpointer
push_thread (gpointer data)
{
  Push *push = data;
  GstFlowReturn ret = gst_harness_push (push->h,
      new_wanted_sample (numbered (push->n)));

  return GINT_TO_POINTER (ret);
}

/* Its key is asked for while it waits, and comes. */
static void
play_when_asked (GstHarness * h, guint n)
{
  Push push = { h, n };
  GThread *thread = g_thread_new ("push", push_thread, &push);

  expect_kids (h, n, 1);
  bring (h, n, 1);
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)),
      GST_FLOW_OK);
}

/* Fails if more keys are asked for ahead of time than a session holds, or again
 * with each fragment. */
GST_START_TEST (test_asked_together)
{
  GstHarness *h = new_licensed_harness (0);

  push_box (h, 0, 10, "isobmff/moov");
  expect_kids (h, 0, 8);
  expect_none_asked (h);
  push_box (h, 0, 10, "isobmff/moof");
  push_box (h, 8, 2, "isobmff/moof");
  expect_none_asked (h);
  teardown (h);
}

GST_END_TEST;

/* Fails if those that a session has do not count. */
GST_START_TEST (test_held)
{
  GstHarness *h = new_licensed_harness (0);

  push_box (h, 0, 6, "isobmff/moov");
  expect_kids (h, 0, 6);
  bring (h, 0, 6);
  push (h, new_wanted_sample (numbered (0)));
  push_box (h, 0, 10, "isobmff/moof");
  expect_kids (h, 6, 2);
  expect_none_asked (h);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Fails if one that comes without an answer counts twice. */
GST_START_TEST (test_without_a_word)
{
  GstHarness *h = new_licensed_harness (0);
  guint i;

  push_box (h, 0, 5, "isobmff/moov");
  expect_kids (h, 0, 5);
  for (i = 0; i < 5; i++)
    set_wanted_key (numbered (i));
  push_box (h, 0, 10, "isobmff/moof");
  expect_kids (h, 5, 3);
  expect_none_asked (h);
  for (i = 0; i < 5; i++)
    remove_key (numbered (i));
  teardown (h);
}

GST_END_TEST;

/* A film of more keys than a session holds. Fails if a key that came, and made room
 * for another before its first use, is never asked for again; or if each fragment
 * asks for those that made room. */
GST_START_TEST (test_made_room)
{
  GstHarness *h = new_licensed_harness (3000);
  guint i;

  push_box (h, 0, 10, "isobmff/moov");
  expect_kids (h, 0, 8);
  bring (h, 0, 8);
  play_when_asked (h, 8);
  play_when_asked (h, 9);
  push_box (h, 0, 10, "isobmff/moof");
  for (i = 0; i < 10; i++)
    push_box (h, i, 1, "isobmff/moof");
  expect_none_asked (h);
  play_when_asked (h, 0);
  push (h, new_wanted_sample (numbered (7)));
  expect_none_asked (h);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Fails if a licence that was not for all that was asked for is taken for that. */
GST_START_TEST (test_part)
{
  GstHarness *h = new_licensed_harness (3000);

  push_box (h, 0, 3, "isobmff/moov");
  expect_kids (h, 0, 3);
  bring (h, 0, 2);
  push (h, new_wanted_sample (numbered (1)));
  push_box (h, 0, 3, "isobmff/moof");
  expect_none_asked (h);
  play_when_asked (h, 2);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

static void
expect_reason (GstHarness * h, guint n, const gchar * reason)
{
  gchar *text;

  fail_unless_equals_int (gst_harness_push (h,
          new_wanted_sample (numbered (n))), GST_FLOW_ERROR);
  text = expect_error (h->element, GST_STREAM_ERROR,
      GST_STREAM_ERROR_DECRYPT_NOKEY);
  fail_unless (strstr (text, reason), "%s", text);
  g_free (text);
}

/* Fails if a key is waited for of whose request the application has said that there
 * will be none, or if it may not think again. */
GST_START_TEST (test_refused_together)
{
  GstHarness *h = new_licensed_harness (20000);
  gint64 began = g_get_monotonic_time ();

  push_box (h, 0, 3, "isobmff/moov");
  expect_kids (h, 0, 3);
  set_context (h, 1, "refused", "Not paid for");
  expect_reason (h, 2, "Not paid for");
  fail_unless (g_get_monotonic_time () - began < 15 * G_TIME_SPAN_SECOND);
  flush_harness (h);
  bring (h, 0, 2);
  push (h, new_wanted_sample (numbered (1)));
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/* Fails if an application that was wrong about it is not asked again. */
GST_START_TEST (test_said)
{
  GstHarness *h = new_licensed_harness (3000);

  push_box (h, 0, 3, "isobmff/moov");
  expect_kids (h, 0, 3);
  set_context (h, 0, NULL, NULL);
  play_when_asked (h, 1);
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

/*
 * Somebody has left a key that he made up to everybody. Fails if a player that asks for
 * licences takes that for what it wants, or if another does not.
 */
GST_START_TEST (test_made_up)
{
  GstHarness *h, *other;

  if (!fake_is_loaded ())
    return;
  fake_set ("by-licence");
  set_wanted_key (numbered (0));
  fake_set (NULL);
  h = new_licensed_harness (3000);
  other = new_waiting_harness (0);
  push (other, new_wanted_sample (numbered (0)));
  expect_none_asked (other);
  push_box (h, 0, 1, "isobmff/moov");
  expect_kids (h, 0, 1);
  set_context (h, 0, NULL, NULL);
  play_when_asked (h, 0);
  expect_no_error (h->element);
  teardown (other);
  teardown (h);
  remove_key (numbered (0));
}

GST_END_TEST;

/* Fails if an application does not get to know that an answer was dropped. */
GST_START_TEST (test_too_many)
{
  GstHarness *h = new_licensed_harness (0);
  GstMessage *message;
  const gchar *said;
  gchar *text;
  guint i;

  push_box (h, 0, 1, "isobmff/moov");
  expect_kids (h, 0, 1);
  for (i = 0; i < 65; i++) {
    text = g_strdup_printf ("no.licence.%u", i);
    set_context (h, 0, "licence", text);
    g_free (text);
  }
  message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-licence");
  said = gst_structure_get_string (gst_message_get_structure (message), "text");
  fail_unless (strstr (said, "64 answers"), "%s", said);
  gst_message_unref (message);
  fail_unless_equals_int (count_messages (h, "rst-licence"), 0);
  teardown (h);
}

GST_END_TEST;

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("key-share");
  TCase *tcase = tcase_create ("all");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_asked_together);
  tcase_add_test (tcase, test_held);
  tcase_add_test (tcase, test_without_a_word);
  tcase_add_test (tcase, test_made_room);
  tcase_add_test (tcase, test_part);
  tcase_add_test (tcase, test_refused_together);
  tcase_add_test (tcase, test_said);
  tcase_add_test (tcase, test_made_up);
  tcase_add_test (tcase, test_too_many);
  return run_suite (suite, &argc, &argv);
}
