/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes behind a decryptor: whether it can take restricted memory, and
 * whether it makes pictures of it */
#ifndef __GST_RST_DOWNSTREAM_H__
#define __GST_RST_DOWNSTREAM_H__

#include <gst/gst.h>
#include <gst/rstmem/gstrstmem.h>

G_BEGIN_DECLS

typedef struct _GstRstDownstream GstRstDownstream;

/* Errors are posted as @element's, from any thread. */
GstRstDownstream *gst_rst_downstream_new (GstElement * element);
void gst_rst_downstream_free (GstRstDownstream * self);

/* Posts an error when somebody tries to read @allocator's memory. */
void gst_rst_downstream_guard (GstRstDownstream * self,
    GstRstAllocator * allocator);

/* Looks at what @srcpad is linked to, and watches it if it is a decoder.
 * FALSE: an error has been posted, nothing there takes restricted memory. */
gboolean gst_rst_downstream_inspect (GstRstDownstream * self, GstPad * srcpad);

/* What is unusual about the stream, so that many decoders do not take it; NULL:
 * nothing. Takes it. */
void gst_rst_downstream_set_unusual (GstRstDownstream * self,
    gchar * unusual);

/*
 * A custom sticky event that goes downstream in front of the first sample that
 * was decrypted, and again when the key changes; its field "kid" is the key's
 * identifier as a string. Behind a decoder it tells whether a picture that
 * cannot be decoded may be the fault of a key.
 */
#define GST_RST_DECRYPTED_EVENT "rst-decrypted"

/* A sample of @segment goes downstream from @srcpad; @kid: the key that it was
 * encrypted under, NULL if it was clear. FALSE: an error has been posted, the
 * decoder makes no pictures. */
gboolean gst_rst_downstream_count (GstRstDownstream * self, GstBuffer * sample,
    GstPad * srcpad, const GstSegment * segment, const guint8 * kid);

/* What is underway is dropped, and no pictures will come of it. */
void gst_rst_downstream_flush (GstRstDownstream * self);

G_END_DECLS

#endif /* __GST_RST_DOWNSTREAM_H__ */
