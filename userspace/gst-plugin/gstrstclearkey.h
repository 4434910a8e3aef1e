/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Licences of the W3C's ClearKey, in a laboratory */
#ifndef __GST_RST_CLEARKEY_H__
#define __GST_RST_CLEARKEY_H__

#include <cenc-client.h>
#include <gst/gst.h>
#include <string.h>

G_BEGIN_DECLS

/* Wipes and frees text that may have keys in it, whoever gave it to which plugin. */
static inline void
gst_rst_clearkey_forget (gchar * text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

#if RST_LAB_KEY

/* The property "clearkey-file", and what it is. */
void gst_rst_clearkey_install_file (GObjectClass * object_class,
    guint prop_id);

/* A licence's text, to be freed by gst_rst_clearkey_forget(); NULL: @error says
 * why. */
gchar *gst_rst_clearkey_read (const gchar * file, GError ** error);

/* The keys of a licence go to the TEE, in @client's session, with which they go,
 * for RST_CENC_USAGE_*. NULL: it is taken, and @kids, to be freed, are theirs.
 * Otherwise why not, to be freed: as cenc_licence_text(); and in @status what the TEE
 * says, or BAD_FORMAT where it was not asked. */
gchar *gst_rst_clearkey_bring (struct cenc_client *client, const gchar * text,
    guint32 usage, GStrv * kids, enum cenc_status *status);

/* What to ask a ClearKey server, to be freed. */
gchar *gst_rst_clearkey_request (const guint8 (*kids)[16], guint count);

#else

static inline gchar *
gst_rst_clearkey_bring (struct cenc_client *client, const gchar * text,
    guint32 usage, GStrv * kids, enum cenc_status *status)
{
  *status = CENC_NO_COMMAND;
  return g_strdup ("ClearKey is for laboratories, and this plugin is a "
      "product's: its keys come by licences alone");
}

static inline gchar *
gst_rst_clearkey_request (const guint8 (*kids)[16], guint count)
{
  return NULL;
}

#endif

G_END_DECLS

#endif /* __GST_RST_CLEARKEY_H__ */
