/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a decoder of restricted memory gives out: pictures that cannot be
 * mapped, under caps that say so */
#ifndef __GST_RST_PICTURES_H__
#define __GST_RST_PICTURES_H__

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_RST_PICTURES_CAPS "video/x-raw(memory:DMABuf)"

typedef struct _GstRstPictures GstRstPictures;

/* Watches @pad, the source pad of a decoder or of its bin, until it is freed. Errors are posted
 * as @element's, from any thread. @strict: downstream is seen by the decoder
 * only as far as it takes memory:DMABuf. */
GstRstPictures *gst_rst_pictures_new (GstElement * element, GstPad * pad,
    gboolean strict);
void gst_rst_pictures_free (GstRstPictures * self);

/* What went wrong in an earlier run is forgotten, and told again. */
void gst_rst_pictures_reset (GstRstPictures * self);

/* Posts an error if what comes behind does not take such pictures. FALSE: it
 * takes them. */
gboolean gst_rst_pictures_explain (GstRstPictures * self);

G_END_DECLS

#endif /* __GST_RST_PICTURES_H__ */
