/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How late pictures and sound are, each against the player's clock.
 *
 *	in-step LINE
 *
 * LINE is a playbin3, whose sinks are called "pictures" and "sound", and do
 * quality of service: by that they tell upstream of each buffer how late it came.
 * What comes early is shown in time. Prints, in milliseconds,
 *
 *	pictures: N, late by MEDIAN, at most MOST
 *	sound: N, late by MEDIAN, at most MOST
 *
 * Ends with 1 if the line posts an error, which is printed, and with 2 if it
 * hangs.
 */
#include <gst/gst.h>

#include <stdlib.h>

/* The machine may be an emulated one that has other things to do. */
#define PATIENCE (300 * GST_SECOND)

typedef struct
{
  const gchar *name;
  GMutex lock;
  GArray *late;                 /* of gint64, ns */
} Sink;

static GstPadProbeReturn
late_cb (GstPad * pad, GstPadProbeInfo * info, gpointer user_data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  Sink *sink = user_data;
  GstClockTimeDiff diff;
  gint64 late;

  if (GST_EVENT_TYPE (event) != GST_EVENT_QOS)
    return GST_PAD_PROBE_OK;
  gst_event_parse_qos (event, NULL, NULL, &diff, NULL);
  late = MAX (diff, 0);
  g_mutex_lock (&sink->lock);
  g_array_append_val (sink->late, late);
  g_mutex_unlock (&sink->lock);
  return GST_PAD_PROBE_OK;
}

static void
added_cb (GstBin * bin, GstBin * parent, GstElement * element,
    gpointer user_data)
{
  Sink *sinks = user_data;
  GstPad *pad;
  guint i;

  for (i = 0; i < 2; i++) {
    if (g_strcmp0 (GST_OBJECT_NAME (element), sinks[i].name))
      continue;
    pad = gst_element_get_static_pad (element, "sink");
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, late_cb,
        &sinks[i], NULL);
    gst_object_unref (pad);
  }
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
print_sink (Sink * sink)
{
  GArray *late = sink->late;
  gint64 median = 0, most = 0;

  g_array_sort (late, compare);
  if (late->len) {
    median = g_array_index (late, gint64, late->len / 2);
    most = g_array_index (late, gint64, late->len - 1);
  }
  g_print ("%s: %u, late by %" G_GINT64_FORMAT ", at most %" G_GINT64_FORMAT
      "\n", sink->name, late->len, median / GST_MSECOND, most / GST_MSECOND);
}

static int
play (GstElement * line)
{
  GstBus *bus = gst_element_get_bus (line);
  GstMessage *message;
  GError *error;
  int result = 0;

  gst_element_set_state (line, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, PATIENCE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_object_unref (bus);
  if (!message)
    exit (2);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_print ("ERROR: from element %s: %s\n", GST_MESSAGE_SRC_NAME (message),
        error->message);
    g_error_free (error);
    result = 1;
  }
  gst_message_unref (message);
  gst_element_set_state (line, GST_STATE_NULL);
  return result;
}

int
main (int argc, char **argv)
{
  Sink sinks[2] = { {.name = "pictures"}, {.name = "sound"} };
  GError *error = NULL;
  GstElement *line;
  int i, result;

  gst_init (&argc, &argv);
  if (argc != 2)
    return EXIT_FAILURE;
  line = gst_parse_launch (argv[1], &error);
  if (error) {
    g_print ("%s\n", error->message);
    return EXIT_FAILURE;
  }
  for (i = 0; i < 2; i++)
    sinks[i].late = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_signal_connect (line, "deep-element-added", G_CALLBACK (added_cb), sinks);
  result = play (line);
  gst_object_unref (line);
  for (i = 0; i < 2; i++) {
    print_sink (&sinks[i]);
    g_array_unref (sinks[i].late);
  }
  return result;
}
