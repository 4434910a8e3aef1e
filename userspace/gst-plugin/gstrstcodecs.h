/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The codecs that can be decrypted and decoded in restricted memory */
#ifndef __GST_RST_CODECS_H__
#define __GST_RST_CODECS_H__

#include <cenc-client.h>
#include <gst/gst.h>

G_BEGIN_DECLS

/* W3C's common system: keys come by a way of their own. */
#define RST_CODECS_COMMON_SYSTEM "1077efec-c0b2-4d02-ace3-3c1e52e2fb4b"

/* What another codec needs is a line in the table, and a way to make of its
 * samples what decoders take. */
typedef struct
{
  const gchar *media_type;
  const gchar *name;            /* for people */
  guint32 v4l2_fourcc;
  guint32 cenc_format;          /* RST_CENC_FORMAT_* */
  const gchar *packed;          /* stream-formats as files have them */
  const gchar *decoded;         /* the one that decoders take */
  const gchar *alignment;
} GstRstCodec;

/* The codec of an encrypted or clear stream; NULL: it is not in the table. */
const GstRstCodec *gst_rst_codec_find (const GstCaps * caps);

/* Returns: (transfer full): what a decoder must take. */
GstCaps *gst_rst_codec_get_decoder_caps (const GstRstCodec * codec);

/* Returns: (transfer full): encrypted streams, one structure for each codec
 * and protection system, and one without a system. */
GstCaps *gst_rst_codecs_get_encrypted_caps (void);

/* Returns: (transfer full): encrypted sound, in the same way; of any codec, since
 * it is decrypted into ordinary memory for any decoder. */
GstCaps *gst_rst_codecs_get_encrypted_audio_caps (void);

/* Returns: (transfer full): what that is when it is decrypted. */
GstCaps *gst_rst_codecs_get_audio_caps (void);

/* Returns: (transfer full): the clear parts of such streams. */
GstCaps *gst_rst_codecs_get_clear_caps (void);

/* Whether the caps, fixed ones, are of an encrypted stream. */
gboolean gst_rst_codecs_are_encrypted (const GstCaps * caps);

G_END_DECLS

#endif /* __GST_RST_CODECS_H__ */
