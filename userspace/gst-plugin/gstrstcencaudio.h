/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef __GST_RST_CENC_AUDIO_H__
#define __GST_RST_CENC_AUDIO_H__

#include <gst/base/gstbasetransform.h>

G_BEGIN_DECLS

#define GST_TYPE_RST_CENC_AUDIO (gst_rst_cenc_audio_get_type ())
G_DECLARE_FINAL_TYPE (GstRstCencAudio, gst_rst_cenc_audio, GST,
    RST_CENC_AUDIO, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE (rstcencaudio);

G_END_DECLS

#endif /* __GST_RST_CENC_AUDIO_H__ */
