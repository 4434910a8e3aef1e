/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rstcencdec: decrypts Common Encryption into restricted memory */
#ifndef __GST_RST_CENC_DEC_H__
#define __GST_RST_CENC_DEC_H__

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_CENC_DEC (gst_rst_cenc_dec_get_type ())
G_DECLARE_FINAL_TYPE (GstRstCencDec, gst_rst_cenc_dec, GST, RST_CENC_DEC,
    GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (rstcencdec);

G_END_DECLS

#endif /* __GST_RST_CENC_DEC_H__ */
