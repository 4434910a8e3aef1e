/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starts and stops a line again and again.
 *
 *	cycle-film LINE COUNT
 *
 * The line is stopped at each stage of its start in turn: at once, while it
 * waits for its first picture, and when it plays. Ends with 0 when all was done,
 * with 1 if the line posts an error, which is printed, and with 2 if it hangs.
 */
#include <gst/gst.h>

#include <stdlib.h>

/* The machine may be an emulated one that has other things to do. */
#define PATIENCE (20 * GST_SECOND)

enum
{
  DONE,
  FAILED,
  HUNG
};

static int
wait_for (GstElement * line, GstMessageType wanted, GstClockTime patience)
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

static int
cycle (GstElement * line, int stage)
{
  int result = DONE;

  gst_element_set_state (line, GST_STATE_PLAYING);
  if (stage == 1) {
    if (wait_for (line, GST_MESSAGE_ERROR, 20 * GST_MSECOND) == FAILED)
      return FAILED;
  } else if (stage > 1) {
    result = wait_for (line, GST_MESSAGE_ASYNC_DONE, PATIENCE);
  }
  if (result != DONE)
    return result;
  if (gst_element_set_state (line, GST_STATE_READY) !=
      GST_STATE_CHANGE_SUCCESS)
    return FAILED;
  return wait_for (line, GST_MESSAGE_ERROR, 0) == FAILED ? FAILED : DONE;
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  GstElement *line;
  int result = DONE, count, i;

  gst_init (&argc, &argv);
  if (argc != 3)
    return EXIT_FAILURE;
  line = gst_parse_launch (argv[1], &error);
  if (error) {
    g_print ("%s\n", error->message);
    return EXIT_FAILURE;
  }

  count = atoi (argv[2]);
  for (i = 0; i < count && result == DONE; i++)
    result = cycle (line, i % 3);
  g_print ("%d times\n", i);

  /* Where the streaming threads hang, this would, too. */
  if (result == HUNG)
    return result;
  gst_element_set_state (line, GST_STATE_NULL);
  gst_object_unref (line);
  gst_deinit ();
  return result;
}
