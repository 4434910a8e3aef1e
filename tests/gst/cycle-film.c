/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Starts and stops a line again and again.
 *
 *	cycle-film LINE COUNT
 *
 * The line has two parts: one up to the demuxer, which is named "demux", and
 * the other from an element that is named "behind". Once for each start, they
 * are linked here: gst_parse_launch() would link them only for the first one.
 *
 * The line is stopped at each stage of its start in turn: at once, while it
 * waits for its first picture, and when it plays. Ends with 0 when all was done,
 * with 1 if the line posts an error, which is printed, and with 2 if it hangs.
 */
#include <gst/gst.h>

#include <stdlib.h>

/* The machine may be an emulated one that has other things to do. */
#define PATIENCE (20 * GST_SECOND)

typedef struct
{
  GstElement *line;
  GstElement *demux;
  GstElement *behind;
} Player;

enum
{
  DONE,
  FAILED,
  HUNG
};

static void
print_error (GstMessage * message)
{
  GError *error;
  gchar *details;

  gst_message_parse_error (message, &error, &details);
  g_print ("ERROR: from element %s: %s\n%s\n", GST_MESSAGE_SRC_NAME (message),
      error->message, details);
  g_error_free (error);
  g_free (details);
}

static int
wait_for (Player * player, GstMessageType wanted, GstClockTime patience)
{
  GstBus *bus = gst_element_get_bus (player->line);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, patience,
      wanted | GST_MESSAGE_ERROR);
  int result = message ? DONE : HUNG;

  gst_object_unref (bus);
  if (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    print_error (message);
    result = FAILED;
  }
  g_clear_pointer (&message, gst_message_unref);
  return result;
}

/* A demuxer that is stopped while it reads the head of a film takes what it has
 * got for the whole film and says that nothing in it can be played. That is of
 * no interest; an error of any other element is. */
static int
check_errors_of_stop (Player * player)
{
  GstBus *bus = gst_element_get_bus (player->line);
  GstMessage *message;
  int result = DONE;

  while ((message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR))) {
    if (GST_MESSAGE_SRC (message) != GST_OBJECT (player->demux)) {
      print_error (message);
      result = FAILED;
    }
    gst_message_unref (message);
  }
  gst_object_unref (bus);
  return result;
}

static int
cycle (Player * player, int stage)
{
  int result = DONE;

  gst_element_set_state (player->line, GST_STATE_PLAYING);
  if (stage == 1) {
    if (wait_for (player, GST_MESSAGE_ERROR, 20 * GST_MSECOND) == FAILED)
      return FAILED;
  } else if (stage > 1) {
    result = wait_for (player, GST_MESSAGE_ASYNC_DONE, PATIENCE);
  }
  if (result != DONE)
    return result;
  if (gst_element_set_state (player->line, GST_STATE_READY) !=
      GST_STATE_CHANGE_SUCCESS)
    return FAILED;
  return check_errors_of_stop (player);
}

/* The first one, which is the picture's in all films of the tests. */
static void
pad_added_cb (GstElement * behind, GstPad * pad)
{
  GstPad *sink = gst_element_get_static_pad (behind, "sink");

  if (!gst_pad_is_linked (sink))
    gst_pad_link (pad, sink);
  gst_object_unref (sink);
}

static gboolean
make_player (Player * player, const gchar * line)
{
  GError *error = NULL;

  player->line = gst_parse_launch (line, &error);
  if (error) {
    g_print ("%s\n", error->message);
    return FALSE;
  }
  player->demux = gst_bin_get_by_name (GST_BIN (player->line), "demux");
  player->behind = gst_bin_get_by_name (GST_BIN (player->line), "behind");
  if (!player->demux || !player->behind)
    return FALSE;
  g_signal_connect_swapped (player->demux, "pad-added",
      G_CALLBACK (pad_added_cb), player->behind);
  return TRUE;
}

int
main (int argc, char **argv)
{
  int result = DONE, count, i;
  Player player;

  gst_init (&argc, &argv);
  if (argc != 3 || !make_player (&player, argv[1]))
    return EXIT_FAILURE;

  count = atoi (argv[2]);
  for (i = 0; i < count && result == DONE; i++)
    result = cycle (&player, i % 3);
  g_print ("%d times\n", i);

  /* Where the streaming threads hang, this would, too. */
  if (result == HUNG)
    return result;
  gst_element_set_state (player.line, GST_STATE_NULL);
  gst_object_unref (player.demux);
  gst_object_unref (player.behind);
  gst_object_unref (player.line);
  gst_deinit ();
  return result;
}
