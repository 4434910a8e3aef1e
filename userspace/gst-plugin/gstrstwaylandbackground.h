/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The black around a picture: ordinary memory, which any compositor takes */
#ifndef __GST_RST_WAYLAND_BACKGROUND_H__
#define __GST_RST_WAYLAND_BACKGROUND_H__

#include <gst/gst.h>
#include <wayland-client.h>

G_BEGIN_DECLS

/* Where it would be larger than any screen it is not. Returns: NULL, with a
 * GST_RESOURCE_ERROR, if there is no memory. */
struct wl_buffer *gst_rst_wayland_background_new (struct wl_shm *shm,
    gint width, gint height, GError ** error);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_BACKGROUND_H__ */
