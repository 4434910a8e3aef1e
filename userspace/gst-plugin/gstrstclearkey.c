/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Licences of the W3C's ClearKey, in a laboratory */
#include "gstrstclearkey.h"

#include <clearkey.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gstrstcencinfo.h"

void
gst_rst_clearkey_install_file (GObjectClass * object_class, guint prop_id)
{
  g_object_class_install_property (object_class, prop_id,
      g_param_spec_string ("clearkey-file", "ClearKey file",
          "A ClearKey licence, JSON of the W3C's, whose keys go to a "
          "laboratory's TEE, and are this element's", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
}

/* One character more than is taken, so that more is noticed. */
static gboolean
read_text (FILE * stream, gchar * text, GError ** error)
{
  gsize length = fread (text, 1, CLEARKEY_MAX_SIZE + 1, stream);

  if (ferror (stream)) {
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno),
        g_strerror (errno));
    return FALSE;
  }
  if (memchr (text, '\0', length)) {
    g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
        "it is no text");
    return FALSE;
  }
  return TRUE;
}

gchar *
gst_rst_clearkey_read (const gchar * file, GError ** error)
{
  FILE *stream = fopen (file, "re");
  gchar *text;

  if (!stream) {
    g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno),
        g_strerror (errno));
    return NULL;
  }
  /* no copy that is not wiped */
  setvbuf (stream, NULL, _IONBF, 0);
  text = g_malloc0 (CLEARKEY_MAX_SIZE + 2);
  if (!read_text (stream, text, error)) {
    /* keys may stand behind a NUL, too */
    explicit_bzero (text, CLEARKEY_MAX_SIZE + 2);
    g_clear_pointer (&text, g_free);
  }
  fclose (stream);
  return text;
}

static GStrv
list_kids (const struct clearkey *licence)
{
  GStrv kids = g_new0 (gchar *, licence->count + 1);
  guint i;

  for (i = 0; i < licence->count; i++)
    kids[i] = gst_rst_cenc_info_kid_to_string (licence->keys[i].kid);
  return kids;
}

gchar *
gst_rst_clearkey_bring (struct cenc_client *client, const gchar * text,
    guint32 usage, GStrv * kids, enum cenc_status *status)
{
  gchar error[CLEARKEY_ERROR_SIZE];
  struct clearkey licence;

  *status = CENC_BAD_FORMAT;
  if (!clearkey_parse (text, strlen (text), &licence, error))
    return g_strdup (error);
  *status = clearkey_set (client, &licence, usage, true);
  if (*status == CENC_OK)
    *kids = list_kids (&licence);
  explicit_bzero (&licence, sizeof (licence));
  if (*status == CENC_OK)
    return NULL;
  return g_strdup (*status == CENC_NO_COMMAND ? clearkey_no_laboratory :
      cenc_status_text (*status));
}

gchar *
gst_rst_clearkey_request (const guint8 (*kids)[16], guint count)
{
  gchar *request = clearkey_request (kids, count);
  gchar *copy = g_strdup (request);

  free (request);
  return copy;
}
