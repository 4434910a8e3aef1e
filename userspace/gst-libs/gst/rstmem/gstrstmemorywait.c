/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for restricted memory that others have, for now */
#include "gstrstmemorywait.h"

#include "gstrstbufferpool.h"

#define TRY_AGAIN_AFTER (50 * G_TIME_SPAN_MILLISECOND)

void
gst_rst_memory_wait_init (GstRstMemoryWait * self)
{
  *self = (GstRstMemoryWait) {
    .timeout = GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT,
  };
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
}

void
gst_rst_memory_wait_clear (GstRstMemoryWait * self)
{
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_clear_error (&self->lack);
}

void
gst_rst_memory_wait_set_patience (GstRstMemoryWait * self, guint enough,
    gint timeout)
{
  self->enough = enough;
  self->timeout = timeout;
}

void
gst_rst_memory_wait_has (GstRstMemoryWait * self, guint buffers)
{
  self->enough = MAX (self->enough, buffers);
}

void
gst_rst_memory_wait_set_flushing (GstRstMemoryWait * self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_memory_wait_dismiss (GstRstMemoryWait * self)
{
  g_mutex_lock (&self->lock);
  self->dismissed = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* With the lock held. */
static gboolean
is_sent_away (GstRstMemoryWait * self)
{
  return self->flushing || self->dismissed;
}

gboolean
gst_rst_memory_wait_is_flushing (GstRstMemoryWait * self)
{
  gboolean flushing;

  g_mutex_lock (&self->lock);
  flushing = is_sent_away (self);
  g_mutex_unlock (&self->lock);
  return flushing;
}

void
gst_rst_memory_wait_made (GstRstMemoryWait * self)
{
  g_mutex_lock (&self->lock);
  self->existing++;
  g_clear_error (&self->lack);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_memory_wait_gone (GstRstMemoryWait * self)
{
  g_mutex_lock (&self->lock);
  self->existing--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_memory_wait_returned (GstRstMemoryWait * self)
{
  g_mutex_lock (&self->lock);
  self->returned++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

void
gst_rst_memory_wait_lacks (GstRstMemoryWait * self, GError * error)
{
  g_mutex_lock (&self->lock);
  if (!self->lack)
    GST_INFO ("waiting for memory: %s", error->message);
  g_clear_error (&self->lack);
  self->lack = error;
  g_mutex_unlock (&self->lock);
}

gboolean
gst_rst_memory_wait_is_lacking (GstRstMemoryWait * self)
{
  gboolean lacking;

  g_mutex_lock (&self->lock);
  lacking = self->lack != NULL;
  g_mutex_unlock (&self->lock);
  return lacking;
}

void
gst_rst_memory_wait_begin (GstRstMemoryWait * self, GstRstMemoryTry * attempt)
{
  attempt->since = g_get_monotonic_time ();
  g_mutex_lock (&self->lock);
  attempt->returned = self->returned;
  g_mutex_unlock (&self->lock);
}

static gboolean
is_patient (GstRstMemoryWait * self, const GstRstMemoryTry * attempt)
{
  gint64 waited = g_get_monotonic_time () - attempt->since;

  return self->timeout < 0 || (self->enough > 0 &&
      self->existing >= self->enough) ||
      waited < self->timeout * G_TIME_SPAN_MILLISECOND;
}

gboolean
gst_rst_memory_wait_again (GstRstMemoryWait * self, GstRstMemoryTry * attempt)
{
  gint64 until = g_get_monotonic_time () + TRY_AGAIN_AFTER;
  gboolean again;

  g_mutex_lock (&self->lock);
  again = is_patient (self, attempt);
  while (again && !is_sent_away (self) && self->returned == attempt->returned &&
      g_cond_wait_until (&self->cond, &self->lock, until));
  attempt->returned = self->returned;
  again = again && !is_sent_away (self);
  g_mutex_unlock (&self->lock);
  return again;
}

GError *
gst_rst_memory_wait_give_up (GstRstMemoryWait * self,
    const GstRstMemoryTry * attempt)
{
  gint64 waited = g_get_monotonic_time () - attempt->since;
  GError *error = NULL;

  g_mutex_lock (&self->lock);
  if (self->lack && !is_sent_away (self))
    error = g_error_new (self->lack->domain, self->lack->code,
        "%s Whoever asks for it has %u buffers of this kind, and waited for it "
        "for %.1f s.", self->lack->message, self->existing,
        waited / (gdouble) G_TIME_SPAN_SECOND);
  g_clear_error (&self->lack);
  g_mutex_unlock (&self->lock);
  return error;
}
