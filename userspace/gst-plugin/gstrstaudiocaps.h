/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Caps of encrypted sound, and of what becomes of it */
#ifndef __GST_RST_AUDIO_CAPS_H__
#define __GST_RST_AUDIO_CAPS_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/* New caps of the other side. Where the media type is not one but a list they are
 * the template's. */
GstCaps *gst_rst_audio_caps_decrypt (const GstCaps * caps);
GstCaps *gst_rst_audio_caps_encrypt (const GstCaps * caps);

G_END_DECLS

#endif /* __GST_RST_AUDIO_CAPS_H__ */
