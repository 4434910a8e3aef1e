/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which protection system a demuxer should choose */
#ifndef __GST_RST_SYSTEM_H__
#define __GST_RST_SYSTEM_H__

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * Demuxers ask which of a film's protection systems they shall name in the
 * caps: downstream by a context query, then their bin and the application. An
 * element takes those that its sink template has; which one it is makes no
 * difference to it, as the KID selects the key.
 */

/* Answers such a query. FALSE: it is another query, or offers none that the
 * element takes. */
gboolean gst_rst_system_answer (GstElement * self, GstQuery * query);

/*
 * Has the element's bin answer for it: of a demuxer the element is not linked
 * with yet, and for films whose systems nobody here knows. Nothing is said if
 * other decryptors are installed, because one answer goes for all streams.
 */
void gst_rst_system_announce (GstElement * self);

G_END_DECLS

#endif /* __GST_RST_SYSTEM_H__ */
