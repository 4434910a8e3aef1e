/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plays a line, with flushing seeks in mid-film.
 *
 *	seek-film LINE SECONDS…
 *
 * After each seek the position must go on from the target. Ends with 0 when all
 * seeks were made, with 1 if the line posts an error, which is printed, and
 * with 2 if it hangs.
 */
#include <gst/gst.h>

#include <stdlib.h>

/* The machine may be an emulated one that has other things to do. */
#define PATIENCE (20 * GST_SECOND)
#define PLAYED (GST_SECOND / 2)

enum
{
  DONE,
  FAILED,
  HUNG
};

static int
next_message (GstElement * line, GstMessageType wanted, GstClockTime patience)
{
  GstBus *bus = gst_element_get_bus (line);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, patience,
      wanted | GST_MESSAGE_ERROR);
  int result = message ? DONE : HUNG;
  GError *error;

  gst_object_unref (bus);
  if (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_print ("ERROR: from element %s: %s\n", GST_MESSAGE_SRC_NAME (message),
        error->message);
    g_error_free (error);
    result = FAILED;
  }
  g_clear_pointer (&message, gst_message_unref);
  return result;
}

static gint64
since (gint64 began)
{
  return (g_get_monotonic_time () - began) * 1000;
}

/*
 * Frames are shown at their time: if the position moves, the film does. It
 * can't be further from the target than time has gone by since the seek, which
 * may be long if the machine stood still.
 */
static int
play_from (GstElement * line, gint64 start, gint64 sought)
{
  gint64 began = g_get_monotonic_time (), position = -1;

  while (since (began) < (gint64) PATIENCE) {
    if (next_message (line, GST_MESSAGE_ERROR, 50 * GST_MSECOND) == FAILED)
      return FAILED;
    if (!gst_element_query_position (line, GST_FORMAT_TIME, &position) ||
        position < start + (gint64) PLAYED)
      continue;
    if (position <= start + since (sought) + (gint64) GST_SECOND)
      return DONE;
    g_print ("at %" GST_TIME_FORMAT ", %.1f s after the seek to %"
        GST_TIME_FORMAT "\n", GST_TIME_ARGS (position),
        since (sought) / 1e9, GST_TIME_ARGS (start));
    return HUNG;
  }
  g_print ("the film stands still at %" GST_TIME_FORMAT "\n",
      GST_TIME_ARGS (position));
  return HUNG;
}

static int
seek_to (GstElement * line, const char *seconds)
{
  GstClockTime target = g_ascii_strtod (seconds, NULL) * GST_SECOND;
  gint64 began = g_get_monotonic_time ();
  int result;

  if (!gst_element_seek_simple (line, GST_FORMAT_TIME,
          GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, target)) {
    g_print ("no seek to %s s\n", seconds);
    return FAILED;
  }
  result = next_message (line, GST_MESSAGE_ASYNC_DONE, PATIENCE);
  if (result == HUNG)
    g_print ("no picture after the seek to %s s\n", seconds);
  if (result == DONE)
    result = play_from (line, target, began);
  if (result == DONE)
    g_print ("plays on at %s s\n", seconds);
  return result;
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  GstElement *line;
  gint64 began;
  int result, i;

  gst_init (&argc, &argv);
  if (argc < 2)
    return EXIT_FAILURE;
  line = gst_parse_launch (argv[1], &error);
  if (error) {
    g_print ("%s\n", error->message);
    return EXIT_FAILURE;
  }

  began = g_get_monotonic_time ();
  gst_element_set_state (line, GST_STATE_PLAYING);
  result = next_message (line, GST_MESSAGE_ASYNC_DONE, PATIENCE);
  if (result == HUNG)
    g_print ("no picture at the film's start\n");
  if (result == DONE)
    result = play_from (line, 0, began);
  for (i = 2; i < argc && result == DONE; i++)
    result = seek_to (line, argv[i]);

  /* Where the streaming threads hang, this would, too. */
  if (result == HUNG)
    return result;
  gst_element_set_state (line, GST_STATE_NULL);
  gst_object_unref (line);
  return result;
}
