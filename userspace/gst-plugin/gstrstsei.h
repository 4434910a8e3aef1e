/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Captions and the like, which protected streams have in the clear */
#ifndef __GST_RST_SEI_H__
#define __GST_RST_SEI_H__

#include <cenc-client.h>
#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>
#include <gst/video/video.h>

G_BEGIN_DECLS

/*
 * Common Encryption leaves SEI units in the clear. What h264parse makes of them
 * for a clear stream is made here of the ciphertext: metadata of buffers for
 * captions (CEA-608 and 708, as ATSC A/53 carries them) and the active format,
 * fields of the caps for what a display is told of HDR. A unit of which the map
 * says that any byte is encrypted is not looked at.
 */
typedef struct
{
  GByteArray *unit;             /* the last one, without emulation prevention */
  gboolean has_display;
  GstVideoMasteringDisplayInfo display;
  gboolean has_light;
  GstVideoContentLightLevel light;
} GstRstSei;

void gst_rst_sei_init (GstRstSei * self);
void gst_rst_sei_clear (GstRstSei * self);

/* The caps are new, and lack what was found. */
void gst_rst_sei_forget (GstRstSei * self);

/* Reads what is clear of @sample, which is encrypted as @job says, and adds
 * metadata to @output. TRUE: what gst_rst_sei_set_caps() sets has changed. */
gboolean gst_rst_sei_take (GstRstSei * self, GstBuffer * sample,
    const struct cenc_job *job, GstBuffer * output);

/* Sets or removes the fields for HDR. */
void gst_rst_sei_set_caps (const GstRstSei * self, GstCaps * caps);

/* Both, for what @trans makes of @sample. */
void gst_rst_sei_pass_on (GstRstSei * self, GstBaseTransform * trans,
    GstBuffer * sample, const struct cenc_job *job, GstBuffer * output);

G_END_DECLS

#endif /* __GST_RST_SEI_H__ */
