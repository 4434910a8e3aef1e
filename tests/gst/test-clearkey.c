/* SPDX-License-Identifier: GPL-2.0-only */
/* ClearKey licences, by a file and by a context */
#include <dlfcn.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "harness.h"
#include "keys.h"
#include "sample.h"

static gchar *
encode (gconstpointer bytes)
{
  gchar *text = g_base64_encode (bytes, 16);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[22] = '\0';
  return text;
}

static gchar *
new_licence (const guint8 * of, gconstpointer key)
{
  gchar *k = encode (key), *id = encode (of);
  gchar *text = g_strdup_printf ("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"%s\","
      "\"k\":\"%s\"}],\"type\":\"temporary\"}", id, k);

  g_free (k);
  g_free (id);
  return text;
}

static void
set_context (GstElement * element, const gchar * clearkey)
{
  gchar *type = g_strconcat ("rst-key:", kid_text, NULL);
  GstContext *context = gst_context_new (type, FALSE);

  gst_structure_set (gst_context_writable_structure (context), "clearkey",
      G_TYPE_STRING, clearkey, NULL);
  gst_element_set_context (element, context);
  gst_context_unref (context);
  g_free (type);
}

/* In the streaming thread, as the key is asked for */
static GstBusSyncReply
answer (G_GNUC_UNUSED GstBus * bus, GstMessage * message, gpointer licence)
{
  if (gst_message_has_name (message, "rst-key-needed"))
    set_context (GST_ELEMENT (GST_MESSAGE_SRC (message)), licence);
  return GST_BUS_PASS;
}

static GstHarness *
new_answered_harness (gchar * licence)
{
  GstHarness *h = new_waiting_harness (0);
  GstBus *bus = gst_element_get_bus (h->element);

  gst_bus_set_sync_handler (bus, answer, licence, NULL);
  gst_object_unref (bus);
  return h;
}

static void
stop_answering (GstHarness * h)
{
  GstBus *bus = gst_element_get_bus (h->element);

  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  gst_object_unref (bus);
}

static void
expect_result (GstHarness * h, gboolean wanted, const gchar * words)
{
  GstMessage *message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-licence");
  const GstStructure *structure = gst_message_get_structure (message);
  const gchar *text = gst_structure_get_string (structure, "text");
  gchar **kids = NULL;
  gboolean taken;

  fail_unless (gst_structure_get_boolean (structure, "taken", &taken));
  fail_unless_equals_int (taken, wanted);
  fail_unless (strstr (text, words), "%s", text);
  fail_unless_equals_int (gst_structure_get (structure, "kids", G_TYPE_STRV,
          &kids, NULL), wanted);
  if (wanted)
    fail_unless_equals_string (kids[0], kid_text);
  g_strfreev (kids);
  gst_message_unref (message);
}

/* Looks whether it is restricted, which the element takes for an attempt to read. */
static void
pull_expected (GstHarness * h)
{
  GstBuffer *buffer = gst_harness_pull (h);

  expect_output (buffer, NAL_SIZE, TRUE);
  gst_buffer_unref (buffer);
}

/* Fails if the message does not offer what to ask, or the answer is of no use. */
GST_START_TEST (test_context)
{
  gchar *licence = new_licence (kid, sample_key), *id = encode (kid);
  GstHarness *h = new_answered_harness (licence);
  gchar *wanted = g_strdup_printf ("{\"kids\":[\"%s\"],\"type\":\"temporary\"}",
      id);
  GstMessage *message;

  push (h, new_wanted_sample (kid));
  message = pop_message (h, GST_MESSAGE_ELEMENT, "rst-key-needed");
  fail_unless_equals_string (gst_structure_get_string (gst_message_get_structure
          (message), "clearkey-request"), wanted);
  gst_message_unref (message);
  expect_result (h, TRUE, "taken");
  expect_no_error (h->element);
  pull_expected (h);
  stop_answering (h);
  teardown (h);
  remove_wanted_keys ();
  g_free (wanted);
  g_free (licence);
  g_free (id);
}

GST_END_TEST;

static void
expect_no_key (GstHarness * h)
{
  fail_unless_equals_int (gst_harness_push (h, new_wanted_sample (kid)),
      GST_FLOW_ERROR);
  g_free (expect_error (h->element, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT_NOKEY));
}

/* Fails if another element plays by a key that one was given, or if that stays. */
GST_START_TEST (test_its_own)
{
  gchar *licence = new_licence (kid, sample_key);
  GstHarness *h = new_answered_harness (licence);
  GstHarness *other = new_waiting_harness (0);
  GstHarness *later;

  push (h, new_wanted_sample (kid));
  expect_no_key (other);
  push (h, new_wanted_sample (kid));
  expect_no_error (h->element);
  pull_expected (h);
  drop_buffers (h);
  stop_answering (h);
  teardown (h);
  later = new_waiting_harness (0);
  expect_no_key (later);
  teardown (later);
  teardown (other);
  g_free (licence);
}

GST_END_TEST;

/* Fails if a licence that is none ends without its reason. */
GST_START_TEST (test_bad_context)
{
  static gchar text[] = "{\"keys\":[{\"kty\":\"oct\"}]}";
  GstHarness *h = new_answered_harness (text);
  GstMessage *message;
  GError *error;

  fail_unless_equals_int (gst_harness_push (h, new_wanted_sample (kid)),
      GST_FLOW_ERROR);
  expect_result (h, FALSE, "key 1 has no \"kid\"");
  message = pop_message (h, GST_MESSAGE_WARNING, NULL);
  gst_message_parse_warning (message, &error, NULL);
  fail_unless (strstr (error->message, "key 1 has no \"kid\""));
  g_error_free (error);
  gst_message_unref (message);
  stop_answering (h);
  teardown (h);
}

GST_END_TEST;

static gchar *
new_file (const gchar * text)
{
  gchar *name = NULL;
  gint fd = g_file_open_tmp (NULL, &name, NULL);

  fail_unless (fd >= 0);
  close (fd);
  fail_unless (g_file_set_contents (name, text, -1, NULL));
  return name;
}

/* Has the element start anew, with the keys of a file. */
static GstStateChangeReturn
start_with (GstHarness * h, const gchar * file)
{
  gst_element_set_state (h->element, GST_STATE_READY);
  g_object_set (h->element, "clearkey-file", file, NULL);
  return gst_element_set_state (h->element, GST_STATE_PLAYING);
}

GST_START_TEST (test_file)
{
  gchar *licence = new_licence (kid, sample_key), *file = new_file (licence);
  GstElement *element;
  GstHarness *h;
  gchar *name;

  remove_wanted_keys ();
  element = element_with_bus ("rstcencdec");
  g_object_set (element, "clearkey-file", file, "key-timeout", 0, NULL);
  h = gst_harness_new_with_element (element, "sink", "src");
  gst_harness_set_src_caps (h, sample_caps ());
  g_object_get (element, "clearkey-file", &name, NULL);
  fail_unless_equals_string (name, file);
  push (h, new_wanted_sample (kid));
  expect_result (h, TRUE, "taken");
  fail_unless_equals_int (count_messages (h, "rst-key-needed"), 0);
  expect_no_error (element);
  pull_expected (h);
  teardown (h);
  gst_object_unref (element);
  remove_wanted_keys ();
  g_unlink (file);
  g_free (name);
  g_free (file);
  g_free (licence);
}

GST_END_TEST;

static void
expect_start_error (GstHarness * h, GQuark domain, gint code,
    const gchar * words)
{
  GstMessage *message = pop_message (h, GST_MESSAGE_ERROR, NULL);
  GError *error;

  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, domain, code));
  fail_unless (strstr (error->message, words), "%s", error->message);
  g_error_free (error);
  gst_message_unref (message);
}

/* Fails if a film is begun with a file that brings no key. */
GST_START_TEST (test_bad_file)
{
  GstHarness *h = new_waiting_harness (0);
  gchar *file = new_file ("{\"keys\":[");

  fail_unless_equals_int (start_with (h, "/nowhere/at/all"),
      GST_STATE_CHANGE_FAILURE);
  expect_start_error (h, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
      "/nowhere/at/all cannot be read: No such file");
  fail_unless_equals_int (start_with (h, file), GST_STATE_CHANGE_FAILURE);
  expect_start_error (h, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT,
      "are not taken: it is cut off: its JSON has no end");
  fail_unless_equals_int (start_with (h, "/dev/zero"),
      GST_STATE_CHANGE_FAILURE);
  expect_start_error (h, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
      "it is no text");
  teardown (h);
  g_unlink (file);
  g_free (file);
}

GST_END_TEST;

/* A file that is no text may hold keys all the same. Fails if they stay in memory that
 * is freed. */
GST_START_TEST (test_wiped)
{
  static const gchar text[] = "{\0 that is to be wiped";
  void (*look_for) (const gchar *) = dlsym (RTLD_DEFAULT, "fake_look_for");
  guint (*found) (void) = dlsym (RTLD_DEFAULT, "fake_found");
  GstHarness *h = new_waiting_harness (0);
  gchar *file = new_file ("");

  if (look_for) {
    fail_unless (g_file_set_contents (file, text, sizeof (text), NULL));
    look_for ("that is to be wiped");
    g_free (g_strdup ("what that is to be wiped finds"));
    fail_unless_equals_int (found (), 1);
    look_for ("that is to be wiped");
    fail_unless_equals_int (start_with (h, file), GST_STATE_CHANGE_FAILURE);
    fail_unless_equals_int (found (), 0);
    look_for (NULL);
    expect_start_error (h, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ,
        "it is no text");
  }
  teardown (h);
  g_unlink (file);
  g_free (file);
}

GST_END_TEST;

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("clearkey");
  TCase *tcase = tcase_create ("all");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_context);
  tcase_add_test (tcase, test_its_own);
  tcase_add_test (tcase, test_bad_context);
  tcase_add_test (tcase, test_file);
  tcase_add_test (tcase, test_bad_file);
  tcase_add_test (tcase, test_wiped);
  return run_suite (suite, &argc, &argv);
}
