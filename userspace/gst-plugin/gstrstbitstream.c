/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted buffers for decrypted bitstreams */
#include "gstrstbitstream.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_bitstream_debug);
#define GST_CAT_DEFAULT gst_rst_bitstream_debug

/* One is decoded while the other is decrypted; more are taken where downstream
 * holds on to them, and where the heap has them. */
#define MIN_BUFFERS 2
/* What a decoder may take besides those that it holds: the one that it looks at,
 * and the one that is decrypted meanwhile. */
#define MORE_BUFFERS 2
#define SIZE_GRANULE (64 * 1024)

struct _GstRstBitstream
{
  GstRstAllocator *allocator;
  gint timeout;
  void (*failed) (gpointer user_data, const GError * error);
  gpointer user_data;

  /* Of the streaming thread: as wanted, and as the pool has it. */
  gsize size, pool_size;
  guint max_buffers, pool_buffers;
  guint enough;

  GMutex lock;                  /* guards what follows */
  GstBufferPool *pool;
  gboolean flushing;
};

static void
init_debug (void)
{
  static gsize once;

  if (g_once_init_enter (&once)) {
    GST_DEBUG_CATEGORY_INIT (gst_rst_bitstream_debug, "rstbitstream", 0,
        "restricted bitstream buffers");
    g_once_init_leave (&once, 1);
  }
}

GstRstBitstream *
gst_rst_bitstream_new (GstRstAllocator * allocator, guint max_buffers,
    gsize buffer_size, gint timeout, void (*failed) (gpointer user_data,
        const GError * error), gpointer user_data)
{
  GstRstBitstream *self = g_new0 (GstRstBitstream, 1);

  init_debug ();
  g_mutex_init (&self->lock);
  self->allocator = gst_object_ref (allocator);
  self->max_buffers = max_buffers;
  self->size = buffer_size;
  self->enough = MIN (MIN_BUFFERS, max_buffers);
  self->timeout = timeout;
  self->failed = failed;
  self->user_data = user_data;
  return self;
}

static void
drop_pool (GstRstBitstream * self)
{
  GstBufferPool *pool;

  g_mutex_lock (&self->lock);
  pool = g_steal_pointer (&self->pool);
  g_mutex_unlock (&self->lock);

  if (pool) {
    g_signal_handlers_disconnect_by_data (pool, self);
    gst_buffer_pool_set_active (pool, FALSE);
    gst_object_unref (pool);
  }
}

void
gst_rst_bitstream_free (GstRstBitstream * self)
{
  if (!self)
    return;
  drop_pool (self);
  gst_object_unref (self->allocator);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
gst_rst_bitstream_set_flushing (GstRstBitstream * self, gboolean flushing)
{
  g_mutex_lock (&self->lock);
  self->flushing = flushing;
  if (self->pool)
    gst_buffer_pool_set_flushing (self->pool, flushing);
  g_mutex_unlock (&self->lock);
}

static void
allocation_failed_cb (GstRstBitstream * self, const GError * error)
{
  self->failed (self->user_data, error);
}

/*
 * The old pool goes first: buffers that downstream holds stay valid, the others
 * make room. The new one takes its buffers one by one, as they are needed: where
 * it has to wait for memory, a flush can reach it.
 */
static gboolean
replace_pool (GstRstBitstream * self)
{
  GstBufferPool *pool;
  GstStructure *config;

  drop_pool (self);

  pool = gst_rst_buffer_pool_new (self->allocator);
  g_signal_connect_swapped (pool, "allocation-failed",
      G_CALLBACK (allocation_failed_cb), self);
  gst_rst_buffer_pool_set_patience (GST_RST_BUFFER_POOL (pool), self->enough,
      self->timeout);
  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, NULL, self->size, 0,
      self->max_buffers);

  if (!gst_buffer_pool_set_config (pool, config) ||
      !gst_buffer_pool_set_active (pool, TRUE)) {
    gst_object_unref (pool);
    return FALSE;
  }

  GST_INFO_OBJECT (pool, "up to %u buffers of %" G_GSIZE_FORMAT " bytes",
      self->max_buffers, self->size);
  self->pool_size = self->size;
  self->pool_buffers = self->max_buffers;
  g_mutex_lock (&self->lock);
  self->pool = pool;
  if (self->flushing)
    gst_buffer_pool_set_flushing (pool, TRUE);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

void
gst_rst_bitstream_require (GstRstBitstream * self, gsize size,
    guint min_buffers)
{
  self->size = MAX (self->size, size);
  self->max_buffers = MAX (self->max_buffers, min_buffers + MORE_BUFFERS);
  self->enough = MAX (self->enough, min_buffers);
}

/* Only the streaming thread replaces the pool, so that it may look at it
 * without the lock. */
GstFlowReturn
gst_rst_bitstream_acquire (GstRstBitstream * self, gsize size,
    GstBuffer ** buffer)
{
  if (size > self->size)
    self->size = (size + SIZE_GRANULE - 1) / SIZE_GRANULE * SIZE_GRANULE;
  if ((!self->pool || self->size > self->pool_size ||
          self->max_buffers > self->pool_buffers) && !replace_pool (self))
    return GST_FLOW_ERROR;
  return gst_buffer_pool_acquire_buffer (self->pool, buffer, NULL);
}
