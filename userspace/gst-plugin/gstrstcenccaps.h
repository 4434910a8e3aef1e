/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* New caps, to be intersected with the template of the other side. The
 * decrypted ones come twice: what is decrypted cannot be mapped, and
 * memory:DMABuf says so; V4L2 decoders import dma-bufs, and know caps without
 * that feature only. */
GstCaps *gst_rst_cenc_caps_decrypt (const GstCaps * caps);
GstCaps *gst_rst_cenc_caps_encrypt (const GstCaps * caps);

/* What a decryptor's sink pad takes: encrypted streams and their clear parts.
 * Its template has only the former, because autopluggers go by that: a clear
 * film is for other elements. */
void gst_rst_cenc_caps_widen_template (GstPad * pad);

G_END_DECLS
