/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Why a decoder does not decode a stream, as far as the stream tells */
#ifndef __GST_RST_REFUSAL_H__
#define __GST_RST_REFUSAL_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/* Posts an error of @self if the stream of @caps is of a kind that many
 * decoders do not take. FALSE: it is not, and something else must be wrong.
 * @decoder: whose name the error has. @debug: more, or NULL. */
gboolean gst_rst_refusal_post (GstElement * self, GstObject * decoder,
    const GstCaps * caps, const gchar * debug);

G_END_DECLS

#endif /* __GST_RST_REFUSAL_H__ */
