/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstpool
 * @title: rstpool
 *
 * Passes pictures through, and answers the allocation query of the decoder or
 * camera in front of it with a pool of restricted buffers, which sinks like
 * kmssink do not offer. A picture that is in ordinary memory all the same is
 * refused.
 *
 * It is for those that can only import. A decoder that has restricted buffers
 * of its own and exports them, as rst_vdec's does, does without.
 *
 * ## Example launch line
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 v4l2src device=/dev/video1 io-mode=dmabuf-import ! \
 *   rstpool heap=secure-video-record tail-room=128 ! fakesink
 * ]|
 *
 * V4L2 elements size the buffers that they import by the picture alone,
 * whatever the driver's sizeimage is. #GstRstPool:tail-room is for drivers that
 * want more: rst-vcap writes a trailer behind each picture.
 */
#include "gstrstpool.h"

#include <gst/rstmem/gstrstlayout.h>
#include <gst/rstmem/gstrstmem.h>
#include <gst/video/video.h>

#include "gstrstdownstream.h"
#include "gstrstelement.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_pool_debug);
#define GST_CAT_DEFAULT gst_rst_pool_debug

/* One that is shown, one that is about to be, and two for the decoder to work
 * ahead in while the sink waits for the panel. */
#define MIN_DOWNSTREAM_BUFFERS 4

/* Pictures at the start of a stream that may all be damaged. */
#define MAX_DAMAGED 24

#define DEFAULT_MAX_BUFFERS 0
#define DEFAULT_TAIL_ROOM 0

enum
{
  PROP_0,
  PROP_HEAP,
  PROP_MAX_BUFFERS,
  PROP_TAIL_ROOM,
  PROP_MEMORY_TIMEOUT
};

struct _GstRstPool
{
  GstBaseTransform parent;

  /* Properties, under the object lock. */
  enum rstmem_use_case heap;
  guint max_buffers;
  guint tail_room;
  gint memory_timeout;

  /* Under the object lock. */
  GSList *pools;                /* of GWeakRef: those that were offered */
  gboolean stopping;            /* nobody waits for memory */

  /* From start to stop. */
  GstRstAllocator *allocator;
  guint num_damaged;            /* since the last whole one */
  gboolean seen_whole;          /* under this key */
  gchar *kid;                   /* NULL: nothing was ever decrypted */
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("video/x-raw(ANY)"));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("video/x-raw(ANY)"));

#define gst_rst_pool_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstPool, gst_rst_pool, GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (gst_rst_pool_debug, "rstpool", 0,
        "restricted memory for decoders"));
GST_ELEMENT_REGISTER_DEFINE (rstpool, "rstpool", GST_RANK_NONE,
    GST_TYPE_RST_POOL);

static gboolean
gst_rst_pool_start (GstBaseTransform * trans)
{
  GstRstPool *self = GST_RST_POOL (trans);

  self->allocator = gst_rst_element_open_heap (GST_ELEMENT (self), &self->heap,
      "Pictures cannot be put into restricted memory.");
  self->num_damaged = 0;
  self->seen_whole = FALSE;
  return self->allocator != NULL;
}

static gboolean
gst_rst_pool_stop (GstBaseTransform * trans)
{
  GstRstPool *self = GST_RST_POOL (trans);

  gst_clear_object (&self->allocator);
  g_clear_pointer (&self->kid, g_free);
  return TRUE;
}

static void
allocation_failed_cb (GstRstPool * self, const GError * error)
{
  gst_rst_element_post_error (GST_ELEMENT (self), error,
      "The decoder asked rstpool for a buffer.");
}

/* Asks downstream what it needs and which metadata it understands, without
 * having it create a pool, which nobody would use. @align: how it wants its
 * pictures laid out, which V4L2 decoders follow. */
static guint
copy_downstream_needs (GstRstPool * self, GstCaps * caps, GstQuery * query,
    GstVideoAlignment * align)
{
  GstBaseTransform *trans = GST_BASE_TRANSFORM (self);
  guint min_buffers = MIN_DOWNSTREAM_BUFFERS;
  const GstStructure *params;
  GstQuery *downstream;
  guint i, min;
  GType api;

  gst_video_alignment_reset (align);
  downstream = gst_query_new_allocation (caps, FALSE);
  if (gst_pad_peer_query (trans->srcpad, downstream)) {
    for (i = 0; i < gst_query_get_n_allocation_metas (downstream); i++) {
      api = gst_query_parse_nth_allocation_meta (downstream, i, &params);
      gst_query_add_allocation_meta (query, api, params);
      if (api == GST_VIDEO_META_API_TYPE && params)
        gst_buffer_pool_config_get_video_alignment (params, align);
    }
    for (i = 0; i < gst_query_get_n_allocation_pools (downstream); i++) {
      gst_query_parse_nth_allocation_pool (downstream, i, NULL, NULL, &min,
          NULL);
      min_buffers = MAX (min_buffers, min);
    }
  }
  gst_query_unref (downstream);
  return min_buffers;
}

static void
weak_ref_free (gpointer ref)
{
  g_weak_ref_clear (ref);
  g_free (ref);
}

/* Under the object lock. The last reference to a pool may be the one that is
 * taken here: it is dropped after the lock. */
static GSList *
take_pools (GstRstPool * self, gboolean forget)
{
  GSList *alive = NULL, *step, *next;
  GstBufferPool *pool;

  for (step = self->pools; step; step = next) {
    next = step->next;
    pool = g_weak_ref_get (step->data);
    if (pool)
      alive = g_slist_prepend (alive, pool);
    if (pool && !forget)
      continue;
    weak_ref_free (step->data);
    self->pools = g_slist_delete_link (self->pools, step);
  }
  return alive;
}

/* Whoever waits for memory in this pool must not once the element stops: whoever
 * stops it would wait along. */
static void
keep_pool (GstRstPool * self, GstBufferPool * pool)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);
  gboolean stopping;
  GSList *others;

  g_weak_ref_init (ref, pool);
  GST_OBJECT_LOCK (self);
  others = take_pools (self, FALSE);
  stopping = self->stopping;
  if (!stopping)
    self->pools = g_slist_prepend (self->pools, ref);
  GST_OBJECT_UNLOCK (self);
  g_slist_free_full (others, gst_object_unref);
  if (stopping) {
    weak_ref_free (ref);
    gst_rst_buffer_pool_dismiss (GST_RST_BUFFER_POOL (pool));
  }
}

static void
set_stopping (GstRstPool * self, gboolean stopping)
{
  GSList *pools = NULL, *step;

  GST_OBJECT_LOCK (self);
  self->stopping = stopping;
  if (stopping)
    pools = take_pools (self, TRUE);
  GST_OBJECT_UNLOCK (self);
  for (step = pools; step; step = step->next)
    gst_rst_buffer_pool_dismiss (step->data);
  g_slist_free_full (pools, gst_object_unref);
}

static GstStateChangeReturn
gst_rst_pool_change_state (GstElement * element, GstStateChange transition)
{
  GstRstPool *self = GST_RST_POOL (element);

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    set_stopping (self, FALSE);
  else if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    set_stopping (self, TRUE);
  return GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
}

static GstBufferPool *
create_pool (GstRstPool * self, GstCaps * caps, guint size, guint min,
    guint max, const GstVideoAlignment * align)
{
  GstBufferPool *pool;
  GstStructure *config;
  guint tail_room;
  gint timeout;

  GST_OBJECT_LOCK (self);
  tail_room = self->tail_room;
  timeout = self->memory_timeout;
  GST_OBJECT_UNLOCK (self);
  pool = gst_rst_buffer_pool_new (self->allocator);
  gst_rst_buffer_pool_set_tail_room (GST_RST_BUFFER_POOL (pool), tail_room);
  gst_rst_buffer_pool_set_patience (GST_RST_BUFFER_POOL (pool), 0, timeout);
  gst_rst_buffer_pool_expect_alignment (GST_RST_BUFFER_POOL (pool), align);
  g_signal_connect_object (pool, "allocation-failed",
      G_CALLBACK (allocation_failed_cb), self, G_CONNECT_SWAPPED);

  config = gst_buffer_pool_get_config (pool);
  gst_buffer_pool_config_set_params (config, caps, size, min, max);
  if (!gst_buffer_pool_set_config (pool, config))
    gst_clear_object (&pool);
  return pool;
}

/* The most buffers default to the fewest: a V4L2 decoder adds what it needs
 * itself, and restricted memory is small. */
static gboolean
gst_rst_pool_propose_allocation (GstBaseTransform * trans,
    GstQuery * decide_query, GstQuery * query)
{
  GstRstPool *self = GST_RST_POOL (trans);
  GstBufferPool *pool = NULL;
  GstVideoAlignment align;
  guint min, max, size;
  gboolean need_pool;
  GstVideoInfo info;
  GstCaps *caps;

  gst_query_parse_allocation (query, &caps, &need_pool);
  if (!caps || !gst_rst_layout_from_caps (&info, caps))
    goto wrong_caps;

  size = GST_VIDEO_INFO_SIZE (&info);
  min = copy_downstream_needs (self, caps, query, &align);
  GST_OBJECT_LOCK (self);
  max = MAX (self->max_buffers, min);
  GST_OBJECT_UNLOCK (self);

  if (need_pool) {
    pool = create_pool (self, caps, size, min, max, &align);
    if (!pool)
      goto wrong_caps;
    keep_pool (self, pool);
  }
  gst_query_add_allocation_pool (query, pool, size, min, max);
  gst_clear_object (&pool);
  return TRUE;

  /* ERRORS */
wrong_caps:
  {
    GST_WARNING_OBJECT (self, "no pool for caps %" GST_PTR_FORMAT, caps);
    return FALSE;
  }
}

/* CENC has no checksum: that a key is wrong shows for the first time where
 * nothing can be decoded, and a decoder does not take that for an error: it
 * marks pictures, or (v4l2h264dec) drops them, and then says so itself. */
static void
post_nothing_decodable (GstRstPool * self)
{
  if (self->kid)
    GST_ELEMENT_ERROR (self, STREAM, DECRYPT,
        ("No picture of this stream could be decoded under key %s: the key is "
            "wrong, or the stream is damaged or unsupported.", self->kid),
        ("%u pictures came, all of them damaged", self->num_damaged));
  else
    GST_ELEMENT_ERROR (self, STREAM, DECODE,
        ("No picture of this stream is whole: it is damaged, or unsupported "
            "by what makes pictures of it."),
        ("%u pictures came, all of them damaged; decoders may lack "
            "interlaced pictures, or more than 8 bits", self->num_damaged));
}

static void
take_key (GstRstPool * self, const GstStructure * structure)
{
  const gchar *kid = gst_structure_get_string (structure, "kid");

  if (!gst_structure_has_name (structure, GST_RST_DECRYPTED_EVENT) || !kid ||
      g_strcmp0 (kid, self->kid) == 0)
    return;
  g_free (self->kid);
  self->kid = g_strdup (kid);
  self->seen_whole = FALSE;
  self->num_damaged = 0;
}

static gboolean
gst_rst_pool_sink_event (GstBaseTransform * trans, GstEvent * event)
{
  GstRstPool *self = GST_RST_POOL (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CUSTOM_DOWNSTREAM_STICKY:
      take_key (self, gst_event_get_structure (event));
      break;
    case GST_EVENT_FLUSH_STOP:
      self->num_damaged = 0;
      break;
    case GST_EVENT_EOS:
      /* A stream without any picture may have been stopped at once. */
      if (self->num_damaged > 0 && !self->seen_whole)
        post_nothing_decodable (self);
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (parent_class)->sink_event (trans, event);
}

static GstFlowReturn
gst_rst_pool_transform_ip (GstBaseTransform * trans, GstBuffer * buffer)
{
  GstRstPool *self = GST_RST_POOL (trans);
  guint i;

  for (i = 0; i < gst_buffer_n_memory (buffer); i++) {
    if (!gst_is_restricted_memory (gst_buffer_peek_memory (buffer, i)))
      goto not_restricted;
  }

  if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_CORRUPTED)) {
    self->seen_whole = TRUE;
    self->num_damaged = 0;
  } else if (++self->num_damaged >= MAX_DAMAGED && !self->seen_whole) {
    goto nothing_decodable;
  }
  return GST_FLOW_OK;

  /* ERRORS */
nothing_decodable:
  {
    post_nothing_decodable (self);
    return GST_FLOW_ERROR;
  }
not_restricted:
  {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
        ("The decoder's pictures are not in restricted memory."),
        ("The decoder did not use the pool that rstpool offers; V4L2 decoders "
            "want capture-io-mode=dmabuf-import."));
    return GST_FLOW_ERROR;
  }
}

static void
gst_rst_pool_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstRstPool *self = GST_RST_POOL (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_HEAP:
      self->heap = g_value_get_enum (value);
      break;
    case PROP_MAX_BUFFERS:
      self->max_buffers = g_value_get_uint (value);
      break;
    case PROP_TAIL_ROOM:
      self->tail_room = g_value_get_uint (value);
      break;
    case PROP_MEMORY_TIMEOUT:
      self->memory_timeout = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_pool_get_property (GObject * object, guint prop_id, GValue * value,
    GParamSpec * pspec)
{
  GstRstPool *self = GST_RST_POOL (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_HEAP:
      g_value_set_enum (value, self->heap);
      break;
    case PROP_MAX_BUFFERS:
      g_value_set_uint (value, self->max_buffers);
      break;
    case PROP_TAIL_ROOM:
      g_value_set_uint (value, self->tail_room);
      break;
    case PROP_MEMORY_TIMEOUT:
      g_value_set_int (value, self->memory_timeout);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_pool_class_init (GstRstPoolClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  object_class->set_property = gst_rst_pool_set_property;
  object_class->get_property = gst_rst_pool_get_property;

  gst_rst_element_install_heap (object_class, PROP_HEAP,
      "Heap that the pictures come from");
  g_object_class_install_property (object_class, PROP_MAX_BUFFERS,
      g_param_spec_uint ("max-buffers", "Maximum buffers",
          "Buffers that the pool offers, at most (0: what downstream needs; "
          "a V4L2 decoder adds its own)", 0, 64, DEFAULT_MAX_BUFFERS,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_TAIL_ROOM,
      g_param_spec_uint ("tail-room", "Tail room",
          "Bytes that each buffer has behind the picture, for a driver that "
          "writes there", 0, 65536, DEFAULT_TAIL_ROOM,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_MEMORY_TIMEOUT,
      g_param_spec_int ("memory-timeout", "Memory time-out",
          "Milliseconds to wait for memory that other users of the heap have, "
          "before it is an error (-1 = for ever)", -1, G_MAXINT,
          GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT, G_PARAM_READWRITE |
          G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY));

  element_class->change_state = gst_rst_pool_change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Restricted picture pool", "Filter/Video",
      "Has a decoder write its pictures into TEE-restricted memory",
      RST_ELEMENT_AUTHOR);

  trans_class->passthrough_on_same_caps = TRUE;
  trans_class->start = gst_rst_pool_start;
  trans_class->stop = gst_rst_pool_stop;
  trans_class->propose_allocation = gst_rst_pool_propose_allocation;
  trans_class->transform_ip = gst_rst_pool_transform_ip;
  trans_class->sink_event = gst_rst_pool_sink_event;
}

static void
gst_rst_pool_init (GstRstPool * self)
{
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), TRUE);
  self->heap = RST_ELEMENT_DEFAULT_HEAP;
  self->max_buffers = DEFAULT_MAX_BUFFERS;
  self->tail_room = DEFAULT_TAIL_ROOM;
  self->memory_timeout = GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT;
}
