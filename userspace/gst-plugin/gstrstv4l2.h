/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a V4L2 device may attach to restricted memory */
#ifndef __GST_RST_V4L2_H__
#define __GST_RST_V4L2_H__

#include <gst/gst.h>
#include <rstmem.h>

G_BEGIN_DECLS

/* @device: path of a memory-to-memory device; @fourcc: what its input queue is
 * set to. Tries it, with a buffer of the heap's. FALSE: @error says what was
 * refused. */
gboolean gst_rst_v4l2_takes_restricted (const gchar * device, guint32 fourcc,
    enum rstmem_use_case heap, GError ** error);

G_END_DECLS

#endif /* __GST_RST_V4L2_H__ */
