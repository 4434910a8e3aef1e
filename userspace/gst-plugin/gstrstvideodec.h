/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef __GST_RST_VIDEO_DEC_H__
#define __GST_RST_VIDEO_DEC_H__

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_VIDEO_DEC (gst_rst_video_dec_get_type ())
G_DECLARE_FINAL_TYPE (GstRstVideoDec, gst_rst_video_dec, GST, RST_VIDEO_DEC,
    GstBin)

GST_ELEMENT_REGISTER_DECLARE (rstvideodec);

G_END_DECLS

#endif /* __GST_RST_VIDEO_DEC_H__ */
