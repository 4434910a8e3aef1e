/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Licences that an application gives an element, on their way into the TEE */
#ifndef __GST_RST_LICENCES_H__
#define __GST_RST_LICENCES_H__

#include <cenc-client.h>
#include <gst/gst.h>

#include "gstrstasked.h"

G_BEGIN_DECLS

/* What came of a licence, as an element message; docs/licences.md. */
#define RST_LICENCE_RESULT "rst-licence"

typedef struct _GstRstLicences GstRstLicences;

/* Of an element, which outlives it. */
GstRstLicences *gst_rst_licences_new (GstElement * element);
void gst_rst_licences_free (GstRstLicences * self);

/* From any thread; what is the answer for the key @kid; NULL: that the TEE has it.
 * @clearkey: it is keys in the clear, of a laboratory. FALSE: it is passed over, for
 * it was of no use before, is used up, or waits already; or because too many wait, which
 * is posted. A pipeline answers by what was set on it, again and again. */
gboolean gst_rst_licences_add (GstRstLicences * self, const gchar * kid,
    const gchar * licence, gboolean clearkey);

/* Of the streaming thread: what was added goes to the TEE, in @client's session,
 * and a message tells what came of it, as @asked gets to know. */
void gst_rst_licences_bring (GstRstLicences * self, struct cenc_client *client,
    GstRstAsked * asked);

/* The keys of a ClearKey licence go to the TEE, and a message tells which. NULL, or
 * why not, to be freed. */
gchar *gst_rst_licences_bring_clearkey (GstRstLicences * self,
    struct cenc_client *client, const gchar * text);

/* What was added is not for the next session. */
void gst_rst_licences_clear (GstRstLicences * self);

/* The request for a licence with these keys, to be freed; NULL where the TEE cannot
 * make one, as one without secure storage. */
gchar *gst_rst_licences_request (struct cenc_client *client,
    const guint8 (*kids)[16], guint count);

G_END_DECLS

#endif /* __GST_RST_LICENCES_H__ */
