/* SPDX-License-Identifier: GPL-2.0-only */
/* An application that has a connection to the compositor of its own */
#ifndef APPLICATION_H
#define APPLICATION_H

#include <gst/gst.h>
#include <wayland-client.h>

typedef struct
{
  struct wl_display *display;
  struct wl_registry *registry;
  struct wl_compositor *compositor;
  struct wl_surface *surfaces[2];       /* handles of windows */
} Application;

/* To WAYLAND_DISPLAY */
void application_start (Application * self);
void application_stop (Application * self);

/* Tells @sink the connection, which its handles belong to. */
void application_share_display (Application * self, GstElement * sink);

#endif /* APPLICATION_H */
