/* SPDX-License-Identifier: GPL-2.0-only */
#include "common.h"

#include <gst/allocators/allocators.h>

gboolean
fake_is_loaded (void)
{
  const gchar *preload = g_getenv ("LD_PRELOAD");

  return preload && strstr (preload, "rst-fake");
}

void
fake_set (const gchar * words)
{
  g_setenv ("RST_FAKE", words ? words : "", TRUE);
}

GstElement *
element_with_bus (const gchar * factory)
{
  GstElement *element = gst_element_factory_make (factory, NULL);
  GstBus *bus = gst_bus_new ();

  fail_unless (element, "no element %s: is GST_PLUGIN_PATH set?", factory);
  gst_object_ref_sink (element);
  gst_element_set_bus (element, bus);
  gst_object_unref (bus);
  return element;
}

void
forget_messages (GstElement * element)
{
  GstBus *bus = gst_element_get_bus (element);

  gst_bus_set_flushing (bus, TRUE);
  gst_object_unref (bus);
}

void
teardown (GstHarness * h)
{
  forget_messages (h->element);
  gst_harness_teardown (h);
}

static GstMessage *
pop_error (GstElement * element)
{
  GstBus *bus = gst_element_get_bus (element);
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);

  gst_object_unref (bus);
  return message;
}

gchar *
expect_error (GstElement * element, GQuark domain, gint code)
{
  GstMessage *message = pop_error (element);
  gchar *debug, *text;
  GError *error;

  fail_unless (message, "no error was posted");
  gst_message_parse_error (message, &error, &debug);
  text = g_strdup_printf ("%s %s", error->message, debug ? debug : "");
  GST_INFO ("error: %s", text);
  fail_unless (g_error_matches (error, domain, code),
      "another error: %s", text);
  g_error_free (error);
  g_free (debug);
  gst_message_unref (message);
  return text;
}

void
expect_no_error (GstElement * element)
{
  GstMessage *message = pop_error (element);
  GError *error = NULL;
  gchar *debug = NULL;

  if (message)
    gst_message_parse_error (message, &error, &debug);
  fail_unless (message == NULL, "an error: %s (%s)",
      error ? error->message : NULL, debug);
}

void
expect_restricted (GstBuffer * buffer)
{
  GstMemory *mem = gst_buffer_peek_memory (buffer, 0);
  GstMapInfo map;

  fail_unless_equals_int (gst_buffer_n_memory (buffer), 1);
  fail_unless (gst_is_dmabuf_memory (mem));
  fail_if (gst_memory_map (mem, &map, GST_MAP_READ));
  fail_if (gst_memory_map (mem, &map, GST_MAP_WRITE));
  fail_if (gst_buffer_map (buffer, &map, GST_MAP_READ));
  fail_if (gst_buffer_map (buffer, &map, GST_MAP_WRITE));
  fail_unless (gst_memory_copy (mem, 0, -1) == NULL);
}

/* The suite leaves GStreamer at its end, and so the leaks tracer says what is
 * still alive. */
void
expect_event (GstHarness * h, GstEventType type)
{
  GstEvent *event;

  while ((event = gst_harness_try_pull_event (h))) {
    gboolean found = GST_EVENT_TYPE (event) == type;

    gst_event_unref (event);
    if (found)
      return;
  }
  fail ("no %s event came through", gst_event_type_get_name (type));
}

GstHarness *
harness_with_caps (const gchar * factory, const gchar * caps)
{
  GstElement *element = element_with_bus (factory);
  GstHarness *h = gst_harness_new_with_element (element, "sink", "src");

  gst_object_unref (element);
  gst_harness_set_src_caps_str (h, caps);
  return h;
}

int
run_suite (Suite * suite, int *argc, char ***argv)
{
  gst_check_init (argc, argv);
  return gst_check_run_suite (suite, "rstmem", __FILE__) ? 1 : 0;
}
