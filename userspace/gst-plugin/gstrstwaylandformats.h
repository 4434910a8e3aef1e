/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The formats of linear dma-bufs that a compositor takes */
#ifndef __GST_RST_WAYLAND_FORMATS_H__
#define __GST_RST_WAYLAND_FORMATS_H__

#include <glib.h>

#include <linux-dmabuf-client-protocol.h>

G_BEGIN_DECLS

typedef struct _GstRstWaylandFormats GstRstWaylandFormats;

/* The compositor tells of them within a round trip: by the events of version 3
 * of linux-dmabuf, or by the feedback of version 4. */
GstRstWaylandFormats *gst_rst_wayland_formats_new (struct zwp_linux_dmabuf_v1 *
    dmabuf);
void gst_rst_wayland_formats_free (GstRstWaylandFormats * self);

/* @fourcc: of drm_fourcc.h */
gboolean gst_rst_wayland_formats_has (GstRstWaylandFormats * self,
    guint32 fourcc);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_FORMATS_H__ */
