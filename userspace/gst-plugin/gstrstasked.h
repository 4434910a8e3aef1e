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

/* A request is open until the TEE has seen an answer to it, and known until its key
 * is removed from here. */
gboolean gst_rst_asked_is_open (GstRstAsked * self, const gchar * kid);
gboolean gst_rst_asked_knows (GstRstAsked * self, const gchar * kid);
/* For how many keys. */
guint gst_rst_asked_count_open (GstRstAsked * self);

/* The application has answered the open request for @kid, by @refused that there will
 * be none of its keys. FALSE: it was not asked for that, but perhaps another element
 * was. */
gboolean gst_rst_asked_answer (GstRstAsked * self, const gchar * kid,
    const gchar * refused);

/* Why there will be none, to be freed; NULL: there may be one. */
gchar *gst_rst_asked_refusal (GstRstAsked * self, const gchar * kid);

/* The TEE has seen what was answered to @kid's request, and has taken it or not.
 * Which of its keys came does not matter: one that is missing when it is needed is to
 * be asked for again, as it may have made room for others since. */
void gst_rst_asked_close (GstRstAsked * self, const gchar * kid);

G_END_DECLS

#endif /* __GST_RST_ASKED_H__ */
