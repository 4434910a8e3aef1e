/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Damaged samples: which ones are dropped, and when it is too many */
#ifndef __GST_RST_DAMAGE_H__
#define __GST_RST_DAMAGE_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * A damaged sample is dropped, and so are those behind it up to the next key
 * frame: they may refer to it, and few decoders tell what they made of a
 * picture that they do not have. Of the streaming thread.
 */
typedef struct
{
  guint in_a_row;
  gboolean until_key;
  guint dropped;                /* for want of a key frame */
} GstRstDamage;

/* Nothing is missing: at the start, and after a flush. */
void gst_rst_damage_init (GstRstDamage * self);

/* A sample cannot be decrypted. FALSE: it is one more than @max_errors in a
 * row; -1 is any number. */
gboolean gst_rst_damage_take (GstRstDamage * self, gint max_errors);

/* A sample could be decrypted. FALSE: drop it, it may refer to what is lost. */
gboolean gst_rst_damage_pass (GstRstDamage * self, gboolean is_key);

G_END_DECLS

#endif /* __GST_RST_DAMAGE_H__ */
