/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstvideodec
 * @title: rstvideodec
 *
 * Decrypts and decodes films under Common Encryption in restricted memory that
 * no CPU of the normal world can read: rstcencdec and the machine's V4L2
 * decoder, set up for each other. Players that choose elements by themselves,
 * as playbin3 does, take it for encrypted films.
 *
 * Its pictures are dma-bufs that cannot be mapped (memory:DMABuf in caps);
 * what comes behind must import them, as kmssink does.
 *
 * Clear parts of an encrypted film, advertisements for instance, are taken as
 * well, by the same decoder. Its template does not have them: a film that is
 * clear from its beginning is for other decoders, unless a pipeline names this
 * one.
 *
 * Where there is no restricted memory, the element has the rank NONE.
 *
 * ## Example launch lines
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 playbin3 uri=file:///films/film-cenc.mp4 \
 *   video-sink="kmssink driver-name=rst-disp"
 * ]|
 * |[<!-- language="bash" -->
 * gst-launch-1.0 filesrc location=film-cenc.mp4 ! qtdemux ! queue ! \
 *   rstvideodec ! kmssink driver-name=rst-disp
 * ]|
 */
#include "gstrstvideodec.h"

#include <gst/allocators/gstdmabuf.h>

#include "gstrstcenccaps.h"
#include "gstrstcencdec.h"
#include "gstrstcodecs.h"
#include "gstrstdecoder.h"
#include "gstrstelement.h"
#include "gstrstimport.h"
#include "gstrstmachine.h"
#include "gstrstpictures.h"
#include "gstrstpool.h"
#include "gstrstrefusal.h"
#include "gstrstroom.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_video_dec_debug);
#define GST_CAT_DEFAULT gst_rst_video_dec_debug

/* Above V4L2 decoders, none of which takes encrypted films. */
#define RANK (GST_RANK_PRIMARY + 2)

enum
{
  PROP_0,
  PROP_DECODER,
  PROP_FIRST_OF_DECRYPTOR
};

struct _GstRstVideoDec
{
  GstBin parent;

  GstElement *decryptor;        /* all its life; the bin's */
  GstPad *sinkpad, *srcpad;

  gchar *decoder_name;          /* property, under the object lock */

  /* Of the streaming thread, and of state changes while there is none. */
  const GstRstCodec *codec;
  GstElement *decoder;          /* the bin's */
  GstElement *pool;             /* behind it; the bin's; NULL: it needs none */

  GstRstPictures *pictures;     /* of srcpad */
  GstRstRoom *room;             /* for them */
  gint failed;                  /* atomic; an error has been posted */
};

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (GST_RST_PICTURES_CAPS));

static gboolean
register_element (GstPlugin * plugin)
{
  return gst_element_register (plugin, "rstvideodec",
      gst_rst_machine_rank (plugin, RANK), GST_TYPE_RST_VIDEO_DEC);
}

#define gst_rst_video_dec_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstVideoDec, gst_rst_video_dec, GST_TYPE_BIN,
    GST_DEBUG_CATEGORY_INIT (gst_rst_video_dec_debug, "rstvideodec", 0,
        "Decryption and decoding in restricted memory"));
GST_ELEMENT_REGISTER_DEFINE_CUSTOM (rstvideodec, register_element);

static void
stop_child (GstElement * child)
{
  gst_element_set_locked_state (child, TRUE);
  gst_element_set_state (child, GST_STATE_NULL);
}

static void
remove_decoder (GstRstVideoDec * self)
{
  if (!self->decoder)
    return;

  gst_ghost_pad_set_target (GST_GHOST_PAD (self->srcpad), NULL);
  stop_child (self->decoder);
  gst_rst_room_leave (self->room);
  gst_bin_remove (GST_BIN (self), self->decoder);
  self->decoder = NULL;
  self->codec = NULL;
  if (!self->pool)
    return;
  stop_child (self->pool);
  gst_bin_remove (GST_BIN (self), self->pool);
  self->pool = NULL;
}

static gboolean
link_decoder (GstRstVideoDec * self)
{
  GstElement *last = self->pool ? self->pool : self->decoder;
  GstPad *pad = gst_element_get_static_pad (last, "src");
  gboolean linked;

  linked = pad && gst_element_link (self->decryptor, self->decoder) &&
      (!self->pool || gst_element_link (self->decoder, self->pool)) &&
      gst_ghost_pad_set_target (GST_GHOST_PAD (self->srcpad), pad);
  gst_clear_object (&pad);
  return linked;
}

/* The state of the bin may change meanwhile, and its iteration over children
 * have passed the new one. */
static gboolean
start_decoder (GstRstVideoDec * self)
{
  GstState target;

  do {
    target = GST_STATE_TARGET (self);
    if (self->pool && !gst_element_sync_state_with_parent (self->pool))
      return FALSE;
    if (!gst_element_sync_state_with_parent (self->decoder))
      return FALSE;
  } while (target != GST_STATE_TARGET (self));
  return TRUE;
}

static enum rstmem_use_case
get_heap (GstRstVideoDec * self)
{
  enum rstmem_use_case heap;

  g_object_get (self->decryptor, "heap", &heap, NULL);
  return heap;
}

static gint
memory_timeout (GstRstVideoDec * self)
{
  gint timeout;

  g_object_get (self->decryptor, "memory-timeout", &timeout, NULL);
  return timeout;
}

static GstElement *
make_decoder (GstRstVideoDec * self, const GstRstCodec * codec,
    GError ** error)
{
  gchar *name;
  GstElement *decoder;

  GST_OBJECT_LOCK (self);
  name = g_strdup (self->decoder_name);
  GST_OBJECT_UNLOCK (self);

  decoder = gst_rst_decoder_new (codec, name, get_heap (self), error);
  g_free (name);
  return decoder;
}

static gboolean
add_decoder (GstRstVideoDec * self, const GstRstCodec * codec,
    const GstCaps * caps)
{
  GError *error = NULL;
  GstElement *decoder = make_decoder (self, codec, &error);

  if (!decoder)
    goto no_decoder;
  gst_bin_add (GST_BIN (self), decoder);
  self->decoder = decoder;
  self->codec = codec;
  self->pool = gst_rst_import_new (decoder, get_heap (self),
      memory_timeout (self));
  if (self->pool)
    gst_bin_add (GST_BIN (self), self->pool);
  if (!link_decoder (self))
    goto not_linked;
  if (!start_decoder (self))
    goto not_started;
  return TRUE;

  /* ERRORS */
no_decoder:
  {
    gst_rst_element_post_error (GST_ELEMENT (self), error, NULL);
    g_error_free (error);
    return FALSE;
  }
not_linked:
  {
    if (!gst_rst_refusal_post (GST_ELEMENT (self), GST_OBJECT (decoder), caps,
            NULL))
      GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
          ("%s does not decode %s as rstcencdec makes it.",
              GST_OBJECT_NAME (decoder), codec->name), (NULL));
    remove_decoder (self);
    return FALSE;
  }
not_started:
  {
    if (!g_atomic_int_get (&self->failed))
      GST_ELEMENT_ERROR (self, CORE, STATE_CHANGE,
          ("%s could not be started.", GST_OBJECT_NAME (decoder)), (NULL));
    remove_decoder (self);
    return FALSE;
  }
}

/* One decoder goes on through all parts of a stream. */
static gboolean
prepare_for (GstRstVideoDec * self, const GstCaps * caps)
{
  const GstRstCodec *codec = gst_rst_codec_find (caps);

  /* rstcencdec says what is wrong with it. */
  if (!codec)
    return TRUE;
  if (self->decoder && self->codec == codec)
    return TRUE;
  remove_decoder (self);
  if (!add_decoder (self, codec, caps))
    return FALSE;
  gst_rst_room_enter (self->room, self->decoder, memory_timeout (self));
  return TRUE;
}

/* Upstream knows that something does not fit; people want to know what. */
static void
explain (GstRstVideoDec * self)
{
  GstCaps *caps;

  if (g_atomic_int_get (&self->failed) || GST_PAD_IS_FLUSHING (self->sinkpad))
    return;
  if (gst_rst_pictures_explain (self->pictures))
    return;

  caps = gst_pad_get_current_caps (self->sinkpad);
  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("The decoder does not take this stream."),
      ("%s, caps %" GST_PTR_FORMAT, self->decoder ?
          GST_OBJECT_NAME (self->decoder) : "no decoder", caps));
  gst_clear_caps (&caps);
}

static gboolean
gst_rst_video_dec_sink_event (GstPad * pad, GstObject * parent,
    GstEvent * event)
{
  GstRstVideoDec *self = GST_RST_VIDEO_DEC (parent);
  GstCaps *caps;
  gboolean ok;

  if (GST_EVENT_TYPE (event) != GST_EVENT_CAPS)
    return gst_pad_event_default (pad, parent, event);

  gst_event_parse_caps (event, &caps);
  if (!prepare_for (self, caps)) {
    gst_event_unref (event);
    return FALSE;
  }
  ok = gst_pad_event_default (pad, parent, event);
  if (!ok)
    explain (self);
  return ok;
}

/* A query without a pool is asked to have downstream drop its pictures. */
static void
wait_for_room (GstPad * pad, GstPad * srcpad, GstQuery * query)
{
  GstElement *element = gst_pad_get_parent_element (srcpad);
  GstPad *peer = gst_pad_get_peer (pad);
  GstElement *decoder = peer ? gst_pad_get_parent_element (peer) : NULL;
  gboolean need_pool;
  gchar *lack;

  gst_query_parse_allocation (query, NULL, &need_pool);
  if (need_pool && element && decoder) {
    GstRstVideoDec *self = GST_RST_VIDEO_DEC (element);

    lack = gst_rst_room_wait (self->room, decoder, query, get_heap (self),
        memory_timeout (self));
    if (lack) {
      g_atomic_int_set (&self->failed, TRUE);
      GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT, ("%s", lack), (NULL));
    }
    g_free (lack);
  }
  gst_clear_object (&decoder);
  gst_clear_object (&peer);
  gst_clear_object (&element);
}

/* What the decoder asks downstream, which would pass by the source pad's
 * probes. */
static gboolean
gst_rst_video_dec_query_downstream (GstPad * pad, GstObject * parent,
    GstQuery * query)
{
  GstProxyPad *srcpad = gst_proxy_pad_get_internal (GST_PROXY_PAD (pad));
  gboolean ok;

  if (!srcpad)
    return FALSE;
  ok = gst_pad_peer_query (GST_PAD (srcpad), query);
  if (GST_QUERY_TYPE (query) == GST_QUERY_ALLOCATION)
    wait_for_room (pad, GST_PAD (srcpad), query);
  gst_object_unref (srcpad);
  return ok;
}

static GstFlowReturn
gst_rst_video_dec_chain (GstPad * pad, GstObject * parent, GstBuffer * buffer)
{
  GstFlowReturn ret = gst_proxy_pad_chain_default (pad, parent, buffer);

  /* A decoder that was sent away takes that for an error. */
  if (ret < GST_FLOW_EOS &&
      gst_rst_room_is_stopping (GST_RST_VIDEO_DEC (parent)->room))
    return GST_FLOW_FLUSHING;
  if (ret == GST_FLOW_NOT_NEGOTIATED)
    explain (GST_RST_VIDEO_DEC (parent));
  return ret;
}

static gboolean
is_vague (const GError * error)
{
  return error->domain == GST_STREAM_ERROR ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_WRITE) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED);
}

/* Drivers fail of a stream that they cannot decode, and do not say why. */
static gboolean
explain_error (GstRstVideoDec * self, GstMessage * message)
{
  GstObject *source = GST_MESSAGE_SRC (message);
  GError *error;
  GstCaps *caps;
  gchar *debug, *more;
  gboolean known;

  if (source == GST_OBJECT (self) || source == GST_OBJECT (self->decryptor) ||
      GST_IS_RST_POOL (source))
    return FALSE;

  gst_message_parse_error (message, &error, &debug);
  more = g_strdup_printf ("%s %s", error->message, debug ? debug : "");
  caps = gst_pad_get_current_caps (self->sinkpad);
  known = is_vague (error) &&
      gst_rst_refusal_post (GST_ELEMENT (self), source, caps, more);
  gst_clear_caps (&caps);
  g_free (more);
  g_free (debug);
  g_error_free (error);
  return known;
}

/* A decoder does not know why its driver has no memory. Returns: whether the
 * message is done with. */
static gboolean
take_error (GstRstVideoDec * self, GstMessage * message)
{
  GstRstRoomVerdict verdict;
  gchar *why, *details;

  if (!GST_IS_ELEMENT (GST_MESSAGE_SRC (message)) ||
      GST_MESSAGE_SRC (message) == GST_OBJECT (self) ||
      GST_MESSAGE_SRC (message) == GST_OBJECT (self->decryptor))
    return FALSE;

  verdict = gst_rst_room_judge (self->room,
      GST_ELEMENT (GST_MESSAGE_SRC (message)), &why);
  if (why && !g_atomic_int_get (&self->failed)) {
    gst_message_parse_error (message, NULL, &details);
    GST_ELEMENT_ERROR (self, RESOURCE, NO_SPACE_LEFT, ("%s", why),
        ("%s", details));
    g_free (details);
  }
  g_free (why);
  return verdict != GST_RST_ROOM_UNRELATED;
}

static void
gst_rst_video_dec_handle_message (GstBin * bin, GstMessage * message)
{
  GstRstVideoDec *self = GST_RST_VIDEO_DEC (bin);

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gboolean first = !g_atomic_int_get (&self->failed);

    if (take_error (self, message)) {
      gst_message_unref (message);
      return;
    }
    g_atomic_int_set (&self->failed, TRUE);
    if (first && explain_error (self, message)) {
      gst_message_unref (message);
      return;
    }
  }
  GST_BIN_CLASS (parent_class)->handle_message (bin, message);
}

static GstStateChangeReturn
gst_rst_video_dec_change_state (GstElement * element, GstStateChange transition)
{
  GstRstVideoDec *self = GST_RST_VIDEO_DEC (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    g_atomic_int_set (&self->failed, FALSE);
    gst_rst_pictures_reset (self->pictures);
    gst_rst_room_set_stopping (self->room, FALSE);
  } else if (transition == GST_STATE_CHANGE_PAUSED_TO_READY) {
    gst_rst_room_set_stopping (self->room, TRUE);
  }

  ret = GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    remove_decoder (self);
  return ret;
}

static void
gst_rst_video_dec_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstRstVideoDec *self = GST_RST_VIDEO_DEC (object);

  if (prop_id >= PROP_FIRST_OF_DECRYPTOR) {
    g_object_set_property (G_OBJECT (self->decryptor), pspec->name, value);
  } else if (prop_id == PROP_DECODER) {
    GST_OBJECT_LOCK (self);
    g_free (self->decoder_name);
    self->decoder_name = g_value_dup_string (value);
    GST_OBJECT_UNLOCK (self);
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
gst_rst_video_dec_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstRstVideoDec *self = GST_RST_VIDEO_DEC (object);

  if (prop_id >= PROP_FIRST_OF_DECRYPTOR) {
    g_object_get_property (G_OBJECT (self->decryptor), pspec->name, value);
  } else if (prop_id == PROP_DECODER) {
    GST_OBJECT_LOCK (self);
    g_value_set_string (value, self->decoder_name);
    GST_OBJECT_UNLOCK (self);
  } else {
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
gst_rst_video_dec_dispose (GObject * object)
{
  GstRstVideoDec *self = GST_RST_VIDEO_DEC (object);

  g_clear_pointer (&self->pictures, gst_rst_pictures_free);
  g_clear_pointer (&self->room, gst_rst_room_free);

  G_OBJECT_CLASS (parent_class)->dispose (object);
}

static void
gst_rst_video_dec_finalize (GObject * object)
{
  g_free (GST_RST_VIDEO_DEC (object)->decoder_name);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

/* All that rstcencdec has of its own. */
static void
install_properties_of_decryptor (GObjectClass * object_class)
{
  GObjectClass *decryptor = g_type_class_ref (GST_TYPE_RST_CENC_DEC);
  guint i, count, id = PROP_FIRST_OF_DECRYPTOR;
  GParamSpec **pspecs = g_object_class_list_properties (decryptor, &count);

  for (i = 0; i < count; i++)
    if (pspecs[i]->owner_type == GST_TYPE_RST_CENC_DEC)
      g_object_class_install_property (object_class, id++,
          g_param_spec_override (pspecs[i]->name, pspecs[i]));
  g_free (pspecs);
  g_type_class_unref (decryptor);
}

static void
gst_rst_video_dec_class_init (GstRstVideoDecClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstCaps *caps = gst_rst_codecs_get_encrypted_caps ();

  object_class->set_property = gst_rst_video_dec_set_property;
  object_class->get_property = gst_rst_video_dec_get_property;
  object_class->dispose = gst_rst_video_dec_dispose;
  object_class->finalize = gst_rst_video_dec_finalize;
  g_object_class_install_property (object_class, PROP_DECODER,
      g_param_spec_string ("decoder", "Decoder",
          "Element that decodes, v4l2h264dec for instance (NULL: the first "
          "V4L2 decoder whose device may read the heap's memory)", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
  install_properties_of_decryptor (object_class);

  element_class->change_state = gst_rst_video_dec_change_state;
  GST_BIN_CLASS (klass)->handle_message = gst_rst_video_dec_handle_message;
  gst_element_class_add_pad_template (element_class,
      gst_pad_template_new ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps));
  gst_caps_unref (caps);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Decoder in restricted memory", "Codec/Decoder/Video/Hardware",
      "Decrypts and decodes films in memory that no CPU can read",
      RST_ELEMENT_AUTHOR);
}

static GstPad *
add_pad (GstRstVideoDec * self, const gchar * name)
{
  GstElementClass *class = GST_ELEMENT_GET_CLASS (self);
  GstPad *pad = gst_ghost_pad_new_no_target_from_template (name,
      gst_element_class_get_pad_template (class, name));

  gst_element_add_pad (GST_ELEMENT (self), pad);
  return pad;
}

static void
watch_pictures (GstRstVideoDec * self)
{
  GstProxyPad *inside =
      gst_proxy_pad_get_internal (GST_PROXY_PAD (self->srcpad));

  gst_pad_set_query_function (GST_PAD (inside),
      gst_rst_video_dec_query_downstream);
  gst_object_unref (inside);
  self->pictures = gst_rst_pictures_new (GST_ELEMENT (self), self->srcpad,
      TRUE);
  self->room = gst_rst_room_new (self->srcpad);
}

static void
gst_rst_video_dec_init (GstRstVideoDec * self)
{
  GstPad *pad;

  self->decryptor = g_object_new (GST_TYPE_RST_CENC_DEC, NULL);
  gst_bin_add (GST_BIN (self), self->decryptor);

  self->srcpad = add_pad (self, "src");
  watch_pictures (self);
  self->sinkpad = add_pad (self, "sink");
  gst_pad_set_event_function (self->sinkpad, gst_rst_video_dec_sink_event);
  gst_pad_set_chain_function (self->sinkpad, gst_rst_video_dec_chain);
  gst_rst_cenc_caps_widen_template (self->sinkpad);
  pad = gst_element_get_static_pad (self->decryptor, "sink");
  gst_ghost_pad_set_target (GST_GHOST_PAD (self->sinkpad), pad);
  gst_object_unref (pad);
}
