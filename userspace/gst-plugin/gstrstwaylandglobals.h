/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a compositor offers, as far as the sink uses it */
#ifndef __GST_RST_WAYLAND_GLOBALS_H__
#define __GST_RST_WAYLAND_GLOBALS_H__

#include <glib.h>

#include <linux-dmabuf-client-protocol.h>
#include <presentation-time-client-protocol.h>
#include <viewporter-client-protocol.h>
#include <weston-content-protection-client-protocol.h>
#include <weston-direct-display-client-protocol.h>
#include <xdg-shell-client-protocol.h>

#include "gstrstwaylandformats.h"

G_BEGIN_DECLS

/* Each may be NULL: the compositor does not have it. */
typedef struct
{
  struct wl_registry *registry;
  struct wl_compositor *compositor;
  struct wl_subcompositor *subcompositor;
  struct wl_shm *shm;
  struct xdg_wm_base *shell;
  struct wp_presentation *presentation;
  struct wp_viewporter *viewporter;
  struct zwp_linux_dmabuf_v1 *dmabuf;   /* version 3 at least */
  struct weston_direct_display_v1 *direct_display;
  struct weston_content_protection *content_protection;
  GstRstWaylandFormats *formats;        /* if there is dmabuf */
  guint32 seat;                 /* the first one's name, to be bound; or 0 */
} GstRstWaylandGlobals;

/* @display: one whose queue new objects shall belong to. All is there after two
 * round trips. */
void gst_rst_wayland_globals_bind (GstRstWaylandGlobals * self,
    struct wl_display *display);
void gst_rst_wayland_globals_clear (GstRstWaylandGlobals * self);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_GLOBALS_H__ */
