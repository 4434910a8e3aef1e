/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GstNavigation of a sink: the mouse, as upstream and the application hear of it */
#ifndef __GST_RST_WAYLAND_NAVIGATION_H__
#define __GST_RST_WAYLAND_NAVIGATION_H__

#include <gst/video/navigation.h>

G_BEGIN_DECLS

/* For any GstBaseSink */
void gst_rst_wayland_navigation_init (GstNavigationInterface * iface);

G_END_DECLS

#endif /* __GST_RST_WAYLAND_NAVIGATION_H__ */
