/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What comes behind a decryptor: whether it can take restricted memory, and
 * whether it makes pictures of it */
#include "gstrstdownstream.h"

#include <string.h>

#include "gstrstcencinfo.h"
#include "gstrstpictures.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_downstream_debug);
#define GST_CAT_DEFAULT gst_rst_downstream_debug

/* Samples that a decoder may take without making a picture: those that depend
 * on a lost key frame, for instance. */
#define MAX_WITHOUT_PICTURE 240

/* Fewer samples may be all that there was when somebody ended the stream, and a
 * decoder may not have begun by then: they are worth a warning. */
#define ENOUGH_TO_JUDGE 24

#define WAY_OUT \
    "link it to a V4L2 decoder, as in '... ! qtdemux ! queue ! rstcencdec ! " \
    "v4l2h264dec output-io-mode=dmabuf-import ! kmssink'"

/* Samples under one key, or under none so far */
typedef struct
{
  gboolean encrypted;
  guint8 kid[16];
  GstClockTime from;            /* earlier pictures are not of these */
  guint samples;
} Stretch;

/* A probe or an allocator may outlive the element. */
typedef struct
{
  GWeakRef element;

  GMutex lock;                  /* guards what follows */
  gboolean refused;             /* that was told already */
  gboolean finished;            /* there are pictures, or an error */
  gboolean works;               /* the decoder made some picture */
  gchar *unusual;               /* what many decoders do not take */
  Stretch now;
  Stretch last;                 /* without a picture so far, or no samples */
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
  g_free (watch->unusual);
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
  self->watch->now.from = GST_CLOCK_TIME_NONE;
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

/* Takes @decoder. */
static GError *
no_picture_error (const Stretch * stretch, const gchar * unusual,
    gchar * decoder)
{
  gchar *kid = gst_rst_cenc_info_kid_to_string (stretch->kid);
  GError *error;

  if (unusual)
    error = g_error_new (GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE,
        "No picture of this stream could be decoded: it is %s, and %s on this "
        "machine makes no pictures of that.", unusual, decoder);
  else if (stretch->encrypted)
    error = g_error_new (GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT,
        "No picture of this stream could be decoded under key %s: the key is "
        "wrong, or the stream is damaged or of a kind that %s does not take.",
        kid, decoder);
  else
    error = g_error_new (GST_STREAM_ERROR, GST_STREAM_ERROR_DECODE,
        "No picture of this stream could be decoded: none of its samples came "
        "with metadata that says that it is encrypted, and what they are is "
        "nothing that %s takes.", decoder);
  g_free (decoder);
  g_free (kid);
  return error;
}

/* @pad: the decoder's */
static void
post_no_picture (Watch * watch, GstPad * pad, const Stretch * stretch)
{
  GstElement *element = g_weak_ref_get (&watch->element);
  GstMessageType type = GST_MESSAGE_ERROR;
  GstElement *decoder;
  GError *error;

  if (!element)
    return;
  decoder = gst_pad_get_parent_element (pad);
  g_mutex_lock (&watch->lock);
  if (!watch->works && stretch->samples < ENOUGH_TO_JUDGE)
    type = GST_MESSAGE_WARNING;
  error = no_picture_error (stretch, watch->unusual, decoder ?
      gst_object_get_name (GST_OBJECT (decoder)) : g_strdup ("the decoder"));
  g_mutex_unlock (&watch->lock);

  gst_element_message_full (element, type, error->domain, error->code,
      g_strdup (error->message), g_strdup_printf ("%u samples went there",
          stretch->samples), __FILE__, GST_FUNCTION, __LINE__);
  g_error_free (error);
  gst_clear_object (&decoder);
  gst_object_unref (element);
}

/* A whole picture; pictures come in the order of their times. TRUE: @bare has
 * none, although there are later ones. The lock is held. */
static gboolean
take_picture (Watch * watch, GstClockTime pts, Stretch * bare)
{
  watch->works = TRUE;
  if (GST_CLOCK_TIME_IS_VALID (watch->now.from) && pts < watch->now.from) {
    if (pts >= watch->last.from)
      watch->last.samples = 0;
    return FALSE;
  }
  watch->finished = TRUE;
  *bare = watch->last;
  watch->last.samples = 0;
  return bare->samples > 0;
}

/* The stream's end. TRUE: there is no picture of @bare. */
static gboolean
take_end (Watch * watch, Stretch * bare)
{
  *bare = watch->last.samples > 0 ? watch->last : watch->now;
  if (watch->finished || bare->samples == 0)
    return FALSE;
  watch->finished = TRUE;
  return TRUE;
}

static GstPadProbeReturn
picture_cb (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  Watch *watch = data;
  gboolean post = FALSE;
  Stretch bare;

  g_mutex_lock (&watch->lock);
  if (info->type & GST_PAD_PROBE_TYPE_BUFFER) {
    GstBuffer *buffer = GST_PAD_PROBE_INFO_BUFFER (info);

    if (!GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_CORRUPTED))
      post = take_picture (watch, GST_BUFFER_PTS (buffer), &bare);
  } else if (GST_EVENT_TYPE (event) == GST_EVENT_EOS) {
    post = take_end (watch, &bare);
  }
  g_mutex_unlock (&watch->lock);

  /* In front of the EOS, or nobody would hear of it. */
  if (post)
    post_no_picture (watch, pad, &bare);
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

/* Then the bin has an eye on its pictures, and speaks in its own name. */
static gboolean
is_inside_rstvideodec (GstElement * element)
{
  GstObject *parent = gst_object_get_parent (GST_OBJECT (element));
  gboolean inside = parent &&
      g_str_equal (G_OBJECT_TYPE_NAME (parent), "GstRstVideoDec");

  gst_clear_object (&parent);
  return inside;
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
  if (element && !is_inside_rstvideodec (element))
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

void
gst_rst_downstream_set_unusual (GstRstDownstream * self, gchar * unusual)
{
  Watch *watch = self->watch;

  g_mutex_lock (&watch->lock);
  g_free (watch->unusual);
  watch->unusual = unusual;
  g_mutex_unlock (&watch->lock);
}

/* Decoders clip pictures in front of a seek's target and behind its end. */
static gboolean
is_shown (const GstSegment * segment, GstClockTime pts)
{
  if (segment->format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (pts))
    return TRUE;
  return pts >= segment->start &&
      (!GST_CLOCK_TIME_IS_VALID (segment->stop) || pts < segment->stop);
}

/* TRUE: the sample is the first one under this key. The lock is held. */
static gboolean
take_key (Watch * watch, const guint8 * kid, GstClockTime pts)
{
  Stretch *now = &watch->now;

  if (!kid || (now->encrypted && !memcmp (now->kid, kid, sizeof (now->kid))))
    return FALSE;

  /* What came so far of the lead says nothing about a key. */
  if (now->encrypted && !watch->finished && watch->last.samples == 0)
    watch->last = *now;
  now->encrypted = TRUE;
  memcpy (now->kid, kid, sizeof (now->kid));
  now->from = pts;
  now->samples = 0;
  watch->finished = FALSE;
  return TRUE;
}

static void
tell_key (GstPad * pad, const guint8 * kid)
{
  gchar *text = gst_rst_cenc_info_kid_to_string (kid);

  gst_pad_push_event (pad,
      gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM_STICKY,
          gst_structure_new (GST_RST_DECRYPTED_EVENT, "kid", G_TYPE_STRING,
              text, NULL)));
  g_free (text);
}

gboolean
gst_rst_downstream_count (GstRstDownstream * self, GstBuffer * sample,
    GstPad * srcpad, const GstSegment * segment, const guint8 * kid)
{
  GstClockTime pts = GST_BUFFER_PTS (sample);
  Watch *watch = self->watch;
  gboolean post, changed;
  Stretch bare;

  g_mutex_lock (&watch->lock);
  changed = take_key (watch, kid, pts);
  if (is_shown (segment, pts))
    watch->now.samples++;
  bare = watch->now;
  post = self->pad && !watch->finished && bare.samples > MAX_WITHOUT_PICTURE;
  watch->finished |= post;
  g_mutex_unlock (&watch->lock);

  if (changed)
    tell_key (srcpad, kid);
  if (post)
    post_no_picture (watch, self->pad, &bare);
  return !post;
}

void
gst_rst_downstream_flush (GstRstDownstream * self)
{
  Watch *watch = self->watch;

  g_mutex_lock (&watch->lock);
  watch->now.samples = 0;
  watch->last.samples = 0;
  if (!watch->finished) {
    watch->now.encrypted = FALSE;
    watch->now.from = GST_CLOCK_TIME_NONE;
  }
  g_mutex_unlock (&watch->lock);
}
