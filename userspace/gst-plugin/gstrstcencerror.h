/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "cenc-client.h"

G_BEGIN_DECLS

/* What anything but CENC_OK means to who decrypts, with the key @kid; NULL where
 * it did not come to that. Free both; @debug goes into the error's details. */
GError *gst_rst_cenc_error_new (enum cenc_status status, const guint8 kid[16],
    gchar ** debug);

/* The same for the camera's application and a recording with that key. */
GError *gst_rst_record_error_new (enum cenc_status status,
    const guint8 kid[16], gchar ** debug);

/* Posts what one of the functions above makes of it, as the caller's. */
#define gst_rst_cenc_error_post(self, status, kid) \
    gst_rst_cenc_error_post_from (self, gst_rst_cenc_error_new, status, kid, \
        __FILE__, GST_FUNCTION, __LINE__)
#define gst_rst_record_error_post(self, status, kid) \
    gst_rst_cenc_error_post_from (self, gst_rst_record_error_new, status, kid, \
        __FILE__, GST_FUNCTION, __LINE__)

void gst_rst_cenc_error_post_from (GstElement * self,
    GError * (*error_new) (enum cenc_status status, const guint8 kid[16],
        gchar ** debug), enum cenc_status status, const guint8 kid[16],
    const gchar * file, const gchar * function, gint line);

G_END_DECLS
