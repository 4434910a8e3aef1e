/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What turns a protected stream's samples into restricted buffers */
#include "gstrstcencsession.h"

#include <gst/base/gstbasetransform.h>

#include "gstrstbitstream.h"
#include "gstrstcencerror.h"
#include "gstrstcencsample.h"
#include "gstrstdamage.h"
#include "gstrstelement.h"
#include "gstrstkeyloop.h"
#include "gstrstregistrar.h"

struct _GstRstCencSession
{
  GstElement *element;
  const GstRstCencSettings *settings;
  GstRstKeyWait *keys;

  struct cenc_client *client;
  GstRstRegistrar *registrar;
  GstRstAllocator *allocator;
  GstRstBitstream *bitstream;

  GstRstCencStream stream;
  GstRstDamage damage;
  gboolean passed;              /* some sample was decrypted */
  struct cenc_job job;          /* of the sample that is underway */
};

static void
allocation_failed_cb (gpointer user_data, const GError * error)
{
  gst_rst_element_post_error (user_data, error,
      "There is no restricted memory for a decrypted sample. The properties "
      "buffers and buffer-size say how much rstcencdec takes, memory-timeout "
      "how long it waits.");
}

GstRstCencSession *
gst_rst_cenc_session_new (GstElement * element,
    const GstRstCencSettings * settings, GstRstKeyWait * keys)
{
  struct cenc_client *client;
  GstRstAllocator *allocator;
  GstRstCencSession *self;
  enum cenc_status status;

  status = cenc_client_open (&client);
  if (status != CENC_OK)
    goto no_client;
  allocator = gst_rst_element_open_heap (element, &settings->heap,
      "There is no memory to decrypt into.");
  if (!allocator)
    goto no_heap;

  self = g_new0 (GstRstCencSession, 1);
  self->element = element;
  self->settings = settings;
  self->keys = keys;
  self->client = client;
  self->registrar = gst_rst_registrar_new (client);
  self->allocator = allocator;
  gst_rst_cenc_stream_init (&self->stream);
  gst_rst_damage_init (&self->damage);

  GST_OBJECT_LOCK (element);
  self->bitstream = gst_rst_bitstream_new (allocator, settings->buffers,
      settings->buffer_size, settings->memory_timeout, allocation_failed_cb,
      element);
  GST_OBJECT_UNLOCK (element);
  return self;

  /* ERRORS */
no_client:
  {
    gst_rst_cenc_error_post (element, status, NULL);
    return NULL;
  }
no_heap:
  {
    cenc_client_unref (client);
    return NULL;
  }
}

void
gst_rst_cenc_session_free (GstRstCencSession * self)
{
  if (!self)
    return;
  gst_rst_bitstream_free (self->bitstream);
  gst_rst_cenc_stream_clear (&self->stream);
  gst_object_unref (self->allocator);
  gst_rst_registrar_free (self->registrar);
  cenc_client_unref (self->client);
  g_free (self);
}

GstRstAllocator *
gst_rst_cenc_session_get_allocator (GstRstCencSession * self)
{
  return self->allocator;
}

struct cenc_client *
gst_rst_cenc_session_get_client (GstRstCencSession * self)
{
  return self->client;
}

GstRstCencStream *
gst_rst_cenc_session_get_stream (GstRstCencSession * self)
{
  return &self->stream;
}

void
gst_rst_cenc_session_set_flushing (GstRstCencSession * self,
    gboolean flushing)
{
  gst_rst_bitstream_set_flushing (self->bitstream, flushing);
}

void
gst_rst_cenc_session_flush (GstRstCencSession * self)
{
  gst_rst_cenc_stream_flush (&self->stream);
  gst_rst_damage_init (&self->damage);
}

gboolean
gst_rst_cenc_session_set_caps (GstRstCencSession * self, const GstCaps * caps)
{
  GError *error = NULL;

  if (gst_rst_cenc_stream_set_caps (&self->stream, caps, &error))
    return TRUE;

  gst_rst_element_post_error (self->element, error, NULL);
  g_error_free (error);
  return FALSE;
}

void
gst_rst_cenc_session_require (GstRstCencSession * self, GstQuery * query)
{
  GstAllocationParams params;
  guint size, min, i;

  gst_allocation_params_init (&params);
  if (gst_query_get_n_allocation_params (query) > 0)
    gst_query_parse_nth_allocation_param (query, 0, NULL, &params);

  for (i = 0; i < gst_query_get_n_allocation_pools (query); i++) {
    gst_query_parse_nth_allocation_pool (query, i, NULL, &size, &min, NULL);
    gst_rst_bitstream_require (self->bitstream, (gsize) size + params.padding,
        min);
  }
}

/* The sample is dropped; takes @error, which says why, and @more of it. */
static GstFlowReturn
drop_damaged (GstRstCencSession * self, GstBuffer * sample, GError * error,
    gchar * more)
{
  gboolean go_on;
  gint max_errors;
  gchar *debug;

  GST_OBJECT_LOCK (self->element);
  max_errors = self->settings->max_errors;
  GST_OBJECT_UNLOCK (self->element);
  go_on = gst_rst_damage_take (&self->damage, max_errors);

  debug = g_strdup_printf ("%s%sthe sample of %" G_GSIZE_FORMAT " bytes at %"
      GST_TIME_FORMAT "; damaged samples in a row: %u%s", more ? more : "",
      more ? "; " : "", gst_buffer_get_size (sample),
      GST_TIME_ARGS (GST_BUFFER_PTS (sample)), self->damage.in_a_row,
      go_on ? "; pictures are left out up to the next key frame" :
      ", more than max-errors");
  if (go_on)
    gst_rst_element_post_warning (self->element, error, debug);
  else
    gst_rst_element_post_error (self->element, error, debug);
  g_error_free (error);
  g_free (debug);
  g_free (more);
  return go_on ? GST_BASE_TRANSFORM_FLOW_DROPPED : GST_FLOW_ERROR;
}

GstFlowReturn
gst_rst_cenc_session_look_at (GstRstCencSession * self, GstBuffer * sample)
{
  gboolean allow_clear;
  GError *error = NULL;
  GstRstSample what;

  if (!self->stream.config.headers)
    return GST_FLOW_NOT_NEGOTIATED;
  if (gst_buffer_get_size (sample) == 0)
    return GST_BASE_TRANSFORM_FLOW_DROPPED;

  GST_OBJECT_LOCK (self->element);
  allow_clear = self->settings->allow_clear;
  GST_OBJECT_UNLOCK (self->element);
  self->job = (struct cenc_job) { 0 };
  what = gst_rst_cenc_stream_describe (&self->stream, sample, allow_clear,
      &self->job, &error);
  if (what == GST_RST_SAMPLE_OK)
    return GST_FLOW_OK;
  if (what == GST_RST_SAMPLE_DAMAGED)
    return drop_damaged (self, sample, error, NULL);

  gst_rst_element_post_error (self->element, error, NULL);
  g_error_free (error);
  return GST_FLOW_ERROR;
}

GstFlowReturn
gst_rst_cenc_session_acquire (GstRstCencSession * self, GstBuffer * sample,
    GstBuffer ** output)
{
  gsize size = gst_rst_cenc_stream_output_size (&self->stream,
      gst_buffer_get_size (sample));

  return gst_rst_bitstream_acquire (self->bitstream, size, output);
}

typedef struct
{
  GstRstCencSession *self;
  GstBuffer *sample, *output;
} Decryption;

static enum cenc_status
try_sample (gpointer user_data)
{
  Decryption *decryption = user_data;
  GstRstCencSession *self = decryption->self;

  return gst_rst_cenc_sample_decrypt (decryption->sample, &self->job,
      self->client, self->registrar, decryption->output);
}

/* OK: @status says what came of it. */
static GstFlowReturn
decrypt (GstRstCencSession * self, GstBuffer * sample, GstBuffer * output,
    enum cenc_status *status)
{
  Decryption decryption = { self, sample, output };
  gint timeout;

  GST_OBJECT_LOCK (self->element);
  timeout = self->settings->key_timeout;
  self->job.own_key = self->settings->licences;
  GST_OBJECT_UNLOCK (self->element);
  return gst_rst_key_loop_run (self->keys, self->client, self->job.kid,
      timeout, try_sample, &decryption, status);
}

/* The first sample, of which nothing says that it is encrypted, and which is no
 * such stream: probably it is. */
static gboolean
is_no_lead (GstRstCencSession * self, GstBuffer * sample,
    enum cenc_status status)
{
  return status == CENC_BAD_FORMAT && !self->passed &&
      !gst_buffer_get_protection_meta (sample);
}

static GstFlowReturn
take_failure (GstRstCencSession * self, GstBuffer * sample,
    enum cenc_status status)
{
  GError *error = NULL;
  gchar *debug;

  if (is_no_lead (self, sample, status)) {
    gst_rst_lead_set_error (&error);
    gst_rst_element_post_error (self->element, error, NULL);
    g_error_free (error);
    return GST_FLOW_ERROR;
  }
  if (status == CENC_BAD_FORMAT || status == CENC_BAD_REQUEST) {
    error = gst_rst_cenc_error_new (status, self->job.kid, &debug);
    return drop_damaged (self, sample, error, debug);
  }

  gst_rst_cenc_error_post (self->element, status, self->job.kid);
  return GST_FLOW_ERROR;
}

GstFlowReturn
gst_rst_cenc_session_decrypt (GstRstCencSession * self, GstBuffer * sample,
    GstBuffer * output)
{
  gboolean is_key =
      !GST_BUFFER_FLAG_IS_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT);
  enum cenc_status status;
  GstFlowReturn ret;

  ret = decrypt (self, sample, output, &status);
  if (ret != GST_FLOW_OK)
    return ret;
  if (status != CENC_OK)
    return take_failure (self, sample, status);

  self->passed = TRUE;
  if (!gst_rst_damage_pass (&self->damage, is_key))
    return GST_BASE_TRANSFORM_FLOW_DROPPED;
  gst_rst_cenc_stream_passed (&self->stream, &self->job);
  return GST_FLOW_OK;
}

const struct cenc_job *
gst_rst_cenc_session_get_job (GstRstCencSession * self)
{
  return &self->job;
}

const guint8 *
gst_rst_cenc_session_get_kid (GstRstCencSession * self)
{
  return self->job.scheme == RST_CENC_SCHEME_CLEAR ? NULL : self->job.kid;
}
