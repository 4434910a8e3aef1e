/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys a Protection System Specific Header box speaks of */
#ifndef __GST_RST_PSSH_H__
#define __GST_RST_PSSH_H__

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_RST_KID_SIZE 16

/* Is called with 16 bytes that last until it returns. */
typedef void (*GstRstPsshFunc) (const guint8 * kid, gpointer user_data);

/* Calls @func for each KID that the boxes in @data name. Boxes of version 0
 * name none, and neither does what is no box, such as DASH's XML. */
void gst_rst_pssh_foreach_kid (GstBuffer * data, GstRstPsshFunc func,
    gpointer user_data);

/* Does @data consist of such boxes? */
gboolean gst_rst_pssh_is_boxes (GstBuffer * data);

G_END_DECLS

#endif /* __GST_RST_PSSH_H__ */
