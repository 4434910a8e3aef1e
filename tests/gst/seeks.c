/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plays a line and seeks in it at random.
 *
 *	seeks [--seed N] [--count N] [--length PICTURES] [--only KIND]
 *		[--skip KIND]… [--once KIND]… [--log FILE] LINE
 *
 * The first seeks are one of each kind; further ones are of any. After each,
 * the picture that is asked for must come, then those that follow it. What the
 * sink got and when is in FILE, to compare it with what was on the screen
 * (tests/player/pictures.py). Ends with 0 when all seeks were made, with 1 at
 * an error or a wrong picture, with 2 if the line hangs.
 */
#include <gst/gst.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "player.h"

#define STORM 10
#define SEGMENT 8

static gint seed = 1, count = 20, length = 528;
static gchar *log_name, *only, **skip, **once;

static GOptionEntry options[] = {
  {"seed", 0, 0, G_OPTION_ARG_INT, &seed, "of the random numbers", "N"},
  {"count", 0, 0, G_OPTION_ARG_INT, &count, "how many seeks", "N"},
  {"length", 0, 0, G_OPTION_ARG_INT, &length, "of the film", "PICTURES"},
  {"log", 0, 0, G_OPTION_ARG_FILENAME, &log_name, "what the sink got", "FILE"},
  {"skip", 0, 0, G_OPTION_ARG_STRING_ARRAY, &skip, "not these", "KIND"},
  {"once", 0, 0, G_OPTION_ARG_STRING_ARRAY, &once, "not at random", "KIND"},
  {"only", 0, 0, G_OPTION_ARG_STRING, &only, "only these", "KIND"},
  G_OPTION_ENTRY_NULL
};

static int
accurate (Player * self)
{
  int result = seek_and_show (self, "accurate", 1.0, FLUSH_ACCURATE,
      any_picture (self, 0), GST_CLOCK_TIME_NONE);

  return result == DONE ? play_on (self, 3) : result;
}

static int
key_unit (Player * self)
{
  int result = seek_and_show (self, "key-unit", 1.0, GST_SEEK_FLAG_FLUSH |
      GST_SEEK_FLAG_KEY_UNIT, any_picture (self, 0), GST_CLOCK_TIME_NONE);

  return result == DONE ? play_on (self, 3) : result;
}

static int
step_by (Player * self, const gchar * kind, gint64 distance)
{
  gint64 number = pictures_seen (self->pictures).last + distance;
  int result = seek_and_show (self, kind, 1.0, FLUSH_ACCURATE,
      CLAMP (number, 0, self->length - 1), GST_CLOCK_TIME_NONE);

  return result == DONE ? play_on (self, 3) : result;
}

static int
back (Player * self)
{
  return step_by (self, "back", -g_rand_int_range (self->random, 1, 240));
}

static int
forward (Player * self)
{
  return step_by (self, "forward", g_rand_int_range (self->random, 1, 240));
}

static int
to_start (Player * self)
{
  int result = seek (self, "start", 1.0, FLUSH_ACCURATE, 0,
      GST_CLOCK_TIME_NONE);

  if (result == DONE)
    result = wait_for_preroll (self);
  if (result == DONE)
    result = play_on (self, 3);
  return result == DONE ? expect_first (self, 0, FALSE) : result;
}

/* To the last pictures, or behind them. */
static int
to_end (Player * self)
{
  gint64 number = self->length - g_rand_int_range (self->random, 0, 4);
  gboolean behind = number == self->length;
  int result = seek (self, "end", 1.0, FLUSH_ACCURATE, behind ?
      time_of (number) : time_within (self, number), GST_CLOCK_TIME_NONE);
  PicturesSeen seen;

  if (result == DONE)
    result = next_message (self, GST_MESSAGE_EOS, PATIENCE);
  if (result == HUNG)
    printf ("no end of the stream\n");
  seen = pictures_seen (self->pictures);
  if (result == DONE && !behind &&
      (seen.first != number || seen.last != self->length - 1))
    result = failed ("from %" PRId64 " to the end: %" PRId64 " to %"
        PRId64 " came", number, seen.first, seen.last);
  return result;
}

static int
paused (Player * self)
{
  int result;

  gst_element_set_state (self->line, GST_STATE_PAUSED);
  result = wait_for_preroll (self);
  if (result == DONE)
    result = seek_and_show (self, "paused", 1.0, FLUSH_ACCURATE,
        any_picture (self, 0), GST_CLOCK_TIME_NONE);
  if (result == DONE && g_rand_boolean (self->random))
    result = seek_and_show (self, "paused", 1.0, FLUSH_ACCURATE,
        any_picture (self, 0), GST_CLOCK_TIME_NONE);
  gst_element_set_state (self->line, GST_STATE_PLAYING);
  return result == DONE ? play_on (self, 4) : result;
}

/* As of somebody who draws a slider: nobody waits for a picture. */
static int
storm (Player * self)
{
  int result = DONE, i;

  for (i = 0; i < STORM - 1 && result == DONE; i++) {
    result = seek (self, "storm", 1.0, FLUSH_ACCURATE, time_within (self,
            any_picture (self, 0)), GST_CLOCK_TIME_NONE);
    g_usleep (g_rand_int_range (self->random, 0, G_USEC_PER_SEC / STORM));
  }
  return result == DONE ? accurate (self) : result;
}

/* It must not be faster than asked for; slower it may be, on such a machine. */
static int
at_rate (Player * self)
{
  static const gdouble rates[] = { 0.5, 1.0, 1.5, 2.0 };
  gdouble rate = rates[g_rand_int_range (self->random, 0, 4)], least;
  PicturesSeen seen;
  int result = seek_and_show (self, "rate", rate, FLUSH_ACCURATE,
      any_picture (self, 24), GST_CLOCK_TIME_NONE);

  if (result == DONE)
    result = wait_for_pictures (self, 14);
  if (result != DONE)
    return result;
  /* The first is shown at once, and the next ones wait in the sink's pad. */
  seen = pictures_seen (self->pictures);
  least = (seen.last - seen.first - 3) / (PICTURES_A_SECOND * rate);
  return (seen.last_time - seen.first_time) / 1e9 > least ? DONE :
      failed ("pictures %" PRId64 " to %" PRId64 " came within %.2f s "
      "at rate %.1f", seen.first, seen.last,
      (seen.last_time - seen.first_time) / 1e9, rate);
}

/* Without a flush and without another position. Who cannot, says so. */
static int
instant_rate (Player * self)
{
  gdouble rate = g_rand_boolean (self->random) ? 2.0 : 0.5;
  int result = accurate (self);

  if (result != DONE)
    return result;
  if (!gst_element_seek (self->line, rate, GST_FORMAT_TIME,
          GST_SEEK_FLAG_INSTANT_RATE_CHANGE, GST_SEEK_TYPE_NONE, 0,
          GST_SEEK_TYPE_NONE, 0))
    printf ("instant-rate: refused\n");
  return play_on (self, pictures_seen (self->pictures).count + 6);
}

static int
trick_mode (Player * self)
{
  gint64 number = any_picture (self, 3 * PICTURES_A_GROUP);
  int result = seek (self, "key-units", 4.0, GST_SEEK_FLAG_FLUSH |
      GST_SEEK_FLAG_TRICKMODE | GST_SEEK_FLAG_TRICKMODE_KEY_UNITS,
      time_within (self, number), GST_CLOCK_TIME_NONE);

  if (result == DONE)
    result = wait_for_preroll (self);
  return result == DONE ? wait_for_pictures (self, 2) : result;
}

/* The end of picture @number; time stamps in a film are rounded. */
static GstClockTime
end_of (gint64 number)
{
  return time_of (number + 1) - GST_MSECOND;
}

static int
seek_segment (Player * self, const gchar * kind, GstSeekFlags flags,
    gint64 number)
{
  return seek (self, kind, 1.0, flags | GST_SEEK_FLAG_ACCURATE |
      GST_SEEK_FLAG_SEGMENT, time_within (self, number),
      end_of (number + SEGMENT - 1));
}

static int
expect_segment (PicturesSeen seen, gint64 number)
{
  return seen.first == number && seen.last == number + SEGMENT - 1 ? DONE :
      failed ("segment %" PRId64 " to %" PRId64 ": %" PRId64 " to %" PRId64
      " came", number, number + SEGMENT - 1, seen.first, seen.last);
}

/* The demuxer is done when it has pushed all, not when that was shown. */
static int
make_segment (Player * self, const gchar * kind, GstSeekFlags flags,
    gint64 number)
{
  int result = seek_segment (self, kind, flags, number);

  if (result == DONE)
    result = next_message (self, GST_MESSAGE_SEGMENT_DONE, PATIENCE);
  if (result == HUNG)
    printf ("the segment does not end\n");
  return result;
}

static int
segment (Player * self)
{
  gint64 number = any_picture (self, 30);
  int result = make_segment (self, "segment", GST_SEEK_FLAG_FLUSH, number);

  if (result == DONE)
    result = wait_for_pictures (self, SEGMENT);
  return result == DONE ? expect_segment (pictures_seen (self->pictures),
      number) : result;
}

/* The second seek does not flush. */
static int
loop (Player * self)
{
  gint64 number = any_picture (self, 30), next = any_picture (self, 30);
  int result = make_segment (self, "segment", GST_SEEK_FLAG_FLUSH, number);

  if (result == DONE)
    result = make_segment (self, "loop", GST_SEEK_FLAG_NONE, next);
  if (result == DONE)
    result = wait_for_pictures_of (self, SEGMENT, next);
  if (result == DONE)
    result = expect_segment (pictures_before (self->pictures), number);
  return result == DONE ? expect_segment (pictures_seen (self->pictures),
      next) : result;
}

static int
reverse (Player * self)
{
  int result = accurate (self);
  guint seen;

  if (result != DONE)
    return result;
  seen = pictures_seen (self->pictures).count;
  if (gst_element_seek (self->line, -1.0, GST_FORMAT_TIME, FLUSH_ACCURATE,
          GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_SET, 5 * GST_SECOND))
    return failed ("a seek to play in reverse was not refused");
  return wait_for_pictures (self, seen + 3);
}

static const struct
{
  const gchar *name;
  int (*make) (Player * self);
} kinds[] = {
  {"accurate", accurate},
  {"key-unit", key_unit},
  {"back", back},
  {"forward", forward},
  {"start", to_start},
  {"end", to_end},
  {"paused", paused},
  {"storm", storm},
  {"rate", at_rate},
  {"instant-rate", instant_rate},
  {"key-units", trick_mode},
  {"loop", loop},
  {"reverse", reverse},
  {"segment", segment},
};

static gboolean
is_among (gchar ** names, const gchar * name)
{
  return names && g_strv_contains ((const gchar * const *) names, name);
}

static gboolean
is_left_out (const gchar * name, gboolean at_random)
{
  return (only && !g_str_equal (only, name)) || is_among (skip, name) ||
      (at_random && is_among (once, name));
}

static int
make_seeks (Player * self)
{
  int result = wait_for_preroll (self), kind, i;

  for (i = 0; i < count && result == DONE; i++) {
    kind = i < (int) G_N_ELEMENTS (kinds) ? i :
        g_rand_int_range (self->random, 0, G_N_ELEMENTS (kinds));
    if (is_left_out (kinds[kind].name, i >= (int) G_N_ELEMENTS (kinds)))
      continue;
    result = kinds[kind].make (self);
    if (result == DONE && pictures_error (self->pictures))
      result = failed ("%s", pictures_error (self->pictures));
    if (result != DONE)
      printf ("seek %d of seed %d, %s: %s\n", i, seed, kinds[kind].name,
          result == HUNG ? "hangs" : "fails");
  }
  return result;
}

static gint
compare_times (gconstpointer a, gconstpointer b)
{
  const guint64 *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

static void
print_times (Player * self)
{
  if (!self->times->len)
    return;
  g_array_sort (self->times, compare_times);
  printf ("%u pictures after seeks: median %.0f ms, worst %.0f ms\n",
      self->times->len,
      g_array_index (self->times, guint64, self->times->len / 2) / 1e6,
      g_array_index (self->times, guint64, self->times->len - 1) / 1e6);
}

/* playbin3 has its sink as a property, and what gst-launch takes by a name. */
static GstElement *
find_sink (GstElement * line)
{
  GstElement *sink = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (line), "video-sink"))
    g_object_get (line, "video-sink", &sink, NULL);
  else
    sink = gst_bin_get_by_name (GST_BIN (line), "screen");
  return sink;
}

static int
play (Player * self)
{
  int result;

  gst_element_set_state (self->line, GST_STATE_PLAYING);
  result = make_seeks (self);
  fprintf (self->log, "end %" PRIu64 " -\n", gst_util_get_timestamp ());
  fflush (self->log);
  printf ("%d seeks of seed %d, %u pictures\n", count, seed,
      pictures_total (self->pictures));
  print_times (self);
  fflush (stdout);
  /* Where the streaming threads hang, this would, too. */
  if (result != HUNG)
    gst_element_set_state (self->line, GST_STATE_NULL);
  return result;
}

static GstElement *
parse_arguments (int *argc, char ***argv)
{
  GOptionContext *context = g_option_context_new ("LINE");
  GError *error = NULL;
  GstElement *line = NULL;

  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_add_group (context, gst_init_get_option_group ());
  if (g_option_context_parse (context, argc, argv, &error) && *argc == 2)
    line = gst_parse_launch ((*argv)[1], &error);
  if (error)
    printf ("%s\n", error->message);
  g_clear_error (&error);
  g_option_context_free (context);
  return line;
}

int
main (int argc, char **argv)
{
  Player player = { 0 };
  GstElement *sink;
  int result;

  setvbuf (stdout, NULL, _IOLBF, 0);
  player.line = parse_arguments (&argc, &argv);
  sink = player.line ? find_sink (player.line) : NULL;
  if (!sink) {
    printf ("usage: seeks [OPTION…] LINE, with a sink whose name is screen\n");
    return EXIT_FAILURE;
  }
  player.log = fopen (log_name ? log_name : "/dev/null", "w");
  if (!player.log) {
    perror (log_name);
    return EXIT_FAILURE;
  }
  player.bus = gst_element_get_bus (player.line);
  player.pictures = pictures_new (sink, player.log);
  player.random = g_rand_new_with_seed (seed);
  player.length = length;
  player.times = g_array_new (FALSE, FALSE, sizeof (guint64));

  result = play (&player);
  if (result == HUNG)
    _exit (result);

  pictures_free (player.pictures);
  fclose (player.log);
  g_rand_free (player.random);
  g_array_unref (player.times);
  gst_object_unref (player.bus);
  gst_object_unref (sink);
  gst_object_unref (player.line);
  return result;
}
