/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dma-bufs as the compositor knows them: imported once each */
#ifndef __GST_RST_WAYLAND_BUFFER_H__
#define __GST_RST_WAYLAND_BUFFER_H__

#include <gst/video/video.h>

#include "gstrstwaylanddisplay.h"

G_BEGIN_DECLS

typedef struct _GstRstWaylandBuffer GstRstWaylandBuffer;
typedef struct _GstRstWaylandBuffers GstRstWaylandBuffers;

GstRstWaylandBuffers *gst_rst_wayland_buffers_new (GstRstWaylandDisplay *
    display);

/* Gives all pictures back. No surface may show one any more. */
void gst_rst_wayland_buffers_free (GstRstWaylandBuffers * self);

/*
 * A buffer of the compositor with the memory of @picture, of linear @info. It
 * lives as long as the memory, or the cache. Asks the compositor, if this
 * memory is new, and waits for the answer. @direct: the compositor must not
 * read it, only have the display do so.
 *
 * Returns: NULL: it cannot be had, for the reason in @error, or the sink flushes,
 * and there is none.
 */
GstRstWaylandBuffer *gst_rst_wayland_buffers_get (GstRstWaylandBuffers * self,
    GstBuffer * picture, const GstVideoInfo * info, gboolean direct,
    GError ** error);

/* The surface that showed one has gone: what it gives back is on its way. */
void gst_rst_wayland_buffers_forget_surface (GstRstWaylandBuffers * self);

/* How many times the compositor was asked */
guint64 gst_rst_wayland_buffers_get_imports (GstRstWaylandBuffers * self);

/* With the display's lock held: attaches it, and keeps @picture until the
 * compositor gives it back. */
void gst_rst_wayland_buffer_attach (GstRstWaylandBuffer * self,
    GstBuffer * picture, struct wl_surface *surface);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_BUFFER_H__ */
