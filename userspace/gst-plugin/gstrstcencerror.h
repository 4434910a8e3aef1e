/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "cenc-client.h"

G_BEGIN_DECLS

/* Posts an error for anything but CENC_OK. @job may be NULL where the status
 * is not CENC_NO_KEY. */
void gst_rst_cenc_error_post (GstElement * self, enum cenc_status status,
    const struct cenc_job * job);

/* The same for the camera's application and a recording with that key. */
void gst_rst_record_error_post (GstElement * self, enum cenc_status status,
    const guint8 kid[16]);

G_END_DECLS
