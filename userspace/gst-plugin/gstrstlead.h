/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The clear lead of a protected stream: samples in front of the first
 * encrypted one */
#ifndef __GST_RST_LEAD_H__
#define __GST_RST_LEAD_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Packagers leave the first seconds of a film in the clear. qtdemux announces
 * such samples as protected, like the rest of the stream, and gives them no
 * metadata. It gives none to encrypted samples either if it does not find
 * it: in files that are not fragmented, and after a seek back in files without
 * an index of fragments. This tells them apart, as far as that can be done.
 * A mistake shows garbage and gives nothing away: whatever is taken for clear
 * is copied into restricted memory.
 */
typedef struct
{
  gboolean unfragmented;
  gboolean started;             /* there was a sample */
  gboolean in_lead;             /* from its beginning, without a gap */
  GstClockTime known_until;     /* of the lead */
  GstClockTime first_encrypted;
} GstRstLead;

void gst_rst_lead_init (GstRstLead * lead);

/* What the demuxer says of the file. */
void gst_rst_lead_take_tags (GstRstLead * lead, const GstTagList * tags);

/* The next sample may be from anywhere. */
void gst_rst_lead_flush (GstRstLead * lead);

/* A sample with metadata that says how it is encrypted. */
void gst_rst_lead_saw_encrypted (GstRstLead * lead, GstBuffer * sample);

/* A sample without metadata. FALSE: it cannot be of the lead; @error is a
 * GST_STREAM_ERROR that says why. */
gboolean gst_rst_lead_accept (GstRstLead * lead, GstBuffer * sample,
    GError ** error);

/* For a sample of the lead that turns out not to be clear. */
void gst_rst_lead_set_error (GError ** error);

G_END_DECLS

#endif /* __GST_RST_LEAD_H__ */
