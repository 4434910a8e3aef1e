/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sample's way through the TEE */
#ifndef __GST_RST_CENC_SAMPLE_H__
#define __GST_RST_CENC_SAMPLE_H__

#include <cenc-client.h>
#include <gst/gst.h>

#include "gstrstregistrar.h"

G_BEGIN_DECLS

/* Decrypts @sample, as @job says, into the restricted @output, and sets its
 * size. It may be called again, as after a CENC_NO_KEY. BAD_REQUEST, BAD_FORMAT:
 * the sample is damaged. */
enum cenc_status gst_rst_cenc_sample_decrypt (GstBuffer * sample,
    const struct cenc_job *job, struct cenc_client *client,
    GstRstRegistrar * registrar, GstBuffer * output);

G_END_DECLS

#endif /* __GST_RST_CENC_SAMPLE_H__ */
