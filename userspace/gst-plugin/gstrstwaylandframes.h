/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What becomes of the frames that are committed, and when the next may be */
#ifndef __GST_RST_WAYLAND_FRAMES_H__
#define __GST_RST_WAYLAND_FRAMES_H__

#include <gst/gst.h>

#include "gstrstwaylanddisplay.h"

G_BEGIN_DECLS

typedef struct _GstRstWaylandFrames GstRstWaylandFrames;

/* What the compositor said of the frames so far */
typedef struct
{
  guint64 shown;
  guint64 zero_copy;            /* of those shown: by the display alone */
  guint64 settled;              /* of those shown: a second or more after the
                                 * first one */
  guint64 settled_zero_copy;    /* of those settled */
  guint64 dropped;              /* another came first */
  guint64 without_plane;        /* in a row, up to the last one */
} GstRstWaylandCounts;

GstRstWaylandFrames *gst_rst_wayland_frames_new (GstRstWaylandDisplay *
    display);
void gst_rst_wayland_frames_free (GstRstWaylandFrames * self);

/* Waits until the compositor wants the next frame, as it says once for each
 * refresh of the panel, or until the sink flushes. It says nothing of a window
 * that cannot be seen, so this does not wait long. */
void gst_rst_wayland_frames_wait (GstRstWaylandFrames * self);

/* With the display's lock held: @surface is about to be committed with another
 * frame. */
void gst_rst_wayland_frames_add (GstRstWaylandFrames * self,
    struct wl_surface *surface);

/* With the display's lock held: nothing more will be heard of them, as the
 * surface goes. */
void gst_rst_wayland_frames_forget (GstRstWaylandFrames * self);

/* Waits until the compositor has told of all frames, but not for long. */
void gst_rst_wayland_frames_drain (GstRstWaylandFrames * self);

void gst_rst_wayland_frames_get_counts (GstRstWaylandFrames * self,
    GstRstWaylandCounts * counts);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_FRAMES_H__ */
