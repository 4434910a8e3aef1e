/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys a Protection System Specific Header box speaks of */
#ifndef __GST_RST_PSSH_H__
#define __GST_RST_PSSH_H__

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_RST_KID_SIZE 16

/* Is called with 16 bytes that last until it returns. */
typedef void (*GstRstPsshFunc) (const guint8 * kid, gpointer user_data);

/* The boxes in the data of a protection event, one behind the other, or NULL.
 * They are all of it, or the text of <cenc:pssh> in an element of a DASH
 * manifest. */
GstBuffer *gst_rst_pssh_get_boxes (GstBuffer * data);

/* Calls @func for each KID that these boxes name. Those of version 0 name
 * none. */
void gst_rst_pssh_foreach_kid (GstBuffer * data, GstRstPsshFunc func,
    gpointer user_data);

G_END_DECLS

#endif /* __GST_RST_PSSH_H__ */
