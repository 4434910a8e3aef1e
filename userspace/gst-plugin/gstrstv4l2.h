/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* V4L2 devices: what they may attach to, and what they need */
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

/* @fd: of an open decoder that knows its stream; @count: pictures that it
 * needs itself; @size: bytes of one. FALSE: it does not say so. */
gboolean gst_rst_v4l2_get_pictures (int fd, guint * count, gsize * size);

G_END_DECLS

#endif /* __GST_RST_V4L2_H__ */
