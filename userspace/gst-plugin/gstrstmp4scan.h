/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A look through a file for its fragments */
#ifndef __GST_RST_MP4_SCAN_H__
#define __GST_RST_MP4_SCAN_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/* Reads the file of @size bytes from @pad's peer, which is in pull mode. @all:
 * may read at many places, if the file has no segment index.
 *
 * @index becomes what the file lacks at its end for players to seek in it, or
 * NULL: it is clear, not fragmented, has an index or is none of a known kind.
 * Returns GST_FLOW_FLUSHING if it should be tried again, else GST_FLOW_OK. */
GstFlowReturn gst_rst_mp4_scan (GstPad * pad, guint64 size, gboolean all,
    GByteArray ** index);

G_END_DECLS

#endif /* __GST_RST_MP4_SCAN_H__ */
