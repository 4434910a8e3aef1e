/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sample's way through the TEE */
#include "gstrstcencsample.h"

enum cenc_status
gst_rst_cenc_sample_decrypt (GstBuffer * sample, const struct cenc_job *job,
    struct cenc_client *client, GstRstRegistrar * registrar,
    GstBuffer * output)
{
  enum cenc_status status = CENC_OK;
  struct cenc_buffer *registered;
  gsize written = 0;
  gpointer input;

  registered = gst_rst_registrar_get (registrar,
      gst_buffer_peek_memory (output, 0), &status);
  if (!registered)
    return status;

  status = cenc_client_input (client, job->size, &input);
  if (status != CENC_OK)
    return status;

  /* What cannot be mapped is not there: the last sample would be. */
  if (gst_buffer_extract (sample, 0, input, job->size) != job->size)
    return CENC_BAD_REQUEST;
  status = cenc_client_decrypt (client, job, registered, &written);
  if (status == CENC_OK)
    gst_buffer_set_size (output, written);
  return status;
}
