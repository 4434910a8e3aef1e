/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>
#include <gst/rstmem/gstrstmem.h>
#include <rstmem.h>

G_BEGIN_DECLS

/* Who made the elements, as gst-inspect-1.0 shows it */
#define RST_ELEMENT_AUTHOR "The rstmem project <" PACKAGE_CONTACT ">"

#define RST_ELEMENT_DEFAULT_HEAP RSTMEM_SECURE_VIDEO

/* Installs the property "heap", a GST_TYPE_RST_HEAP;
 * @blurb must be a constant: it is kept without a copy. */
void gst_rst_element_install_heap (GObjectClass * object_class, guint prop_id,
    const gchar * blurb);

/* Posts @error as the element's, and as of where this is; @debug may be NULL. */
#define gst_rst_element_post_error(self, error, debug) \
    gst_rst_element_post_from (self, GST_MESSAGE_ERROR, error, debug, \
        __FILE__, GST_FUNCTION, __LINE__)
#define gst_rst_element_post_warning(self, error, debug) \
    gst_rst_element_post_from (self, GST_MESSAGE_WARNING, error, debug, \
        __FILE__, GST_FUNCTION, __LINE__)

void gst_rst_element_post_from (GstElement * self, GstMessageType type,
    const GError * error, const gchar * debug, const gchar * file,
    const gchar * function, gint line);

/* Whether it decrypts sound, which comes out in ordinary memory. */
gboolean gst_rst_element_is_for_sound (GstElement * self);

/* @heap: the property, read under the object lock.
 * Returns: (transfer full): an allocator on it, or NULL after posting why. */
GstRstAllocator *gst_rst_element_open_heap (GstElement * self,
    const enum rstmem_use_case *heap, const gchar * debug);

G_END_DECLS
