/* SPDX-License-Identifier: GPL-2.0-only */
/* An application whose answers are of no use is asked again, and a pipeline that gives
 * the same answer again, with pauses */
#include "harness.h"
#include "keys.h"
#include "sample.h"

static gpointer
push_thread (gpointer data)
{
  return GINT_TO_POINTER (gst_harness_push (data, new_wanted_sample (kid)));
}

static void
expect_return (GThread * thread, GstFlowReturn ret)
{
  fail_unless_equals_int (GPOINTER_TO_INT (g_thread_join (thread)), ret);
}

/* Each of them another. */
static GstBusSyncReply
answer_uselessly (G_GNUC_UNUSED GstBus * bus, GstMessage * message,
    gpointer data)
{
  static guint n;
  gchar *text;

  if (gst_message_has_name (message, "rst-key-needed")) {
    text = g_strdup_printf ("no.licence.%u", n++);
    set_answer (GST_ELEMENT (GST_MESSAGE_SRC (message)), kid_text, "licence",
        text);
    g_free (text);
    g_atomic_int_inc ((gint *) data);
  }
  return GST_BUS_PASS;
}

/* Fails if an application that answers at once, and uselessly, is asked again without
 * a pause, or never. */
GST_START_TEST (test_pauses)
{
  GstHarness *h = new_waiting_harness (1000);
  GstBus *bus = gst_element_get_bus (h->element);
  gint asked = 0;

  gst_bus_set_sync_handler (bus, answer_uselessly, &asked, NULL);
  fail_unless_equals_int (gst_harness_push (h, new_wanted_sample (kid)),
      GST_FLOW_ERROR);
  fail_unless (asked >= 2 && asked <= 5, "asked %d times", asked);
  fail_unless_equals_int (count_messages (h, "rst-licence"), asked);
  gst_bus_set_sync_handler (bus, NULL, NULL, NULL);
  gst_object_unref (bus);
  teardown (h);
}

GST_END_TEST;

static void
link_pads (GstPad * src, GstPad * sink)
{
  fail_unless_equals_int (gst_pad_link_full (src, sink,
          GST_PAD_LINK_CHECK_NOTHING), GST_PAD_LINK_OK);
}

/* A pipeline that plays, and the harness's element in it; messages are on its bus. */
static GstElement *
pipeline_around (GstHarness * h)
{
  GstElement *pipeline = gst_pipeline_new (NULL);
  GstPad *sink = gst_element_get_static_pad (h->element, "sink");
  GstPad *src = gst_element_get_static_pad (h->element, "src");

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  forget_messages (h->element);
  fail_unless (gst_bin_add (GST_BIN (pipeline), h->element));
  /* a bin unlinks what comes in */
  link_pads (h->srcpad, sink);
  link_pads (src, h->sinkpad);
  gst_object_unref (src);
  gst_object_unref (sink);
  return pipeline;
}

static void
leave_pipeline (GstHarness * h, GstElement * pipeline)
{
  gst_bin_remove (GST_BIN (pipeline), h->element);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_object_unref (pipeline);
  gst_harness_teardown (h);
}

/* Waits for the next of that name. */
static void
skip_to (GstElement * pipeline, const gchar * name)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message;
  gboolean found = FALSE;

  while (!found && (message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND,
              GST_MESSAGE_ELEMENT))) {
    found = gst_message_has_name (message, name);
    gst_message_unref (message);
  }
  gst_object_unref (bus);
  fail_unless (found, "no message %s", name);
}

static guint
count_on (GstElement * pipeline, const gchar * name)
{
  GstBus *bus = gst_element_get_bus (pipeline);
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ELEMENT))) {
    n += gst_message_has_name (message, name);
    gst_message_unref (message);
  }
  gst_object_unref (bus);
  return n;
}

/* A pipeline gives what was set on it again when the element asks again. Fails if
 * that goes round and round. */
GST_START_TEST (test_pipeline_repeats)
{
  GstHarness *h = new_waiting_harness (1000);
  GstElement *pipeline = pipeline_around (h);
  GThread *thread = g_thread_new ("push", push_thread, h);

  skip_to (pipeline, "rst-key-needed");
  set_answer (pipeline, kid_text, "licence", "no.licence");
  skip_to (pipeline, "rst-licence");
  skip_to (pipeline, "rst-key-needed");
  expect_return (thread, GST_FLOW_ERROR);
  fail_unless_equals_int (count_on (pipeline, "rst-licence"), 0);
  leave_pipeline (h, pipeline);
}

GST_END_TEST;

/* Fails if no other answer is taken after one of no use, or if one that was taken and
 * is given again is tried again. */
GST_START_TEST (test_pipeline_answers)
{
  GstHarness *h = new_waiting_harness (5000);
  GstElement *pipeline = pipeline_around (h);
  gchar *kid64 = g_base64_encode (kid, 16), *key64 = g_base64_encode (sample_key,
      16);
  GThread *thread = g_thread_new ("push", push_thread, h);
  gchar *licence;

  kid64[22] = key64[22] = '\0';
  licence = g_strdup_printf
      ("{\"keys\":[{\"kty\":\"oct\",\"kid\":\"%s\",\"k\":\"%s\"}]}", kid64, key64);
  skip_to (pipeline, "rst-key-needed");
  set_answer (pipeline, kid_text, "clearkey", "{}");
  skip_to (pipeline, "rst-key-needed");
  set_answer (pipeline, kid_text, "clearkey", licence);
  expect_return (thread, GST_FLOW_OK);
  skip_to (pipeline, "rst-key-found");
  fail_unless_equals_int (count_on (pipeline, "rst-key-needed"), 0);
  g_free (licence);
  g_free (key64);
  g_free (kid64);
  leave_pipeline (h, pipeline);
}

GST_END_TEST;

int
main (int argc, char **argv)
{
  Suite *suite = suite_create ("key-again");
  TCase *tcase = tcase_create ("all");

  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_pauses);
  tcase_add_test (tcase, test_pipeline_repeats);
  tcase_add_test (tcase, test_pipeline_answers);
  return run_suite (suite, &argc, &argv);
}
