/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the planes of a picture lie in a buffer of a given size */
#include "gstrstlayout.h"

#include <drm_fourcc.h>

#define MAX_WIDTH_ALIGN 256
#define MAX_HEIGHT_ALIGN 64
#define MACROBLOCK 16

gboolean
gst_rst_layout_from_caps (GstVideoInfo * info, const GstCaps * caps)
{
  GstVideoInfoDmaDrm drm_info;

  if (!gst_video_is_dma_drm_caps (caps))
    return gst_video_info_from_caps (info, caps) &&
        GST_VIDEO_INFO_FORMAT (info) != GST_VIDEO_FORMAT_ENCODED &&
        !GST_VIDEO_FORMAT_INFO_IS_TILED (info->finfo);

  return gst_video_info_dma_drm_from_caps (&drm_info, caps) &&
      drm_info.drm_modifier == DRM_FORMAT_MOD_LINEAR &&
      gst_video_info_dma_drm_to_video_info (&drm_info, info);
}

/* The picture, with its width and height rounded up for the memory's sake. */
static gboolean
pad_to (const GstVideoInfo * info, guint width_align, guint height_align,
    GstVideoInfo * padded)
{
  gint width = GST_VIDEO_INFO_WIDTH (info);
  gint height = GST_VIDEO_INFO_HEIGHT (info);
  GstVideoAlignment align;

  gst_video_alignment_reset (&align);
  align.padding_right = GST_ROUND_UP_N ((guint) width, width_align) - width;
  align.padding_bottom =
      GST_ROUND_UP_N ((guint) height, height_align) - height;

  *padded = *info;
  return gst_video_info_align (padded, &align);
}

static gboolean
is_aligned (const GstVideoInfo * info, gsize lines)
{
  return GST_VIDEO_INFO_PLANE_STRIDE (info, 0) % MACROBLOCK == 0 &&
      lines % MACROBLOCK == 0;
}

/* Of several layouts of the same size, that with the fewest lines: hardware
 * wants strides rounded up; more lines are a codec's wish, which then wants
 * both. */
static gboolean
guess (GstVideoInfo * info, gsize size, gboolean whole_macroblocks)
{
  gint height = GST_VIDEO_INFO_HEIGHT (info);
  GstVideoInfo padded;
  guint w, h;

  for (h = 1; h <= MAX_HEIGHT_ALIGN; h *= 2) {
    for (w = 1; w <= MAX_WIDTH_ALIGN; w *= 2) {
      if (!pad_to (info, w, h, &padded) ||
          GST_VIDEO_INFO_SIZE (&padded) != size)
        continue;
      if (whole_macroblocks &&
          !is_aligned (&padded, GST_ROUND_UP_N ((guint) height, h)))
        continue;
      *info = padded;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
gst_rst_layout_fit (GstVideoInfo * info, gsize size,
    const GstVideoAlignment * told)
{
  GstVideoAlignment align = *told;
  GstVideoInfo padded = *info;

  if (gst_video_info_align (&padded, &align) &&
      GST_VIDEO_INFO_SIZE (&padded) == size) {
    *info = padded;
    return TRUE;
  }
  return guess (info, size, TRUE) || guess (info, size, FALSE) ||
      GST_VIDEO_INFO_SIZE (info) <= size;
}
