/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the machine has that protected films need */
#ifndef __GST_RST_MACHINE_H__
#define __GST_RST_MACHINE_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/* For an element that players plug by themselves: @rank, or GST_RANK_NONE where
 * there is no restricted memory or no TEE. */
guint gst_rst_machine_rank (GstPlugin * plugin, guint rank);

G_END_DECLS

#endif /* __GST_RST_MACHINE_H__ */
