/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The decoder that reads restricted memory: found, set up, and told apart */
#ifndef __GST_RST_DECODER_H__
#define __GST_RST_DECODER_H__

#include <gst/gst.h>
#include <rstmem.h>

#include "gstrstcodecs.h"

G_BEGIN_DECLS

/* @name: the factory to take, or NULL for the first V4L2 decoder of the codec
 * whose device may attach to the heap's buffers.
 * Returns: (transfer floating): a decoder that imports what it decodes, or
 * NULL; @error says what is missing. */
GstElement *gst_rst_decoder_new (const GstRstCodec * codec, const gchar * name,
    enum rstmem_use_case heap, GError ** error);

G_END_DECLS

#endif /* __GST_RST_DECODER_H__ */
