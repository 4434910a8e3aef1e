/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* rstpool: has a decoder write its pictures into restricted memory */
#ifndef __GST_RST_POOL_H__
#define __GST_RST_POOL_H__

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_POOL (gst_rst_pool_get_type ())
G_DECLARE_FINAL_TYPE (GstRstPool, gst_rst_pool, GST, RST_POOL,
    GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (rstpool);

G_END_DECLS

#endif /* __GST_RST_POOL_H__ */
