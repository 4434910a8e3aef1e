/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decrypting with keys that may be missing, until the element flushes or stops */
#include "gstrstkeyloop.h"

void
gst_rst_key_loop_init (GstRstKeyLoop * self, GstElement * element,
    GstRstFlushingFunc set_flushing)
{
  self->element = element;
  self->keys = gst_rst_key_wait_new (element);
  self->set_flushing = set_flushing;
  g_mutex_init (&self->lock);
}

void
gst_rst_key_loop_clear (GstRstKeyLoop * self)
{
  gst_rst_key_wait_free (self->keys);
  g_mutex_clear (&self->lock);
}

void
gst_rst_key_loop_set_flushing (GstRstKeyLoop * self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  flushing |= self->stopping;
  gst_rst_key_wait_set_flushing (self->keys, flushing);
  if (self->set_flushing)
    self->set_flushing (self->element, flushing);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_key_loop_set_stopping (GstRstKeyLoop * self, gboolean stopping)
{
  g_mutex_lock (&self->lock);
  self->stopping = stopping;
  g_mutex_unlock (&self->lock);
  gst_rst_key_loop_set_flushing (self, stopping);
}

GstFlowReturn
gst_rst_key_loop_run (GstRstKeyWait * keys, struct cenc_client *client,
    const guint8 kid[16], gint timeout, GstRstDecryptFunc decrypt,
    gpointer user_data, enum cenc_status *status)
{
  GstFlowReturn ret = GST_FLOW_OK;
  gboolean lacks_key;

  gst_rst_key_wait_bring (keys, client);
  do {
    *status = decrypt (user_data);
    lacks_key = *status == CENC_NO_KEY || *status == CENC_EXPIRED;
    if (lacks_key)
      ret = gst_rst_key_wait_again (keys, client, kid,
          *status == CENC_EXPIRED, timeout);
  } while (lacks_key && ret == GST_FLOW_OK);

  gst_rst_key_wait_done (keys, kid, *status == CENC_OK);
  return ret;
}
