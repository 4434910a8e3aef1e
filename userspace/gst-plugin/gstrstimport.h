/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures for a decoder whose driver cannot allocate any */
#ifndef __GST_RST_IMPORT_H__
#define __GST_RST_IMPORT_H__

#include <gst/gst.h>
#include <rstmem.h>

G_BEGIN_DECLS

/*
 * A kernel with protected heaps of its own lets no driver allocate from them:
 * its pictures come from a pool behind the decoder, and are imported. Returns:
 * (transfer floating): such a pool, and has @decoder import from it; NULL if the
 * driver allocates, or @decoder is none of V4L2. The pool waits for memory for
 * @timeout milliseconds (-1: for ever).
 */
GstElement *gst_rst_import_new (GstElement * decoder,
    enum rstmem_use_case heap, gint timeout);

G_END_DECLS

#endif /* __GST_RST_IMPORT_H__ */
