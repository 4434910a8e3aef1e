/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What went wrong in the TEE, and what to do about it */
#include "gstrstcencerror.h"

#include "gstrstcencinfo.h"

void
gst_rst_cenc_error_post (GstElement * self, enum cenc_status status,
    const struct cenc_job * job)
{
  const gchar *text = cenc_status_text (status);
  gchar *kid;

  switch (status) {
    case CENC_NO_TEE:
      GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND,
          ("There is no TEE to decrypt in."),
          ("%s: optee.ko must be loaded, and the firmware must contain OP-TEE",
              text));
      break;
    case CENC_NO_ACCESS:
      GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ_WRITE,
          ("This user may not use the TEE."),
          ("%s: /dev/tee0 has an owner and a group, see docs/install.md",
              text));
      break;
    case CENC_NO_TA:
      GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND,
          ("The TEE lacks the trusted application that decrypts."),
          ("%s: it is built into the firmware, or tee-supplicant must be "
              "running and find it", text));
      break;
    case CENC_TA_DIED:
      GST_ELEMENT_ERROR (self, RESOURCE, FAILED,
          ("The trusted application that decrypts has died."),
          ("%s, and its keys with it: set them again and start anew", text));
      break;
    case CENC_NO_KEY:
      kid = gst_rst_cenc_info_kid_to_string (job->kid);
      GST_ELEMENT_ERROR (self, STREAM, DECRYPT_NOKEY,
          ("There is no key %s for this stream.", kid),
          ("%s; in a laboratory: rstctl lab-key --kid %s --key KEY", text,
              kid));
      g_free (kid);
      break;
    case CENC_NO_MEMORY:
      GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT,
          ("There is no memory left to share with the TEE."), ("%s", text));
      break;
    case CENC_NOT_RESTRICTED:
      GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
          ("The TEE does not take the heap's buffers."),
          ("%s, or of another TEE: is the TEE core rstmem's?", text));
      break;
    case CENC_BAD_FORMAT:
      GST_ELEMENT_ERROR (self, STREAM, DECRYPT,
          ("The stream could not be decrypted: damaged, or not encrypted as "
              "CENC has it."), ("%s", text));
      break;
    default:
      GST_ELEMENT_ERROR (self, STREAM, DECRYPT,
          ("The stream could not be decrypted."), ("%s", text));
      break;
  }
}

void
gst_rst_record_error_post (GstElement * self, enum cenc_status status,
    const guint8 kid[16])
{
  const gchar *text = cenc_status_text (status);
  gchar *name = gst_rst_cenc_info_kid_to_string (kid);

  switch (status) {
    case CENC_NO_TEE:
      GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND,
          ("There is no TEE to record in."),
          ("%s: optee.ko must be loaded, and the firmware must contain OP-TEE",
              text));
      break;
    case CENC_NO_ACCESS:
      GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ_WRITE,
          ("This user may not use the TEE."),
          ("%s: /dev/tee0 has an owner and a group, see docs/install.md",
              text));
      break;
    case CENC_NO_TA:
      GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND,
          ("The TEE lacks the trusted application that is the camera."),
          ("it is built into the firmware"));
      break;
    case CENC_TA_DIED:
      GST_ELEMENT_ERROR (self, RESOURCE, FAILED,
          ("A trusted application died while it recorded."),
          ("what the camera captured before cannot be recorded any more: "
              "start anew"));
      break;
    case CENC_NO_KEY:
      GST_ELEMENT_ERROR (self, STREAM, DECRYPT_NOKEY,
          ("There is no key %s to record with.", name),
          ("in a laboratory: rstctl lab-key --record --kid %s --key KEY",
              name));
      break;
    case CENC_DENIED:
      GST_ELEMENT_ERROR (self, STREAM, ENCODE,
          ("The TEE refuses to record this."),
          ("either the picture is not what its camera captured, or the key %s "
              "is not for recording", name));
      break;
    case CENC_NOT_RESTRICTED:
      GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
          ("The TEE does not take the camera's buffers."),
          ("they are not restricted memory, or of another TEE: is the TEE "
              "core rstmem's?"));
      break;
    case CENC_NO_MEMORY:
      GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT,
          ("There is not enough memory to record pictures of this size."),
          ("%s, or the trusted application's own", text));
      break;
    default:
      GST_ELEMENT_ERROR (self, STREAM, ENCODE,
          ("The picture could not be recorded."), ("%s", text));
      break;
  }
  g_free (name);
}
