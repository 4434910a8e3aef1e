/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plays a line again and again, by a flushing seek from its end to its start.
 *
 *	loop-film LINE SECONDS
 *
 * Prints "play N: KILOBYTES", the process's own memory, after each play. Ends
 * with 0 when the time is over, with 1 if the line posts an error, which is
 * printed, and with 2 if it hangs.
 */
#include <gst/gst.h>

#include <stdio.h>
#include <stdlib.h>

/* The machine may be an emulated one that has other things to do. */
#define PATIENCE (300 * GST_SECOND)

static long
resident_kilobytes (void)
{
  FILE *file = fopen ("/proc/self/status", "r");
  char text[128];
  long result = -1;

  while (file && fgets (text, sizeof (text), file))
    if (sscanf (text, "VmRSS: %ld", &result) == 1)
      break;
  if (file)
    fclose (file);
  return result;
}

static int
play_once (GstElement * line)
{
  GstBus *bus = gst_element_get_bus (line);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, PATIENCE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  GError *error;
  int result = 0;

  gst_object_unref (bus);
  if (!message)
    return 2;
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_print ("ERROR: from element %s: %s\n", GST_MESSAGE_SRC_NAME (message),
        error->message);
    g_error_free (error);
    result = 1;
  }
  gst_message_unref (message);
  return result;
}

int
main (int argc, char **argv)
{
  gint64 end;
  GError *error = NULL;
  GstElement *line;
  int result, plays = 0;

  gst_init (&argc, &argv);
  if (argc != 3)
    return EXIT_FAILURE;
  line = gst_parse_launch (argv[1], &error);
  if (error) {
    g_print ("%s\n", error->message);
    return EXIT_FAILURE;
  }

  end = g_get_monotonic_time () + atoi (argv[2]) * G_TIME_SPAN_SECOND;
  gst_element_set_state (line, GST_STATE_PLAYING);
  while ((result = play_once (line)) == 0) {
    g_print ("play %d: %ld\n", ++plays, resident_kilobytes ());
    if (g_get_monotonic_time () >= end)
      break;
    if (!gst_element_seek_simple (line, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
            0)) {
      g_print ("no seek to the start\n");
      result = 1;
      break;
    }
  }

  /* Where the streaming threads hang, this would, too. */
  if (result == 2)
    return result;
  gst_element_set_state (line, GST_STATE_NULL);
  gst_object_unref (line);
  return result;
}
