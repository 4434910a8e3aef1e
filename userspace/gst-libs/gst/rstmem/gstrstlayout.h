/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the planes of a picture lie in a buffer of a given size */
#ifndef __GST_RST_LAYOUT_H__
#define __GST_RST_LAYOUT_H__

#include <gst/video/video.h>

G_BEGIN_DECLS

/*
 * Reads raw video caps, plain or DMA_DRM (linear only). FALSE: they are not
 * raw video, or are laid out in a way that strides do not describe.
 */
gboolean gst_rst_layout_from_caps (GstVideoInfo * info, const GstCaps * caps);

/*
 * Decoders work on whole macroblocks and say so only by the size that they
 * ask for. Finds the padding that gives exactly that size, and changes strides
 * and offsets accordingly: @told if that does, which is what the sink said to
 * the decoder, else the likeliest. Without one, the picture is left as it is,
 * followed by unused bytes. FALSE: the size is too small for the picture.
 */
gboolean gst_rst_layout_fit (GstVideoInfo * info, gsize size,
    const GstVideoAlignment * told);

G_END_DECLS

#endif /* __GST_RST_LAYOUT_H__ */
