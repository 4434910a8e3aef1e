/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* W3C's common system: keys come by a way of their own. */
#define RST_CENC_SYSTEM_ID "1077efec-c0b2-4d02-ace3-3c1e52e2fb4b"

/* New caps, to be intersected with the template of the other side. The clear
 * ones come twice: what is decrypted cannot be mapped, and memory:DMABuf says
 * so; V4L2 decoders import dma-bufs, and know caps without that feature only. */
GstCaps *gst_rst_cenc_caps_clear (const GstCaps * caps);
GstCaps *gst_rst_cenc_caps_protect (const GstCaps * caps);

G_END_DECLS
