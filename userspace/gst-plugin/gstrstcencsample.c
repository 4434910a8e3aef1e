/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sample's way through the TEE */
#include "gstrstcencsample.h"

#include "gstrstbitstream.h"

enum cenc_status
gst_rst_cenc_sample_decrypt (GstBuffer * sample, const struct cenc_job *job,
    struct cenc_client *client, GstBuffer * output)
{
  struct cenc_buffer *registered;
  enum cenc_status status;
  gsize written = 0;
  gpointer input;

  registered = gst_rst_bitstream_register (output, client);
  if (!registered)
    return CENC_NOT_RESTRICTED;

  status = cenc_client_input (client, job->size, &input);
  if (status != CENC_OK)
    return status;

  gst_buffer_extract (sample, 0, input, job->size);
  status = cenc_client_decrypt (client, job, registered, &written);
  if (status == CENC_OK)
    gst_buffer_set_size (output, written);
  return status;
}
