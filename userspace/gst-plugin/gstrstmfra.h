/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The index of a fragmented file, mfra: what players seek by */
#ifndef __GST_RST_MFRA_H__
#define __GST_RST_MFRA_H__

#include <gst/gst.h>

G_BEGIN_DECLS

typedef struct _GstRstMfra GstRstMfra;

/* Of one track. */
GstRstMfra *gst_rst_mfra_new (guint32 track_id);
void gst_rst_mfra_free (GstRstMfra * self);

/* A fragment that begins with a key frame. @time: when that is shown, in the
 * track's units; @offset: of the moof in the file. Of very many, the index has
 * every second, fourth and so on. */
void gst_rst_mfra_add (GstRstMfra * self, guint64 time, guint64 offset);

guint gst_rst_mfra_length (const GstRstMfra * self);

/* The boxes, for the end of the file; NULL if nothing was added. */
GByteArray *gst_rst_mfra_write (const GstRstMfra * self);

G_END_DECLS

#endif /* __GST_RST_MFRA_H__ */
