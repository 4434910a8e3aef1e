/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fragment that a muxer gathers: samples, and what is said about them */
#ifndef __GST_RST_FRAGMENT_H__
#define __GST_RST_FRAGMENT_H__

#include <gst/gst.h>

#include "gstrstmp4.h"

G_BEGIN_DECLS

/**
 * GstRstFragment:
 * @start: of its first sample, in RST_MP4_TIMESCALE
 * @last: of its last one, whose duration may still be open
 */
typedef struct
{
  guint64 start;
  guint64 last;

  /*< private >*/
  GArray *samples;
  GstBufferList *data;
} GstRstFragment;

void gst_rst_fragment_init (GstRstFragment * self);
void gst_rst_fragment_clear (GstRstFragment * self);

/* Without its samples; @last stays. */
void gst_rst_fragment_forget (GstRstFragment * self);

guint gst_rst_fragment_length (const GstRstFragment * self);

/* Takes @buffer, which is encrypted under @iv. */
void gst_rst_fragment_add (GstRstFragment * self, guint64 time,
    GstBuffer * buffer, const guint8 iv[RST_MP4_IV_SIZE]);

/* Says how long the last sample is shown; returns how long all are. */
guint64 gst_rst_fragment_end_sample (GstRstFragment * self, guint32 duration);

/* All of it as one buffer: a sink writes the header and the samples, or
 * nothing. Forgets the samples; NULL: they are too large. */
GstBuffer *gst_rst_fragment_take (GstRstFragment * self, guint32 sequence);

G_END_DECLS

#endif /* __GST_RST_FRAGMENT_H__ */
