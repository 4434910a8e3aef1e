/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An application's connection to the compositor, as it tells elements */
#ifndef __GST_RST_WAYLAND_CONTEXT_H__
#define __GST_RST_WAYLAND_CONTEXT_H__

#include <gst/gst.h>
#include <wayland-client.h>

G_BEGIN_DECLS

/* NULL: the context is about something else. */
struct wl_display *gst_rst_wayland_context_get_display (GstContext * context);

/* Asks upstream, then the application: who has it calls set_context(). */
void gst_rst_wayland_context_ask (GstElement * element, GstPad * pad);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_CONTEXT_H__ */
