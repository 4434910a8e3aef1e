/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rstmp4index: lets players seek in encrypted films that have no index */
#ifndef __GST_RST_MP4_INDEX_H__
#define __GST_RST_MP4_INDEX_H__

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_MP4_INDEX (gst_rst_mp4_index_get_type ())
G_DECLARE_FINAL_TYPE (GstRstMp4Index, gst_rst_mp4_index, GST, RST_MP4_INDEX,
    GstElement)

GST_ELEMENT_REGISTER_DECLARE (rstmp4index);

G_END_DECLS

#endif /* __GST_RST_MP4_INDEX_H__ */
