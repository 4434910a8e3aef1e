/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rstcencmux: puts encrypted pictures into a fragmented file */
#ifndef __GST_RST_CENC_MUX_H__
#define __GST_RST_CENC_MUX_H__

#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_CENC_MUX (gst_rst_cenc_mux_get_type ())
G_DECLARE_FINAL_TYPE (GstRstCencMux, gst_rst_cenc_mux, GST, RST_CENC_MUX,
    GstElement)

GST_ELEMENT_REGISTER_DECLARE (rstcencmux);

G_END_DECLS

#endif /* __GST_RST_CENC_MUX_H__ */
