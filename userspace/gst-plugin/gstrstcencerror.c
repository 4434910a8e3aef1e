/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What went wrong in the TEE, and what to do about it */
#include "gstrstcencerror.h"

#include "gstrstcencinfo.h"

#define RESOURCE(code) gst_resource_error_quark, GST_RESOURCE_ERROR_##code
#define STREAM(code) gst_stream_error_quark, GST_STREAM_ERROR_##code

/* KID in a text becomes the key's identifier. */
typedef struct
{
  enum cenc_status status;
  GQuark (*domain) (void);
  gint code;
  const gchar *text;
  const gchar *advice;
} Meaning;

/* Each table ends with what holds for any other status. */
static const Meaning decrypting[] = {
  {CENC_NO_TEE, RESOURCE (NOT_FOUND), "There is no TEE to decrypt in.",
      "optee.ko must be loaded, and the firmware must contain OP-TEE"},
  {CENC_NO_ACCESS, RESOURCE (OPEN_READ_WRITE),
        "This user may not use the TEE: /dev/tee0 may not be opened.",
      "it has an owner and a group, see docs/install.md"},
  {CENC_NO_TA, RESOURCE (NOT_FOUND),
        "The TEE lacks the trusted application that decrypts.",
        "it is built into the firmware, or tee-supplicant must be running and "
        "find it"},
  {CENC_TA_DIED, RESOURCE (FAILED),
        "The trusted application that decrypts has died.",
      "its keys are gone with it: set them again and start anew"},
  {CENC_NO_MEMORY, RESOURCE (NO_SPACE_LEFT),
      "There is no memory left to share with the TEE.", NULL},
  {CENC_BUSY, RESOURCE (BUSY),
        "The trusted application that decrypts has no place for another "
        "player.",
      "each element that decrypts has one, until it is in NULL or READY"},
  {CENC_NO_FILES, RESOURCE (FAILED),
        "The program has too many files open to give the TEE a buffer.",
      "each buffer of a pipeline is a file: raise the limit (ulimit -n)"},
  {CENC_NOT_RESTRICTED, RESOURCE (SETTINGS),
        "The TEE does not take the heap's buffers.",
      "or it is memory of another TEE: is the TEE core rstmem's?"},
  {CENC_DENIED, STREAM (DECRYPT), "The key KID is not for pictures.",
        "it is for sound, which comes out in ordinary memory; in a laboratory: "
        "rstctl lab-key --kid KID --key KEY"},
  {CENC_BAD_FORMAT, STREAM (DECRYPT),
        "The stream could not be decrypted: damaged, or not encrypted as CENC "
        "has it.", NULL},
  {CENC_BAD_REQUEST, STREAM (DECRYPT),
        "The stream could not be decrypted: what is said of a sample's "
        "encryption does not fit the sample.", NULL},
  {CENC_FAILED, STREAM (DECRYPT), "The stream could not be decrypted.", NULL},
};

static const Meaning recording[] = {
  {CENC_NO_TEE, RESOURCE (NOT_FOUND), "There is no TEE to record in.",
      "optee.ko must be loaded, and the firmware must contain OP-TEE"},
  {CENC_NO_ACCESS, RESOURCE (OPEN_READ_WRITE),
        "This user may not use the TEE: /dev/tee0 may not be opened.",
      "it has an owner and a group, see docs/install.md"},
  {CENC_NO_TA, RESOURCE (NOT_FOUND),
        "The TEE lacks the trusted application that is the camera.",
      "it is built into the firmware"},
  {CENC_TA_DIED, RESOURCE (FAILED),
        "A trusted application died while it recorded.",
        "what the camera captured before cannot be recorded any more: start "
        "anew"},
  {CENC_NO_KEY, STREAM (DECRYPT_NOKEY), "There is no key KID to record with.",
      "in a laboratory: rstctl lab-key --record --kid KID --key KEY"},
  {CENC_DENIED, STREAM (ENCODE), "The TEE refuses to record this.",
        "either the picture is not what its camera captured, or the key KID is "
        "not for recording"},
  {CENC_NOT_RESTRICTED, RESOURCE (SETTINGS),
        "The TEE does not take the camera's buffers.",
        "they are not restricted memory, or of another TEE: is the TEE core "
        "rstmem's?"},
  {CENC_NO_MEMORY, RESOURCE (NO_SPACE_LEFT),
        "There is not enough memory to record pictures of this size.",
      "or the trusted application's own does not suffice"},
  {CENC_NO_FILES, RESOURCE (FAILED),
        "The program has too many files open to give the TEE a picture.",
      "each buffer of a pipeline is a file: raise the limit (ulimit -n)"},
  {CENC_FAILED, STREAM (ENCODE), "The picture could not be recorded.", NULL},
};

static gchar *
fill_in (const gchar * text, const gchar * kid)
{
  gchar **parts = g_strsplit (text, "KID", -1);
  gchar *result = g_strjoinv (kid, parts);

  g_strfreev (parts);
  return result;
}

static GError *
error_new (const Meaning * meaning, enum cenc_status status,
    const guint8 * kid_bytes, gchar ** debug)
{
  gchar *kid, *text, *advice;
  GError *error;

  while (meaning->status != status && meaning->status != CENC_FAILED)
    meaning++;

  kid = kid_bytes ? gst_rst_cenc_info_kid_to_string (kid_bytes) : g_strdup ("");
  text = fill_in (meaning->text, kid);
  error = g_error_new_literal (meaning->domain (), meaning->code, text);
  advice = meaning->advice ? fill_in (meaning->advice, kid) : NULL;
  *debug = g_strconcat (cenc_status_text (status), advice ? ": " : NULL,
      advice, NULL);
  g_free (advice);
  g_free (text);
  g_free (kid);
  return error;
}

GError *
gst_rst_cenc_error_new (enum cenc_status status, const guint8 kid[16],
    gchar ** debug)
{
  return error_new (decrypting, status, kid, debug);
}

GError *
gst_rst_record_error_new (enum cenc_status status, const guint8 kid[16],
    gchar ** debug)
{
  return error_new (recording, status, kid, debug);
}

void
gst_rst_cenc_error_post_from (GstElement * self,
    GError * (*error_new) (enum cenc_status status, const guint8 kid[16],
        gchar ** debug), enum cenc_status status, const guint8 kid[16],
    const gchar * file, const gchar * function, gint line)
{
  gchar *debug;
  GError *error = error_new (status, kid, &debug);

  gst_element_message_full (self, GST_MESSAGE_ERROR, error->domain,
      error->code, g_strdup (error->message), debug, file, function, line);
  g_error_free (error);
}
