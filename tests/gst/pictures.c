/* SPDX-License-Identifier: GPL-2.0-only */
/* The pictures that reach a sink */
#include "pictures.h"

#include <inttypes.h>

/* What a container's time stamps are rounded by at most. */
#define ROUNDING GST_MSECOND

struct _Pictures
{
  GMutex lock;
  GstPad *pad;
  gulong probe;
  FILE *log;

  GstSegment segment;
  PicturesSeen seen, before;
  gboolean left;
  guint total;
  gchar *error;
};

static void
restart (Pictures * self)
{
  self->left = FALSE;
  self->before = self->seen;
  self->seen = (PicturesSeen) {
    .first = -1,
    .last = -1,
  };
}

static void
complain (Pictures * self, const gchar * format, gint64 number)
{
  if (!self->error)
    self->error = g_strdup_printf (format, number, self->seen.last);
}

/* Its number, from its time in the film; -1: that is no picture's. The first of
 * a segment may begin in front of it, and then has the segment's time. */
static gint64
number_of (Pictures * self, GstBuffer * buffer)
{
  GstClockTime time, exact;
  gint64 number;

  if (gst_segment_to_stream_time_full (&self->segment, GST_FORMAT_TIME,
          GST_BUFFER_PTS (buffer), &time) <= 0)
    return -1;
  number = gst_util_uint64_scale (time + ROUNDING, PICTURES_A_SECOND,
      GST_SECOND);
  exact = gst_util_uint64_scale_round (number, GST_SECOND, PICTURES_A_SECOND);
  return ABS (GST_CLOCK_DIFF (exact, time)) <= (gint64) ROUNDING ||
      (!self->seen.count && GST_BUFFER_PTS (buffer) == self->segment.start) ?
      number : -1;
}

static void
take_picture (Pictures * self, GstBuffer * buffer)
{
  gboolean key_units =
      self->segment.flags & GST_SEGMENT_FLAG_TRICKMODE_KEY_UNITS;
  gint64 number = number_of (self, buffer);

  if (number < 0)
    complain (self, "no picture's time (%1$" PRId64 ") behind picture %2$"
        PRId64, number);
  else if (key_units && (number % PICTURES_A_GROUP || number <= self->seen.last))
    complain (self, "key units: %1$" PRId64 " behind %2$" PRId64, number);
  else if (!key_units && self->seen.count && (self->left ?
          number <= self->seen.last : number != self->seen.last + 1))
    complain (self, "picture %1$" PRId64 " behind %2$" PRId64, number);

  self->seen.last = number;
  self->seen.last_time = gst_util_get_timestamp ();
  if (!self->seen.count++) {
    self->seen.first = number;
    self->seen.first_time = self->seen.last_time;
  }
  self->total++;
  if (self->log)
    fprintf (self->log, "picture %" PRIu64 " %" PRId64 "\n",
        self->seen.last_time, number);
}

static GstPadProbeReturn
probe_cb (GstPad * pad G_GNUC_UNUSED, GstPadProbeInfo * info,
    gpointer user_data)
{
  Pictures *self = user_data;
  GstEvent *event;

  g_mutex_lock (&self->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    take_picture (self, GST_PAD_PROBE_INFO_BUFFER (info));
  } else {
    event = GST_PAD_PROBE_INFO_EVENT (info);
    if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT)
      gst_event_copy_segment (event, &self->segment);
    if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT ||
        GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
      restart (self);
  }
  g_mutex_unlock (&self->lock);
  return GST_PAD_PROBE_OK;
}

Pictures *
pictures_new (GstElement * sink, FILE * log)
{
  Pictures *self = g_new0 (Pictures, 1);

  g_mutex_init (&self->lock);
  gst_segment_init (&self->segment, GST_FORMAT_TIME);
  restart (self);
  self->log = log;
  self->pad = gst_element_get_static_pad (sink, "sink");
  self->probe = gst_pad_add_probe (self->pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH,
      probe_cb, self, NULL);
  return self;
}

void
pictures_free (Pictures * self)
{
  gst_pad_remove_probe (self->pad, self->probe);
  gst_object_unref (self->pad);
  g_mutex_clear (&self->lock);
  g_free (self->error);
  g_free (self);
}

void
pictures_leave (Pictures * self)
{
  g_mutex_lock (&self->lock);
  self->left = TRUE;
  g_mutex_unlock (&self->lock);
}

PicturesSeen
pictures_seen (Pictures * self)
{
  PicturesSeen seen;

  g_mutex_lock (&self->lock);
  seen = self->seen;
  g_mutex_unlock (&self->lock);
  return seen;
}

PicturesSeen
pictures_before (Pictures * self)
{
  PicturesSeen before;

  g_mutex_lock (&self->lock);
  before = self->before;
  g_mutex_unlock (&self->lock);
  return before;
}

guint
pictures_total (Pictures * self)
{
  guint total;

  g_mutex_lock (&self->lock);
  total = self->total;
  g_mutex_unlock (&self->lock);
  return total;
}

const gchar *
pictures_error (Pictures * self)
{
  const gchar *error;

  g_mutex_lock (&self->lock);
  error = self->error;
  g_mutex_unlock (&self->lock);
  return error;
}
