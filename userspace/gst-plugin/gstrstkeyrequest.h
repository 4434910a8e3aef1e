/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The messages by which an application is asked for keys */
#ifndef __GST_RST_KEY_REQUEST_H__
#define __GST_RST_KEY_REQUEST_H__

#include <cenc-client.h>
#include <gst/gst.h>

#include "gstrstasked.h"
#include "gstrstprotection.h"

G_BEGIN_DECLS

/* What the element's property "licences" says. */
gboolean gst_rst_key_request_wants_licences (GstElement * element);

/* One request for @count keys, of which @asked gets to know. @waiting: a sample
 * waits for the first. */
void gst_rst_key_request_post (GstElement * element, GstRstAsked * asked,
    const GstRstProtection * protection, struct cenc_client *client,
    const guint8 (*kids)[16], guint count, gboolean waiting);

G_END_DECLS

#endif /* __GST_RST_KEY_REQUEST_H__ */
