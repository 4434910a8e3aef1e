/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rstjpegenc: has the TEE encode and encrypt what its camera captured */
#ifndef __GST_RST_JPEG_ENC_H__
#define __GST_RST_JPEG_ENC_H__

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_JPEG_ENC (gst_rst_jpeg_enc_get_type ())
G_DECLARE_FINAL_TYPE (GstRstJpegEnc, gst_rst_jpeg_enc, GST, RST_JPEG_ENC,
    GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (rstjpegenc);

G_END_DECLS

#endif /* __GST_RST_JPEG_ENC_H__ */
