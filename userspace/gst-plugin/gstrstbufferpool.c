/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A pool of buffers in restricted memory, for pictures or for bitstreams */
#include "gstrstbufferpool.h"

#include "gstrstlayout.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_buffer_pool_debug);
#define GST_CAT_DEFAULT gst_rst_buffer_pool_debug

enum
{
  SIGNAL_ALLOCATION_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

struct _GstRstBufferPool
{
  GstBufferPool parent;

  GstRstAllocator *allocator;
  gsize tail_room;

  /* As configured; written while the pool is inactive. */
  gsize size;
  gboolean is_video;
  GstVideoInfo info;
};

#define gst_rst_buffer_pool_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstBufferPool, gst_rst_buffer_pool,
    GST_TYPE_BUFFER_POOL,
    GST_DEBUG_CATEGORY_INIT (gst_rst_buffer_pool_debug, "rstbufferpool", 0,
        "restricted memory buffer pool"));

static const gchar **
gst_rst_buffer_pool_get_options (GstBufferPool * pool)
{
  static const gchar *options[] = {
    GST_BUFFER_POOL_OPTION_VIDEO_META,
    GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT,
    NULL
  };

  return options;
}

/* Applies an alignment that the config asks for, and tells in the config what
 * came of it. */
static gboolean
apply_alignment (GstStructure * config, GstVideoInfo * info)
{
  GstVideoAlignment align;

  if (!gst_buffer_pool_config_has_option (config,
          GST_BUFFER_POOL_OPTION_VIDEO_ALIGNMENT))
    return TRUE;

  if (!gst_buffer_pool_config_get_video_alignment (config, &align) ||
      !gst_video_info_align (info, &align))
    return FALSE;
  gst_buffer_pool_config_set_video_alignment (config, &align);
  return TRUE;
}

static gboolean
gst_rst_buffer_pool_set_config (GstBufferPool * pool, GstStructure * config)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);
  guint size, min_buffers, max_buffers;
  gboolean changed = FALSE;
  GstVideoInfo info;
  GstCaps *caps;

  if (!gst_buffer_pool_config_get_params (config, &caps, &size, &min_buffers,
          &max_buffers))
    goto wrong_config;

  self->is_video = caps && gst_rst_layout_from_caps (&info, caps);
  if (self->is_video) {
    if (!apply_alignment (config, &info))
      goto wrong_config;
    if (!gst_rst_layout_fit (&info, size)) {
      size = GST_VIDEO_INFO_SIZE (&info);
      changed = TRUE;
    }
    self->info = info;
  }
  if (size == 0)
    goto wrong_config;

  self->size = size;
  gst_buffer_pool_config_set_params (config, caps, size, min_buffers,
      max_buffers);
  gst_buffer_pool_config_set_allocator (config,
      GST_ALLOCATOR (self->allocator), NULL);
  GST_DEBUG_OBJECT (self, "configured %" GST_PTR_FORMAT, config);

  return GST_BUFFER_POOL_CLASS (parent_class)->set_config (pool, config) &&
      !changed;

  /* ERRORS */
wrong_config:
  {
    GST_WARNING_OBJECT (self, "unusable config %" GST_PTR_FORMAT, config);
    return FALSE;
  }
}

static GstFlowReturn
gst_rst_buffer_pool_alloc_buffer (GstBufferPool * pool, GstBuffer ** buffer,
    GstBufferPoolAcquireParams * params)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (pool);
  GstVideoInfo *info = &self->info;
  GError *error = NULL;
  GstMemory *mem;

  mem = gst_rst_allocator_alloc (self->allocator, self->size + self->tail_room,
      &error);
  if (!mem)
    goto no_memory;
  gst_memory_resize (mem, 0, self->size);

  *buffer = gst_buffer_new ();
  gst_buffer_append_memory (*buffer, mem);
  if (self->is_video)
    gst_buffer_add_video_meta_full (*buffer, GST_VIDEO_FRAME_FLAG_NONE,
        GST_VIDEO_INFO_FORMAT (info), GST_VIDEO_INFO_WIDTH (info),
        GST_VIDEO_INFO_HEIGHT (info), GST_VIDEO_INFO_N_PLANES (info),
        info->offset, info->stride);
  return GST_FLOW_OK;

  /* ERRORS */
no_memory:
  {
    GST_WARNING_OBJECT (self, "%s", error->message);
    g_signal_emit (self, signals[SIGNAL_ALLOCATION_FAILED], 0, error);
    g_error_free (error);
    return GST_FLOW_ERROR;
  }
}

/* The base class leaves the buffers that it got behind, where it does not get
 * as many as it should. */
static gboolean
gst_rst_buffer_pool_start (GstBufferPool * pool)
{
  if (GST_BUFFER_POOL_CLASS (parent_class)->start (pool))
    return TRUE;

  GST_BUFFER_POOL_CLASS (parent_class)->stop (pool);
  return FALSE;
}

static void
gst_rst_buffer_pool_finalize (GObject * object)
{
  GstRstBufferPool *self = GST_RST_BUFFER_POOL (object);

  gst_clear_object (&self->allocator);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
gst_rst_buffer_pool_class_init (GstRstBufferPoolClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstBufferPoolClass *pool_class = GST_BUFFER_POOL_CLASS (klass);

  object_class->finalize = gst_rst_buffer_pool_finalize;

  pool_class->get_options = gst_rst_buffer_pool_get_options;
  pool_class->set_config = gst_rst_buffer_pool_set_config;
  pool_class->start = gst_rst_buffer_pool_start;
  pool_class->alloc_buffer = gst_rst_buffer_pool_alloc_buffer;

  signals[SIGNAL_ALLOCATION_FAILED] = g_signal_new ("allocation-failed",
      GST_TYPE_RST_BUFFER_POOL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
      G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
gst_rst_buffer_pool_init (GstRstBufferPool * self)
{
}

GstBufferPool *
gst_rst_buffer_pool_new (GstRstAllocator * allocator, gsize tail_room)
{
  GstRstBufferPool *self;

  self = g_object_new (GST_TYPE_RST_BUFFER_POOL, NULL);
  self->allocator = gst_object_ref (allocator);
  self->tail_room = tail_room;
  return GST_BUFFER_POOL (gst_object_ref_sink (self));
}
