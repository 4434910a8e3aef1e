/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The properties of rstcencdec */
#ifndef __GST_RST_CENC_SETTINGS_H__
#define __GST_RST_CENC_SETTINGS_H__

#include <gst/gst.h>
#include <rstmem.h>

G_BEGIN_DECLS

/* Under the element's object lock. */
typedef struct
{
  enum rstmem_use_case heap;
  guint buffers;
  guint buffer_size;
  gboolean allow_clear;
  gint key_timeout;             /* ms */
  gboolean licences;
  gchar *clearkey_file;         /* of laboratories */
  gint max_errors;
  gint memory_timeout;          /* ms */
} GstRstCencSettings;

void gst_rst_cenc_settings_install (GObjectClass * object_class);

void gst_rst_cenc_settings_init (GstRstCencSettings * self);
void gst_rst_cenc_settings_clear (GstRstCencSettings * self);

/* What an element's set_property and get_property do; they take its object
 * lock. */
void gst_rst_cenc_settings_set (GstRstCencSettings * self, GObject * object,
    guint prop_id, const GValue * value, GParamSpec * pspec);
void gst_rst_cenc_settings_get (GstRstCencSettings * self, GObject * object,
    guint prop_id, GValue * value, GParamSpec * pspec);

G_END_DECLS

#endif /* __GST_RST_CENC_SETTINGS_H__ */
