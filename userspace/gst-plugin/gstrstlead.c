/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clear lead of a protected stream: samples in front of the first
 * encrypted one */
#include "gstrstlead.h"

/* What qtdemux calls a file without fragments. */
#define UNFRAGMENTED "ISO MP4/M4A"

/* Packagers make leads of some seconds, 5 by default. */
#define USUAL_LEAD (10 * GST_SECOND)

void
gst_rst_lead_init (GstRstLead * lead)
{
  *lead = (GstRstLead) {
    .known_until = GST_CLOCK_TIME_NONE,
    .first_encrypted = GST_CLOCK_TIME_NONE,
  };
}

void
gst_rst_lead_take_tags (GstRstLead * lead, const GstTagList * tags)
{
  const gchar *format;

  if (gst_tag_list_peek_string_index (tags, GST_TAG_CONTAINER_FORMAT, 0,
          &format))
    lead->unfragmented = g_str_equal (format, UNFRAGMENTED);
}

/* Decoding times grow from sample to sample, and a seek does not change
 * them. */
static GstClockTime
sample_time (GstBuffer * sample)
{
  return GST_BUFFER_DTS_OR_PTS (sample);
}

void
gst_rst_lead_flush (GstRstLead * lead)
{
  lead->in_lead = FALSE;
}

void
gst_rst_lead_saw_encrypted (GstRstLead * lead, GstBuffer * sample)
{
  GstClockTime time = sample_time (sample);

  lead->started = TRUE;
  lead->in_lead = FALSE;
  /* GST_CLOCK_TIME_NONE is later than any time. */
  lead->first_encrypted = MIN (lead->first_encrypted, time);
}

/*
 * What was played from the stream's beginning is known to be the lead, up to
 * where it was left. A seek may go beyond that and meet either the rest of the
 * lead or samples whose metadata is lost: as far as leads usually go, it is
 * taken for the former.
 */
static gboolean
is_lead (GstRstLead * lead, GstBuffer * sample)
{
  GstClockTime time = sample_time (sample);

  if (!GST_CLOCK_TIME_IS_VALID (time))
    return lead->in_lead;
  if (time >= lead->first_encrypted)
    return FALSE;
  if (lead->in_lead)
    lead->known_until = time;
  return GST_CLOCK_TIME_IS_VALID (lead->known_until) &&
      time <= MAX (lead->known_until, USUAL_LEAD);
}

gboolean
gst_rst_lead_accept (GstRstLead * lead, GstBuffer * sample, GError ** error)
{
  if (lead->unfragmented)
    goto no_metadata;

  if (!lead->started)
    lead->in_lead = lead->started = TRUE;
  else if (GST_BUFFER_IS_DISCONT (sample))
    lead->in_lead = FALSE;
  if (!is_lead (lead, sample))
    goto lost_metadata;
  return TRUE;

  /* ERRORS */
no_metadata:
  {
    gst_rst_lead_set_error (error);
    return FALSE;
  }
lost_metadata:
  {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT,
        "The stream is protected, and nothing says any more how this sample "
        "is encrypted: the demuxer has lost that, as qtdemux does after a "
        "seek in a file that has no index of its fragments (mfra). Put "
        "rstmp4index in front of the demuxer.");
    return FALSE;
  }
}

void
gst_rst_lead_set_error (GError ** error)
{
  g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT,
      "The stream is protected, but nothing says how this sample is "
      "encrypted: demuxers find that only in fragmented MP4 files. Fragment "
      "the file.");
}
