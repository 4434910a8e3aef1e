/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a sample is encrypted, from its protection metadata */
#ifndef __GST_RST_CENC_INFO_H__
#define __GST_RST_CENC_INFO_H__

#include <cenc-client.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* The scheme that caps or metadata call @mode (cenc if NULL); FALSE: it is not
 * known. */
gboolean gst_rst_cenc_info_scheme (const gchar * mode, guint32 * scheme);

/*
 * Fills in scheme, pattern, KID, IV and subsamples of @job, whose format is set,
 * from the structure that a demuxer put into a GstProtectionMeta. @map is
 * cleared and gets the subsamples, which @job borrows. Errors are
 * GST_STREAM_ERRORs.
 */
gboolean gst_rst_cenc_info_parse (const GstStructure * info,
    struct cenc_job *job, GArray * map, GError ** error);

/* Of 32 digits, as the tools take it; free it. */
gchar *gst_rst_cenc_info_kid_to_string (const guint8 kid[16]);

/* Of 32 digits, in either case; dashes, as in a UUID, are skipped. */
gboolean gst_rst_cenc_info_kid_from_string (const gchar * text,
    guint8 kid[16]);

G_END_DECLS

#endif /* __GST_RST_CENC_INFO_H__ */
