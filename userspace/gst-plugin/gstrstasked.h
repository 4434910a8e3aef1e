/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys an application was asked for, and what it answered */
#ifndef __GST_RST_ASKED_H__
#define __GST_RST_ASKED_H__

#include <glib.h>

G_BEGIN_DECLS

/* KIDs are strings of 32 digits. From any thread. */
typedef struct _GstRstAsked GstRstAsked;

GstRstAsked *gst_rst_asked_new (void);
void gst_rst_asked_free (GstRstAsked * self);
void gst_rst_asked_clear (GstRstAsked * self);

/* Keys that are asked for by one request. What was answered before is forgotten. */
void gst_rst_asked_add (GstRstAsked * self, const gchar * const *kids);
void gst_rst_asked_remove (GstRstAsked * self, const gchar * kid);
gboolean gst_rst_asked_contains (GstRstAsked * self, const gchar * kid);

/* The application has answered for @kid, by @refused that there will be none. FALSE:
 * it was not asked for that, but perhaps another element was. */
gboolean gst_rst_asked_answer (GstRstAsked * self, const gchar * kid,
    const gchar * refused);

/* Why there will be none, to be freed; NULL: there may be one. */
gchar *gst_rst_asked_refusal (GstRstAsked * self, const gchar * kid);

/* The licence for @kid's request brought @came, or NULL: it was not taken. What
 * else the request was for is to be asked for again. */
void gst_rst_asked_came (GstRstAsked * self, const gchar * kid,
    const gchar * const *came);

G_END_DECLS

#endif /* __GST_RST_ASKED_H__ */
