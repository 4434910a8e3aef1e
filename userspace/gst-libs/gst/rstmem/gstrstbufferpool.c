/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:gstrstbufferpool
 * @title: GstRstBufferPool
 * @short_description: A pool of buffers in restricted memory
 *
 * A pool whose buffers are in restricted memory: pictures, if it is configured
 * with caps of raw video, or anything else of one size, if it is configured
 * without. An element offers such a pool to the one in front of it, which then
 * imports the buffers, or takes buffers from it itself.
 *
 * Pictures have a #GstVideoMeta. They are laid out as the alignment in the
 * pool's configuration says, or else as the size does that is asked for.
 *
 * Restricted memory is little, and others use it, too: see
 * gst_rst_buffer_pool_set_patience().
 */
#include "gstrstbufferpool.h"

#include "gstrstallocator-private.h"
#include "gstrstlayout.h"
#include "gstrstmemorywait.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_buffer_pool_debug);
#define GST_CAT_DEFAULT gst_rst_buffer_pool_debug

/* Somebody else has the memory, for now. */
#define FLOW_NO_MEMORY GST_FLOW_CUSTOM_ERROR

enum
{
  SIGNAL_ALLOCATION_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _GstRstBufferPool
{
  GstVideoBufferPool parent;

  GstRstAllocator *allocator;
  gsize tail_room;
  GstVideoAlignment told;
  GstRstMemoryWait wait;

  /* As configured; written while the pool is inactive. */
  gsize size;
  gboolean is_video;
  GstVideoInfo info;
  GstVideoAlignment align;

  /* Under the object lock, see is_within_flush() */
  GThread *flusher;
  gboolean released;
};

/**
 * GstRstBufferPool:
 *
 * A pool of buffers in restricted memory.
 */
#define gst_rst_buffer_pool_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstBufferPool, gst_rst_buffer_pool,
    GST_TYPE_VIDEO_BUFFER_POOL,
    GST_DEBUG_CATEGORY_INIT (gst_rst_buffer_pool_debug, "rstbufferpool", 0,
        "restricted memory buffer pool"));

/* What the base class has made of the config: an alignment in it is what the
 * planes have, without one the size says it. */
static gboolean
lay_out (GstRstBufferPool * self, GstStructure * config)
{
  gst_video_alignment_reset (&self->align);
  if (gst_buffer_pool_config_has_option (config,
          GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT))
    return gst_buffer_pool_config_get_video_alignment (config, &self->align) &&
        gst_video_info_align (&self->info, &self->align);

  return gst_rst_layout_fit (&self->info, self->size, &self->told);
}

/* Pictures; a bitstream, which has no caps here, is of no interest to
 * GstVideoBufferPool. */
static gboolean
set_video_config (GstBufferPool * pool, GstStructure * config, GstCaps * caps)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);
  guint size, min_buffers, max_buffers;
  gboolean too_small;

  gst_buffer_pool_config_get_params (config, NULL, &size, &min_buffers,
      &max_buffers);
  too_small = size < GST_VIDEO_INFO_SIZE (&self->info);
  self->size = MAX (size, GST_VIDEO_INFO_SIZE (&self->info));
  if (!lay_out (self, config))
    return FALSE;

  self->size = MAX (self->size, GST_VIDEO_INFO_SIZE (&self->info));
  gst_buffer_pool_config_set_params (config, caps, self->size, min_buffers,
      max_buffers);
  return GST_BUFFER_POOL_CLASS (parent_class)->set_config (pool, config) &&
      !too_small;
}

static gboolean
gst_rst_buffer_pool_set_config (GstBufferPool * pool, GstStructure * config)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);
  GstBufferPoolClass *base = g_type_class_peek (GST_TYPE_BUFFER_POOL);
  GstCaps *caps;
  guint size;

  if (!self->allocator ||
      !gst_buffer_pool_config_get_params (config, &caps, &size, NULL, NULL))
    goto wrong_config;
  gst_buffer_pool_config_set_allocator (config,
      GST_ALLOCATOR (self->allocator), NULL);
  GST_DEBUG_OBJECT (self, "configuring %" GST_PTR_FORMAT, config);

  self->is_video = caps && gst_rst_layout_from_caps (&self->info, caps);
  if (self->is_video)
    return set_video_config (pool, config, caps);
  if (size == 0)
    goto wrong_config;
  self->size = size;
  return base->set_config (pool, config);

  /* ERRORS */
wrong_config:
  {
    GST_WARNING_OBJECT (self, "unusable config %" GST_PTR_FORMAT, config);
    return FALSE;
  }
}

static void
add_video_meta (GstRstBufferPool * self, GstBuffer * buffer)
{
  GstVideoInfo *info = &self->info;
  GstVideoMeta *meta;

  meta = gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE,
      GST_VIDEO_INFO_FORMAT (info), GST_VIDEO_INFO_WIDTH (info),
      GST_VIDEO_INFO_HEIGHT (info), GST_VIDEO_INFO_N_PLANES (info),
      info->offset, info->stride);
  gst_video_meta_set_alignment (meta, self->align);
}

static void
emit_failure (GstRstBufferPool * self, GError * error)
{
  GST_WARNING_OBJECT (self, "%s", error->message);
  g_signal_emit (self, signals[SIGNAL_ALLOCATION_FAILED], 0, error);
  g_error_free (error);
}

static gsize
memory_size (GstRstBufferPool * self)
{
  return self->size + self->tail_room;
}

static GstFlowReturn
gst_rst_buffer_pool_alloc_buffer (GstBufferPool * pool, GstBuffer ** buffer,
    GstBufferPoolAcquireParams * params)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);
  GError *error = NULL;
  GstMemory *mem;

  mem = gst_rst_allocator_alloc (self->allocator, memory_size (self), &error);
  if (!mem)
    goto no_memory;
  gst_memory_resize (mem, 0, self->size);

  *buffer = gst_buffer_new ();
  gst_buffer_append_memory (*buffer, mem);
  if (self->is_video)
    add_video_meta (self, *buffer);
  gst_rst_memory_wait_made (&self->wait);
  return GST_FLOW_OK;

  /* ERRORS */
no_memory:
  {
    if (g_error_matches (error, GST_RESOURCE_ERROR,
            GST_RESOURCE_ERROR_NO_SPACE_LEFT) &&
        gst_rst_allocator_could_give (self->allocator, memory_size (self))) {
      gst_rst_memory_wait_lacks (&self->wait, error);
      return FLOW_NO_MEMORY;
    }
    emit_failure (self, error);
    return GST_FLOW_ERROR;
  }
}

static void
gst_rst_buffer_pool_free_buffer (GstBufferPool * pool, GstBuffer * buffer)
{
  GST_BUFFER_POOL_CLASS (parent_class)->free_buffer (pool, buffer);
  gst_rst_memory_wait_gone (&GST_RST_BUFFER_POOL (pool)->wait);
}

static void
give_up (GstRstBufferPool * self, const GstRstMemoryTry * attempt)
{
  GError *error = gst_rst_memory_wait_give_up (&self->wait, attempt);

  if (error)
    emit_failure (self, error);
}

static GstFlowReturn
acquire_patiently (GstBufferPool * pool, GstBuffer ** buffer,
    GstBufferPoolAcquireParams * params)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);
  GstRstMemoryTry attempt;
  GstFlowReturn ret;

  gst_rst_memory_wait_begin (&self->wait, &attempt);
  do {
    ret = GST_BUFFER_POOL_CLASS (parent_class)->acquire_buffer (pool, buffer,
        params);
    if (ret != FLOW_NO_MEMORY)
      return ret;
    if (params && params->flags & GST_BUFFER_POOL_ACQUIRE_FLAG_DONTWAIT)
      return GST_FLOW_EOS;
  } while (gst_rst_memory_wait_again (&self->wait, &attempt));

  if (gst_rst_memory_wait_is_flushing (&self->wait))
    return GST_FLOW_FLUSHING;
  give_up (self, &attempt);
  return GST_FLOW_ERROR;
}

/*
 * A V4L2 element that imports from this pool gives back at a flush what it had
 * queued, and each time asks for another buffer at once, to queue that: while
 * it holds its own pool's lock, for which it would then wait for ever
 * (gst_v4l2_buffer_pool_flush() of GStreamer 1.26, mended in docs/upstream/).
 * It goes on without where it gets none, and fetches all that it needs when its
 * queue starts again. Both happen in the thread that ended the flushing, where
 * the former are those requests that directly follow a release.
 */
static gboolean
is_within_flush (GstRstBufferPool * self)
{
  gboolean within;

  GST_OBJECT_LOCK (self);
  within = self->flusher == g_thread_self () && self->released;
  self->released = FALSE;
  if (!within)
    self->flusher = NULL;
  GST_OBJECT_UNLOCK (self);
  return within;
}

static void
gst_rst_buffer_pool_flush_stop (GstBufferPool * pool)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);

  GST_OBJECT_LOCK (self);
  self->flusher = self->is_video ? g_thread_self () : NULL;
  self->released = FALSE;
  GST_OBJECT_UNLOCK (self);
  gst_rst_memory_wait_set_flushing (&self->wait, FALSE);
}

static void
gst_rst_buffer_pool_flush_start (GstBufferPool * pool)
{
  gst_rst_memory_wait_set_flushing (&GST_RST_BUFFER_POOL (pool)->wait, TRUE);
}

static GstFlowReturn
gst_rst_buffer_pool_acquire_buffer (GstBufferPool * pool, GstBuffer ** buffer,
    GstBufferPoolAcquireParams * params)
{
  if (is_within_flush (GST_RST_BUFFER_POOL (pool)))
    return GST_FLOW_FLUSHING;
  return acquire_patiently (pool, buffer, params);
}

static void
gst_rst_buffer_pool_release_buffer (GstBufferPool * pool, GstBuffer * buffer)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);

  GST_OBJECT_LOCK (self);
  if (self->flusher == g_thread_self ())
    self->released = TRUE;
  GST_OBJECT_UNLOCK (self);
  GST_BUFFER_POOL_CLASS (parent_class)->release_buffer (pool, buffer);
  gst_rst_memory_wait_returned (&self->wait);
}

/* The base class leaves the buffers that it got behind, where it does not get
 * as many as it should. */
static gboolean
start_at_once (GstBufferPool * pool)
{
  if (GST_BUFFER_POOL_CLASS (parent_class)->start (pool))
    return TRUE;

  GST_BUFFER_POOL_CLASS (parent_class)->stop (pool);
  return FALSE;
}

/* Whoever activates a pool holds its lock: a flush waits for this. */
static gboolean
gst_rst_buffer_pool_start (GstBufferPool * pool)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);
  GstStructure *config = gst_buffer_pool_get_config (pool);
  GstRstMemoryTry attempt;
  guint min_buffers;

  gst_buffer_pool_config_get_params (config, NULL, NULL, &min_buffers, NULL);
  gst_structure_free (config);
  gst_rst_memory_wait_set_flushing (&self->wait, FALSE);
  gst_rst_memory_wait_begin (&self->wait, &attempt);
  do {
    if (start_at_once (pool)) {
      gst_rst_memory_wait_has (&self->wait, min_buffers);
      return TRUE;
    }
  } while (gst_rst_memory_wait_is_lacking (&self->wait) &&
      gst_rst_allocator_could_give (self->allocator,
          min_buffers * memory_size (self)) &&
      gst_rst_memory_wait_again (&self->wait, &attempt));

  give_up (self, &attempt);
  return FALSE;
}

static void
gst_rst_buffer_pool_finalize (GObject * object)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (object);

  gst_clear_object (&self->allocator);
  gst_rst_memory_wait_clear (&self->wait);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
gst_rst_buffer_pool_class_init (GstRstBufferPoolClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstBufferPoolClass *pool_class = GST_BUFFER_POOL_CLASS (klass);

  object_class->finalize = gst_rst_buffer_pool_finalize;

  pool_class->set_config = gst_rst_buffer_pool_set_config;
  pool_class->start = gst_rst_buffer_pool_start;
  pool_class->flush_start = gst_rst_buffer_pool_flush_start;
  pool_class->flush_stop = gst_rst_buffer_pool_flush_stop;
  pool_class->acquire_buffer = gst_rst_buffer_pool_acquire_buffer;
  pool_class->release_buffer = gst_rst_buffer_pool_release_buffer;
  pool_class->alloc_buffer = gst_rst_buffer_pool_alloc_buffer;
  pool_class->free_buffer = gst_rst_buffer_pool_free_buffer;

  /**
   * GstRstBufferPool::allocation-failed:
   * @self: the pool
   * @error: a #GstResourceError, which says what to do
   *
   * A pool cannot report errors itself: this is for the element that stands
   * behind it to post. It is emitted in the thread that wants memory.
   */
  signals[SIGNAL_ALLOCATION_FAILED] = g_signal_new ("allocation-failed",
      GST_TYPE_RST_BUFFER_POOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
      G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
gst_rst_buffer_pool_init (GstRstBufferPool * self)
{
  gst_video_alignment_reset (&self->told);
  gst_rst_memory_wait_init (&self->wait);
}

/**
 * gst_rst_buffer_pool_new:
 * @allocator: what allocates the buffers' memory
 *
 * Returns: (transfer full): a #GstRstBufferPool, to be configured
 */
GstBufferPool *
gst_rst_buffer_pool_new (GstRstAllocator * allocator)
{
  GstRstBufferPool *self;

  g_return_val_if_fail (GST_IS_RST_ALLOCATOR (allocator), NULL);

  self = g_object_new (GST_TYPE_RST_BUFFER_POOL, NULL);
  self->allocator = gst_object_ref (allocator);
  return GST_BUFFER_POOL (gst_object_ref_sink (self));
}

/**
 * gst_rst_buffer_pool_set_tail_room:
 * @self: a #GstRstBufferPool
 * @tail_room: in bytes
 *
 * Gives each buffer's memory @tail_room bytes behind the size that the pool is
 * configured with, for a driver that writes something there. To be called before
 * the pool is activated; there are none by default.
 */
void
gst_rst_buffer_pool_set_tail_room (GstRstBufferPool * self, gsize tail_room)
{
  g_return_if_fail (GST_IS_RST_BUFFER_POOL (self));

  self->tail_room = tail_room;
}

/**
 * gst_rst_buffer_pool_set_patience:
 * @self: a #GstRstBufferPool
 * @enough: buffers, or 0
 * @timeout: in milliseconds; -1: for ever
 *
 * Others may have the heap's memory, for now: activating the pool and acquiring
 * a buffer wait for it for @timeout milliseconds, and then fail with
 * #GstRstBufferPool::allocation-failed. Once there are @enough buffers, or as
 * many as the pool is configured to begin with, acquiring one waits without end
 * until one of them returns. To be called before the pool is activated; the
 * default is %GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT.
 */
void
gst_rst_buffer_pool_set_patience (GstRstBufferPool * self, guint enough,
    gint timeout)
{
  g_return_if_fail (GST_IS_RST_BUFFER_POOL (self));

  gst_rst_memory_wait_set_patience (&self->wait, enough, timeout);
}

/**
 * gst_rst_buffer_pool_expect_alignment:
 * @self: a #GstRstBufferPool
 * @align: what the sink has told the decoder
 *
 * A decoder that has been told how its pictures should be laid out says nothing
 * of it but their size. If the pool is then configured with the size of such
 * pictures, and with no alignment, that is their layout.
 */
void
gst_rst_buffer_pool_expect_alignment (GstRstBufferPool * self,
    const GstVideoAlignment * align)
{
  g_return_if_fail (GST_IS_RST_BUFFER_POOL (self) && align != NULL);

  self->told = *align;
}

/**
 * gst_rst_buffer_pool_dismiss:
 * @self: a #GstRstBufferPool
 *
 * Who waits for memory is sent away, as by a flush, and so is who would from now
 * on. Unlike a flush this does not wait for whoever activates the pool. May be
 * called from any thread.
 */
void
gst_rst_buffer_pool_dismiss (GstRstBufferPool * self)
{
  g_return_if_fail (GST_IS_RST_BUFFER_POOL (self));

  gst_rst_memory_wait_dismiss (&self->wait);
}
