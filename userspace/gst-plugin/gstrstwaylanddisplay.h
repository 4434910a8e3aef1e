/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The connection to a compositor, and the thread that takes its events */
#ifndef __GST_RST_WAYLAND_DISPLAY_H__
#define __GST_RST_WAYLAND_DISPLAY_H__

#include <gst/gst.h>

#include "gstrstwaylandglobals.h"

G_BEGIN_DECLS

typedef struct _GstRstWaylandDisplay GstRstWaylandDisplay;

/* The connection broke for this reason. */
typedef void (*GstRstWaylandDisplayBroken) (gpointer data,
    const GError * error);

/*
 * Connects to the compositor @name (NULL: that of the environment), or shares
 * the application's connection @foreign. @broken is called once, if at all, by
 * the event thread without the lock. Errors are GST_RESOURCE_ERRORs that say
 * what to do.
 */
GstRstWaylandDisplay *gst_rst_wayland_display_open (const gchar * name,
    struct wl_display *foreign, GstRstWaylandDisplayBroken broken,
    gpointer data, GError ** error);

/* All objects made of the globals must have been destroyed. */
void gst_rst_wayland_display_close (GstRstWaylandDisplay * self);

/* Constant once the display is open. Objects that requests to them create have
 * their events taken by the display's thread. */
const GstRstWaylandGlobals *gst_rst_wayland_display_globals (const
    GstRstWaylandDisplay * self);

gboolean gst_rst_wayland_display_is_foreign (const GstRstWaylandDisplay *
    self);

/*
 * Handlers of events run with the lock held: so whoever holds it can destroy an
 * object, and no handler is running for it. References to buffers are never
 * dropped while it is held, because that may call back: handlers use
 * gst_rst_wayland_display_later().
 */
void gst_rst_wayland_display_lock (GstRstWaylandDisplay * self);
void gst_rst_wayland_display_unlock (GstRstWaylandDisplay * self);

/* With the lock held: sends requests, and waits until something has happened.
 * FALSE: @deadline, of g_get_monotonic_time(), has passed, or the connection is
 * broken. */
gboolean gst_rst_wayland_display_wait (GstRstWaylandDisplay * self,
    gint64 deadline);

/* With the lock held: something has happened that others wait for. */
void gst_rst_wayland_display_wake (GstRstWaylandDisplay * self);

/* While the sink flushes nobody is to wait: this ends all waits once, so that
 * they look at their condition. */
void gst_rst_wayland_display_set_flushing (GstRstWaylandDisplay * self,
    gboolean flushing);

/* With the lock held: how often it has flushed so far, and whether it does, or
 * has done since it was @flushes times. */
guint gst_rst_wayland_display_get_flushes (GstRstWaylandDisplay * self);
gboolean gst_rst_wayland_display_has_flushed (GstRstWaylandDisplay * self,
    guint flushes);

void gst_rst_wayland_display_flush (GstRstWaylandDisplay * self);

/* With the lock held: has the event thread call @func without it, or
 * gst_rst_wayland_display_close(). */
void gst_rst_wayland_display_later (GstRstWaylandDisplay * self,
    GDestroyNotify func, gpointer data);

/* With the lock held: a copy of why the connection is broken, or NULL. */
GError *gst_rst_wayland_display_get_error (GstRstWaylandDisplay * self);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_DISPLAY_H__ */
