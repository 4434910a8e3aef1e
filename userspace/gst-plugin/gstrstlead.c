/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clear lead of a protected stream: samples in front of the first
 * encrypted one */
#include "gstrstlead.h"

/* What qtdemux calls a file without fragments. */
#define UNFRAGMENTED "ISO MP4/M4A"

void
gst_rst_lead_init (GstRstLead * lead)
{
  *lead = (GstRstLead) {
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
gst_rst_lead_saw_encrypted (GstRstLead * lead, GstBuffer * sample)
{
  GstClockTime time = sample_time (sample);

  lead->seen_encrypted = TRUE;
  /* GST_CLOCK_TIME_NONE is later than any time. */
  lead->first_encrypted = MIN (lead->first_encrypted, time);
}

gboolean
gst_rst_lead_accept (GstRstLead * lead, GstBuffer * sample, GError ** error)
{
  GstClockTime time = sample_time (sample);

  if (lead->unfragmented)
    goto no_metadata;
  if (lead->seen_encrypted &&
      !(lead->seen_clear && GST_CLOCK_TIME_IS_VALID (time) &&
          time < lead->first_encrypted))
    goto lost_metadata;

  lead->seen_clear = TRUE;
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
