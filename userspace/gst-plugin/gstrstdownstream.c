/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes behind a decryptor: whether it can take restricted memory, and
 * whether it makes pictures of it */
#include "gstrstdownstream.h"

#include <string.h>

#include "gstrstpictures.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_downstream_debug);
#define GST_CAT_DEFAULT gst_rst_downstream_debug

/* Samples that a decoder may take without making a picture: those that depend
 * on a lost key frame, for instance. */
#define MAX_WITHOUT_PICTURE 240

#define WAY_OUT \
    "link it to a V4L2 decoder, as in '... ! qtdemux ! queue ! rstcencdec ! " \
    "v4l2h264dec output-io-mode=dmabuf-import ! kmssink'"

/* A probe or an allocator may outlive the element. */
typedef struct
{
  GWeakRef element;

  GMutex lock;                  /* guards what follows */
  gboolean refused;             /* that was told already */
  gboolean finished;            /* there are pictures, or an error */
  gboolean metadata;            /* some sample said how it is encrypted */
  GstClockTime from;            /* earlier pictures are of the clear lead */
  guint samples;
} Watch;

struct _GstRstDownstream
{
  Watch *watch;
  GstPad *pad;                  /* the decoder's */
  gulong probe;
  GstRstPictures *pictures;     /* of the same pad */
  GstRstAllocator *allocator;
};

static void
watch_clear (gpointer data)
{
  Watch *watch = data;

  g_weak_ref_clear (&watch->element);
  g_mutex_clear (&watch->lock);
}

static void
watch_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, watch_clear);
}

static void
watch_unref_closure (gpointer data, GClosure * closure)
{
  watch_unref (data);
}

GstRstDownstream *
gst_rst_downstream_new (GstElement * element)
{
  GstRstDownstream *self = g_new0 (GstRstDownstream, 1);
  static gsize once;

  if (g_once_init_enter (&once)) {
    GST_DEBUG_CATEGORY_INIT (gst_rst_downstream_debug, "rstdownstream", 0,
        "what takes restricted memory");
    g_once_init_leave (&once, 1);
  }

  self->watch = g_atomic_rc_box_new0 (Watch);
  g_weak_ref_init (&self->watch->element, element);
  g_mutex_init (&self->watch->lock);
  self->watch->from = GST_CLOCK_TIME_NONE;
  return self;
}

static void
unwatch (GstRstDownstream * self)
{
  if (self->pad)
    gst_pad_remove_probe (self->pad, self->probe);
  gst_clear_object (&self->pad);
  g_clear_pointer (&self->pictures, gst_rst_pictures_free);
}

void
gst_rst_downstream_free (GstRstDownstream * self)
{
  if (!self)
    return;
  unwatch (self);
  if (self->allocator)
    g_signal_handlers_disconnect_by_data (self->allocator, self->watch);
  gst_clear_object (&self->allocator);
  watch_unref (self->watch);
  g_free (self);
}

static void
map_refused_cb (GstRstAllocator * allocator, Watch * watch)
{
  GstElement *element;
  gboolean first;

  g_mutex_lock (&watch->lock);
  first = !watch->refused;
  watch->refused = TRUE;
  g_mutex_unlock (&watch->lock);

  element = first ? g_weak_ref_get (&watch->element) : NULL;
  if (!element)
    return;
  GST_ELEMENT_ERROR (element, RESOURCE, READ,
      ("An element behind %s tried to read restricted memory, which no CPU "
          "can: " WAY_OUT ".", GST_OBJECT_NAME (element)),
      ("a decoder without output-io-mode=dmabuf-import copies what it gets"));
  gst_object_unref (element);
}

void
gst_rst_downstream_guard (GstRstDownstream * self, GstRstAllocator * allocator)
{
  self->allocator = gst_object_ref (allocator);
  g_signal_connect_data (allocator, "map-refused",
      G_CALLBACK (map_refused_cb), g_atomic_rc_box_acquire (self->watch),
      watch_unref_closure, 0);
}

static void
post_no_picture (Watch * watch, gboolean metadata, guint samples)
{
  GstElement *element = g_weak_ref_get (&watch->element);

  if (!element)
    return;
  if (metadata)
    GST_ELEMENT_ERROR (element, STREAM, DECRYPT,
        ("No picture of this stream could be decoded: the key is wrong, or "
            "the stream is damaged or of a kind that the decoder does not "
            "take."), ("%u samples were decrypted", samples));
  else
    GST_ELEMENT_ERROR (element, STREAM, DECRYPT,
        ("No picture of this stream could be decoded: it is protected, and "
            "none of its samples came with metadata that says how it is "
            "encrypted."), ("%u samples were taken for clear ones", samples));
  gst_object_unref (element);
}

static GstPadProbeReturn
picture_cb (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  Watch *watch = data;
  gboolean post = FALSE, metadata;
  guint samples;

  g_mutex_lock (&watch->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

    if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_CORRUPTED) &&
        (!GST_CLOCK_TIME_IS_VALID (watch->from) ||
            GST_BUFFER_PTS (buffer) >= watch->from))
      watch->finished = TRUE;
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    post = !watch->finished && watch->samples > 0;
    watch->finished |= post;
  }
  metadata = watch->metadata;
  samples = watch->samples;
  g_mutex_unlock (&watch->lock);

  /* In front of the EOS, or nobody would hear of it. */
  if (post)
    post_no_picture (watch, metadata, samples);
  return GST_PAD_PROBE_OK;
}

static gboolean
is_a (GstElement * element, const gchar * class)
{
  const gchar *classes = gst_element_get_metadata (element,
      GST_ELEMENT_METADATA_KLASS);

  return classes && strstr (classes, class);
}

static GstPad *
only_src_pad (GstElement * element)
{
  GstPad *pad = NULL;

  GST_OBJECT_LOCK (element);
  if (element->numsrcpads == 1)
    pad = gst_object_ref (element->srcpads->data);
  GST_OBJECT_UNLOCK (element);
  return pad;
}

static void
watch_pad (GstRstDownstream * self, GstPad * pad)
{
  GstElement *element;

  if (pad == self->pad)
    return;
  unwatch (self);
  self->pad = gst_object_ref (pad);
  self->probe = gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER |
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, picture_cb,
      g_atomic_rc_box_acquire (self->watch), watch_unref);
  element = g_weak_ref_get (&self->watch->element);
  if (element)
    self->pictures = gst_rst_pictures_new (element, pad, FALSE);
  gst_clear_object (&element);
}

/* The pad of an element that @pad is linked to, through the walls of bins;
 * NULL: it is linked to none. */
static GstPad *
real_peer (GstPad * pad)
{
  GstPad *peer = gst_pad_get_peer (pad);
  GstObject *ghost, *target;

  while (peer && GST_IS_PROXY_PAD (peer)) {
    if (GST_IS_GHOST_PAD (peer)) {      /* into a bin */
      target = GST_OBJECT (gst_ghost_pad_get_target (GST_GHOST_PAD (peer)));
      if (!target)
        break;
      gst_object_unref (peer);
      peer = GST_PAD (target);
    } else {                    /* out of one */
      ghost = gst_object_get_parent (GST_OBJECT (peer));
      gst_clear_object (&peer);
      if (ghost)
        peer = gst_pad_get_peer (GST_PAD (ghost));
      gst_clear_object (&ghost);
    }
  }
  return peer;
}

static void
post_parser (GstElement * self, GstElement * parser)
{
  GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
      ("%s has to read what it parses, and no CPU can read what %s decrypts, "
          "which is parsed already: " WAY_OUT ".", GST_OBJECT_NAME (parser),
          GST_OBJECT_NAME (self)), (NULL));
}

/* Past queues and the like, to what will look at the memory. */
static gboolean
inspect_from (GstRstDownstream * self, GstElement * element, GstPad * peer)
{
  while (peer) {
    GstElement *next = gst_pad_get_parent_element (peer);
    gboolean able = TRUE;
    GstPad *pad;

    gst_clear_object (&peer);
    if (!next)
      break;

    pad = only_src_pad (next);
    if (is_a (next, "Parser")) {
      post_parser (element, next);
      able = FALSE;
    } else if (pad && is_a (next, "Decoder")) {
      watch_pad (self, pad);
    } else if (pad) {
      peer = real_peer (pad);
    }
    gst_clear_object (&pad);
    gst_object_unref (next);
    if (!able)
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_rst_downstream_inspect (GstRstDownstream * self, GstPad * srcpad)
{
  GstElement *element = gst_pad_get_parent_element (srcpad);
  GstPad *peer = real_peer (srcpad);
  gboolean able;

  if (!peer)
    goto not_linked;
  able = inspect_from (self, element, peer);
  gst_object_unref (element);
  return able;

  /* ERRORS */
not_linked:
  {
    GST_ELEMENT_ERROR (element, CORE, NEGOTIATION,
        ("Nothing behind %s takes restricted memory: " WAY_OUT ". Players "
            "that choose elements by themselves, as playbin3 does, take "
            "rstvideodec.", GST_OBJECT_NAME (element)), (NULL));
    gst_object_unref (element);
    return FALSE;
  }
}

gboolean
gst_rst_downstream_count (GstRstDownstream * self, GstBuffer * sample,
    const GstSegment * segment, gboolean encrypted)
{
  GstClockTime pts = GST_BUFFER_PTS (sample);
  Watch *watch = self->watch;
  gboolean post;
  guint samples;

  g_mutex_lock (&watch->lock);
  if (encrypted && !watch->metadata) {
    watch->metadata = TRUE;
    watch->finished = FALSE;
    watch->from = pts;
    watch->samples = 0;
  }
  /* Decoders clip pictures in front of a seek's target. */
  if (segment->format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (pts) ||
      pts >= segment->start)
    watch->samples++;
  samples = watch->samples;
  post = self->pad && !watch->finished && samples > MAX_WITHOUT_PICTURE;
  watch->finished |= post;
  encrypted = watch->metadata;
  g_mutex_unlock (&watch->lock);

  if (post)
    post_no_picture (watch, encrypted, samples);
  return !post;
}

void
gst_rst_downstream_flush (GstRstDownstream * self)
{
  Watch *watch = self->watch;

  g_mutex_lock (&watch->lock);
  watch->samples = 0;
  if (!watch->finished) {
    watch->metadata = FALSE;
    watch->from = GST_CLOCK_TIME_NONE;
  }
  g_mutex_unlock (&watch->lock);
}
