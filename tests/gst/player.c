/* SPDX-License-Identifier: GPL-2.0-only */
/* A line that plays, and seeks in it */
#include "player.h"

#include <inttypes.h>

#define STEP (20 * GST_MSECOND)

int
failed (const gchar * format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  return FAILED;
}

int
next_message (Player * self, GstMessageType wanted, GstClockTime patience)
{
  GstMessage *message = gst_bus_timed_pop_filtered (self->bus, patience,
      wanted | GST_MESSAGE_ERROR);
  int result = message ? DONE : HUNG;
  GError *error;

  if (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    result = failed ("ERROR: from element %s: %s",
        GST_MESSAGE_SRC_NAME (message), error->message);
    g_error_free (error);
  }
  g_clear_pointer (&message, gst_message_unref);
  return result;
}

/* Old messages say nothing about what comes now. */
static void
forget (Player * self, GstMessageType type)
{
  GstMessage *message;

  while ((message = gst_bus_pop_filtered (self->bus, type)))
    gst_message_unref (message);
}

GstClockTime
time_of (gint64 number)
{
  return gst_util_uint64_scale_ceil (number, GST_SECOND, PICTURES_A_SECOND);
}

GstClockTime
time_within (Player * self, gint64 number)
{
  return time_of (number) + g_rand_double_range (self->random, 0.05, 0.9) *
      GST_SECOND / PICTURES_A_SECOND;
}

gint64
any_picture (Player * self, gint64 before_end)
{
  return g_rand_int_range (self->random, 0, self->length - before_end);
}

int
seek (Player * self, const gchar * kind, gdouble rate, GstSeekFlags flags,
    GstClockTime start, GstClockTime stop)
{
  forget (self, GST_MESSAGE_EOS | GST_MESSAGE_SEGMENT_DONE);
  fprintf (self->log, "seek %" PRIu64 " %s %" PRIu64 "\n",
      gst_util_get_timestamp (), kind, start);
  if (flags & GST_SEEK_FLAG_FLUSH)
    pictures_leave (self->pictures);
  return gst_element_seek (self->line, rate, GST_FORMAT_TIME, flags,
      GST_SEEK_TYPE_SET, start, GST_SEEK_TYPE_SET, stop) ? DONE :
      failed ("no seek to %" GST_TIME_FORMAT, GST_TIME_ARGS (start));
}

int
wait_for_preroll (Player * self)
{
  GstClockTime began = gst_util_get_timestamp ();
  GstStateChangeReturn ret;

  do {
    if (next_message (self, 0, 0) == FAILED)
      return FAILED;
    ret = gst_element_get_state (self->line, NULL, NULL, STEP);
    if (ret == GST_STATE_CHANGE_SUCCESS)
      return DONE;
  } while (gst_util_get_timestamp () - began < PATIENCE);
  printf ("nothing is shown\n");
  return HUNG;
}

int
wait_for_pictures_of (Player * self, guint wanted, gint64 first)
{
  GstClockTime began = gst_util_get_timestamp ();
  PicturesSeen seen;

  do {
    seen = pictures_seen (self->pictures);
    if ((seen.count >= wanted || seen.last == self->length - 1) &&
        (first < 0 || seen.first == first))
      return DONE;
    if (next_message (self, 0, STEP) == FAILED)
      return FAILED;
  } while (gst_util_get_timestamp () - began < PATIENCE);
  printf ("%u of %u pictures came, the last is %" PRId64 "\n", seen.count,
      wanted, seen.last);
  return HUNG;
}

int
wait_for_pictures (Player * self, guint wanted)
{
  return wait_for_pictures_of (self, wanted, -1);
}

int
expect_first (Player * self, gint64 number, gboolean key_unit)
{
  PicturesSeen seen = pictures_seen (self->pictures);

  if (seen.first == number ||
      (key_unit && seen.first == number - number % PICTURES_A_GROUP))
    return DONE;
  return failed ("picture %" PRId64 " was asked for, %" PRId64 " came",
      number, seen.first);
}

int
seek_and_show (Player * self, const gchar * kind, gdouble rate,
    GstSeekFlags flags, gint64 number, GstClockTime stop)
{
  GstClockTime began = gst_util_get_timestamp (), took;
  int result;

  result = seek (self, kind, rate, flags, time_within (self, number), stop);
  if (result == DONE)
    result = wait_for_preroll (self);
  if (result == DONE)
    result = wait_for_pictures (self, 1);
  if (result != DONE)
    return result;
  took = gst_util_get_timestamp () - began;
  g_array_append_val (self->times, took);
  return expect_first (self, number, flags & GST_SEEK_FLAG_KEY_UNIT);
}

int
play_on (Player * self, guint least)
{
  return wait_for_pictures (self, least + g_rand_int_range (self->random, 0,
          6));
}
