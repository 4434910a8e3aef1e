/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Restricted buffers for decrypted bitstreams, registered with the TEE */
#include "gstrstbitstream.h"

#include "gstrstbufferpool.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_bitstream_debug);
#define GST_CAT_DEFAULT gst_rst_bitstream_debug

/* Allocated at once; more follow where downstream holds on to them. */
#define MIN_BUFFERS 2
#define SIZE_GRANULE (64 * 1024)

struct _GstRstBitstream
{
  GstRstAllocator *allocator;
  guint max_buffers;
  gsize size;
  void (*failed) (gpointer user_data, const GError * error);
  gpointer user_data;

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
    gsize buffer_size, void (*failed) (gpointer user_data,
        const GError * error), gpointer user_data)
{
  GstRstBitstream *self = g_new0 (GstRstBitstream, 1);

  init_debug ();
  g_mutex_init (&self->lock);
  self->allocator = gst_object_ref (allocator);
  self->max_buffers = max_buffers;
  self->size = buffer_size;
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

/* The old pool goes first: buffers that downstream holds stay valid, the
 * others make room. */
static gboolean
replace_pool (GstRstBitstream * self, gsize size)
{
  GstBufferPool *pool;
  GstStructure *config;

  drop_pool (self);

  pool = gst_rst_buffer_pool_new (self->allocator, 0);
  g_signal_connect_swapped (pool, "allocation-failed",
      G_CALLBACK (allocation_failed_cb), self);
  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, NULL, size,
      MIN (MIN_BUFFERS, self->max_buffers), self->max_buffers);

  if (!gst_buffer_pool_set_config (pool, config) ||
      !gst_buffer_pool_set_active (pool, TRUE)) {
    gst_object_unref (pool);
    return FALSE;
  }

  GST_INFO_OBJECT (pool, "buffers of %" G_GSIZE_FORMAT " bytes", size);
  g_mutex_lock (&self->lock);
  self->size = size;
  self->pool = pool;
  if (self->flushing)
    gst_buffer_pool_set_flushing (pool, TRUE);
  g_mutex_unlock (&self->lock);
  return TRUE;
}

/* Only the streaming thread replaces the pool, so that it may look at it
 * without the lock. */
GstFlowReturn
gst_rst_bitstream_acquire (GstRstBitstream * self, gsize size,
    GstBuffer ** buffer)
{
  if (size > self->size) {
    size = (size + SIZE_GRANULE - 1) / SIZE_GRANULE * SIZE_GRANULE;
    if (!replace_pool (self, size))
      return GST_FLOW_ERROR;
  } else if (!self->pool && !replace_pool (self, self->size)) {
    return GST_FLOW_ERROR;
  }
  return gst_buffer_pool_acquire_buffer (self->pool, buffer, NULL);
}

struct cenc_buffer *
gst_rst_bitstream_register (GstBuffer * buffer, struct cenc_client *client)
{
  GQuark quark = g_quark_from_static_string ("GstRstTeeRegistration");
  GstMiniObject *mem = GST_MINI_OBJECT (gst_buffer_peek_memory (buffer, 0));
  struct cenc_buffer *registration;

  registration = gst_mini_object_get_qdata (mem, quark);
  if (registration && cenc_buffer_client (registration) == client)
    return registration;

  if (cenc_buffer_register (client,
          gst_dmabuf_memory_get_fd (GST_MEMORY_CAST (mem)),
          &registration) != CENC_OK)
    return NULL;
  gst_mini_object_set_qdata (mem, quark, registration,
      (GDestroyNotify) cenc_buffer_free);
  return registration;
}
