/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "gstrstallocator.h"

G_BEGIN_DECLS

#define RST_ELEMENT_DEFAULT_HEAP "secure-video"

/* @blurb must be a constant: it is kept without a copy. */
void gst_rst_element_install_heap (GObjectClass * object_class, guint prop_id,
    const gchar * blurb);

/* Posts @error as the element's; @debug may be NULL. */
void gst_rst_element_post_error (GstElement * self, const GError * error,
    const gchar * debug);

/* @heap: the property, read under the object lock.
 * Returns: (transfer full): an allocator on it, or NULL after posting why. */
GstRstAllocator *gst_rst_element_open_heap (GstElement * self,
    gchar * const *heap, const gchar * debug);

G_END_DECLS
