/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstcencdec
 * @title: rstcencdec
 *
 * Decrypts H.264 and HEVC under Common Encryption (cenc, cens, cbc1 and cbcs) inside the
 * TEE, into restricted memory that no CPU of the normal world can read. On the
 * way it becomes a byte-stream with its parameter sets in front of key frames,
 * as V4L2 decoders take it.
 *
 * The decrypted samples occupy restricted memory, of which there is little:
 * put queues in front of this element.
 *
 * Samples without encryption metadata are taken for a clear lead, as packagers
 * make it, in front of the first encrypted sample. Elsewhere, and in files that
 * are not fragmented, where qtdemux finds no metadata, they are an error;
 * allow-clear=true takes them for clear everywhere.
 *
 * ## Example launch line
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 filesrc location=film-cenc.mp4 ! qtdemux ! queue ! rstcencdec ! \
 *   v4l2h264dec output-io-mode=dmabuf-import ! \
 *   kmssink driver-name=rst-disp
 * ]|
 */
#include "gstrstcencdec.h"

#include "gstrstcenccaps.h"
#include "gstrstcencsession.h"
#include "gstrstcencsettings.h"
#include "gstrstcodecs.h"
#include "gstrstdownstream.h"
#include "gstrstelement.h"
#include "gstrstkeyloop.h"
#include "gstrstsei.h"
#include "gstrstsystem.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_cenc_dec_debug);
#define GST_CAT_DEFAULT gst_rst_cenc_dec_debug

struct _GstRstCencDec
{
  GstBaseTransform parent;

  GstRstCencSettings settings;  /* under the object lock */

  /* From start to stop; the pointer under the session lock. */
  GstRstCencSession *session;
  GstRstDownstream *downstream;

  GstRstKeyLoop keys;
  GstRstSei sei;                /* of the streaming thread */

  GMutex session_lock;
};

#define DMABUF GST_CAPS_FEATURE_MEMORY_DMABUF
#define DECRYPTED(type) type ", stream-format = (string) byte-stream, " \
    "alignment = (string) au"

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS (DECRYPTED ("video/x-h264(" DMABUF ")") "; "
        DECRYPTED ("video/x-h265(" DMABUF ")") "; "
        DECRYPTED ("video/x-h264") "; " DECRYPTED ("video/x-h265")));

#define gst_rst_cenc_dec_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstCencDec, gst_rst_cenc_dec,
    GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (gst_rst_cenc_dec_debug, "rstcencdec", 0,
        "Common Encryption into restricted memory"));
/* Demuxers find it at any rank; players are to take rstvideodec. */
GST_ELEMENT_REGISTER_DEFINE (rstcencdec, "rstcencdec", GST_RANK_MARGINAL,
    GST_TYPE_RST_CENC_DEC);

/* Whoever waits for a buffer, too. */
static void
set_session_flushing (GstElement * element, gboolean flushing)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (element);

  g_mutex_lock (&self->session_lock);
  if (self->session)
    gst_rst_cenc_session_set_flushing (self->session, flushing);
  g_mutex_unlock (&self->session_lock);
}

static gboolean
gst_rst_cenc_dec_start (GstBaseTransform * trans)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  GstRstCencSession *session;

  session = gst_rst_cenc_session_new (GST_ELEMENT (self), &self->settings,
      self->keys.keys);
  if (!session)
    return FALSE;

  if (!gst_rst_key_wait_start (self->keys.keys,
          gst_rst_cenc_session_get_client (session))) {
    gst_rst_cenc_session_free (session);
    return FALSE;
  }

  self->downstream = gst_rst_downstream_new (GST_ELEMENT (self));
  gst_rst_downstream_guard (self->downstream,
      gst_rst_cenc_session_get_allocator (session));
  gst_rst_sei_init (&self->sei);

  g_mutex_lock (&self->session_lock);
  self->session = session;
  g_mutex_unlock (&self->session_lock);
  gst_rst_key_loop_set_stopping (&self->keys, FALSE);
  return TRUE;
}

static gboolean
gst_rst_cenc_dec_stop (GstBaseTransform * trans)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  GstRstCencSession *session;

  /* The streaming thread has ended, but somebody who seeks may just be sending
   * the end of a flush. */
  GST_PAD_STREAM_LOCK (trans->sinkpad);
  g_mutex_lock (&self->session_lock);
  session = g_steal_pointer (&self->session);
  g_mutex_unlock (&self->session_lock);

  gst_rst_cenc_session_free (session);
  g_clear_pointer (&self->downstream, gst_rst_downstream_free);
  gst_rst_sei_clear (&self->sei);
  GST_PAD_STREAM_UNLOCK (trans->sinkpad);
  return TRUE;
}

static GstStateChangeReturn
gst_rst_cenc_dec_change_state (GstElement * element, GstStateChange transition)
{
  if (transition == GST_STATE_CHANGE_NULL_TO_READY)
    gst_rst_system_announce (element);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    gst_rst_key_loop_set_stopping (&GST_RST_CENC_DEC (element)->keys, TRUE);

  return GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
}

static void
gst_rst_cenc_dec_set_context (GstElement * element, GstContext * context)
{
  GST_ELEMENT_CLASS (parent_class)->set_context (element, context);
  gst_rst_key_wait_set_context (GST_RST_CENC_DEC (element)->keys.keys,
      context);
}

static gboolean
gst_rst_cenc_dec_query (GstBaseTransform * trans, GstPadDirection direction,
    GstQuery * query)
{
  if (direction == GST_PAD_SINK &&
      gst_rst_system_answer (GST_ELEMENT (trans), query))
    return TRUE;
  return GST_BASE_TRANSFORM_CLASS (parent_class)->query (trans, direction,
      query);
}

static gboolean
gst_rst_cenc_dec_src_event (GstBaseTransform * trans, GstEvent * event)
{
  gdouble rate;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_QOS:
      /* What is left out here the decoder misses, and it knows better. */
      return gst_pad_push_event (trans->sinkpad, event);
    case GST_EVENT_SEEK:
      gst_event_parse_seek (event, &rate, NULL, NULL, NULL, NULL, NULL, NULL);
      if (rate < 0.0)
        goto reverse;
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (parent_class)->src_event (trans, event);

  /* ERRORS */
reverse:
  {
    /* Decoders gather a group of pictures before they decode its last one. */
    GST_WARNING_OBJECT (trans, "refusing a seek with rate %g: there is not "
        "enough restricted memory to play in reverse", rate);
    gst_event_unref (event);
    return FALSE;
  }
}

/* The seek may have reached the demuxer by another way. */
static gboolean
take_segment (GstRstCencDec * self, GstEvent * event)
{
  const GstSegment *segment;

  gst_event_parse_segment (event, &segment);
  if (segment->rate > 0.0)
    return TRUE;

  GST_ELEMENT_ERROR (self, STREAM, NOT_IMPLEMENTED,
      ("A protected film cannot be played in reverse."),
      ("%s refuses seeks with a negative rate, and got a segment with rate %g",
          GST_OBJECT_NAME (self), segment->rate));
  return FALSE;
}

static void
flush (GstRstCencDec * self)
{
  gst_rst_key_loop_set_flushing (&self->keys, FALSE);
  gst_rst_downstream_flush (self->downstream);
  gst_rst_cenc_session_flush (self->session);
}

static GstRstLead *
get_lead (GstRstCencDec * self)
{
  return &gst_rst_cenc_session_get_stream (self->session)->lead;
}

static void
take_tags (GstRstLead * lead, GstEvent * event)
{
  GstTagList *tags;

  gst_event_parse_tag (event, &tags);
  gst_rst_lead_take_tags (lead, tags);
}

/* FALSE: it is refused. The session holds as long as the stream lock. */
static gboolean
take_serialized (GstRstCencDec * self, GstEvent * event)
{
  if (!self->session)
    return FALSE;

  gst_rst_key_wait_take_event (self->keys.keys, event,
      gst_rst_cenc_session_get_client (self->session));
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_STOP:
      flush (self);
      return TRUE;
    case GST_EVENT_SEGMENT:
      return take_segment (self, event);
    case GST_EVENT_STREAM_START:
      gst_rst_lead_init (get_lead (self));
      return TRUE;
    case GST_EVENT_TAG:
      take_tags (get_lead (self), event);
      return TRUE;
    default:
      return TRUE;
  }
}

static gboolean
gst_rst_cenc_dec_sink_event (GstBaseTransform * trans, GstEvent * event)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_START)
    gst_rst_key_loop_set_flushing (&self->keys, TRUE);
  if (GST_EVENT_IS_SERIALIZED (event) && !take_serialized (self, event)) {
    gst_event_unref (event);
    return FALSE;
  }
  if (GST_EVENT_TYPE (event) == GST_EVENT_PROTECTION) {
    /* Downstream there is nothing left to decrypt. */
    gst_event_unref (event);
    return TRUE;
  }
  return GST_BASE_TRANSFORM_CLASS (parent_class)->sink_event (trans, event);
}

static GstCaps *
gst_rst_cenc_dec_transform_caps (GstBaseTransform * trans,
    GstPadDirection direction, GstCaps * caps, GstCaps * filter)
{
  GstCaps *result, *template;

  result = direction == GST_PAD_SINK ? gst_rst_cenc_caps_decrypt (caps) :
      gst_rst_cenc_caps_encrypt (caps);

  /* What is left to say of the other side is in its template. */
  template = gst_pad_get_pad_template_caps (direction == GST_PAD_SINK ?
      trans->srcpad : trans->sinkpad);
  gst_caps_take (&result, gst_caps_intersect_full (result, template,
          GST_CAPS_INTERSECT_FIRST));
  gst_caps_unref (template);

  if (filter)
    gst_caps_take (&result, gst_caps_intersect_full (filter, result,
            GST_CAPS_INTERSECT_FIRST));
  return result;
}

static gboolean
gst_rst_cenc_dec_set_caps (GstBaseTransform * trans, GstCaps * incaps,
    GstCaps * outcaps)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  GstRstCencStream *stream = gst_rst_cenc_session_get_stream (self->session);

  if (!gst_rst_cenc_session_set_caps (self->session, incaps))
    return FALSE;
  gst_rst_sei_forget (&self->sei);
  gst_rst_downstream_set_unusual (self->downstream,
      g_strdup (stream->config.unusual));
  return gst_rst_downstream_inspect (self->downstream, trans->srcpad);
}

/* Own buffers only, since no pool of downstream's is restricted; but as large
 * and as many as it wants. */
static gboolean
gst_rst_cenc_dec_decide_allocation (GstBaseTransform * trans, GstQuery * query)
{
  gst_rst_cenc_session_require (GST_RST_CENC_DEC (trans)->session, query);
  while (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_remove_nth_allocation_pool (query, 0);
  return TRUE;
}

/* Demuxers go on to the next key frame behind a segment's end. A decoder stops
 * there: it would keep all restricted buffers, and nobody could get one to find
 * that out. Pictures up to the end need no sample that is decoded behind it; one
 * with a negative composition offset may itself be such a picture. */
static gboolean
is_behind_segment (GstBaseTransform * trans, GstBuffer * sample)
{
  const GstSegment *segment = &trans->segment;

  return segment->format == GST_FORMAT_TIME &&
      GST_CLOCK_TIME_IS_VALID (segment->stop) &&
      GST_BUFFER_DTS_IS_VALID (sample) &&
      GST_BUFFER_DTS (sample) >= segment->stop &&
      GST_BUFFER_PTS (sample) >= segment->stop;
}

static GstFlowReturn
gst_rst_cenc_dec_prepare_output_buffer (GstBaseTransform * trans,
    GstBuffer * inbuf, GstBuffer ** outbuf)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  GstFlowReturn ret;

  if (is_behind_segment (trans, inbuf))
    return GST_BASE_TRANSFORM_FLOW_DROPPED;
  ret = gst_rst_cenc_session_look_at (self->session, inbuf);
  if (ret != GST_FLOW_OK)
    return ret;
  ret = gst_rst_cenc_session_acquire (self->session, inbuf, outbuf);
  if (ret != GST_FLOW_OK)
    return ret;

  if (!GST_BASE_TRANSFORM_CLASS (parent_class)->copy_metadata (trans, inbuf,
          *outbuf))
    GST_WARNING_OBJECT (self, "could not copy all metadata");
  return GST_FLOW_OK;
}

static gboolean
gst_rst_cenc_dec_transform_meta (GstBaseTransform * trans, GstBuffer * outbuf,
    GstMeta * meta, GstBuffer * inbuf)
{
  if (meta->info->api == GST_PROTECTION_META_API_TYPE)
    return FALSE;
  return GST_BASE_TRANSFORM_CLASS (parent_class)->transform_meta (trans,
      outbuf, meta, inbuf);
}

static GstFlowReturn
gst_rst_cenc_dec_transform (GstBaseTransform * trans, GstBuffer * inbuf,
    GstBuffer * outbuf)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  GstFlowReturn ret;

  ret = gst_rst_cenc_session_decrypt (self->session, inbuf, outbuf);
  if (ret != GST_FLOW_OK)
    return ret;

  gst_rst_sei_pass_on (&self->sei, trans, inbuf,
      gst_rst_cenc_session_get_job (self->session), outbuf);
  GST_LOG_OBJECT (self, "%" G_GSIZE_FORMAT " bytes became %" G_GSIZE_FORMAT,
      gst_buffer_get_size (inbuf), gst_buffer_get_size (outbuf));
  return gst_rst_downstream_count (self->downstream, inbuf, trans->srcpad,
      &trans->segment, gst_rst_cenc_session_get_kid (self->session)) ?
      GST_FLOW_OK : GST_FLOW_ERROR;
}

static void
gst_rst_cenc_dec_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  gst_rst_cenc_settings_set (&GST_RST_CENC_DEC (object)->settings, object,
      prop_id, value, pspec);
}

static void
gst_rst_cenc_dec_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  gst_rst_cenc_settings_get (&GST_RST_CENC_DEC (object)->settings, object,
      prop_id, value, pspec);
}

static void
gst_rst_cenc_dec_finalize (GObject * object)
{
  gst_rst_key_loop_clear (&GST_RST_CENC_DEC (object)->keys);
  gst_rst_cenc_settings_clear (&GST_RST_CENC_DEC (object)->settings);
  g_mutex_clear (&GST_RST_CENC_DEC (object)->session_lock);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
gst_rst_cenc_dec_class_init (GstRstCencDecClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);
  GstCaps *sink_caps;

  object_class->set_property = gst_rst_cenc_dec_set_property;
  object_class->get_property = gst_rst_cenc_dec_get_property;
  object_class->finalize = gst_rst_cenc_dec_finalize;
  gst_rst_cenc_settings_install (object_class);

  element_class->change_state = gst_rst_cenc_dec_change_state;
  element_class->set_context = gst_rst_cenc_dec_set_context;
  sink_caps = gst_rst_codecs_get_encrypted_caps ();
  gst_element_class_add_pad_template (element_class,
      gst_pad_template_new ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, sink_caps));
  gst_caps_unref (sink_caps);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Common Encryption decryptor", "Decryptor/Video",
      "Decrypts Common Encryption inside the TEE, into restricted memory",
      RST_ELEMENT_AUTHOR);

  trans_class->passthrough_on_same_caps = FALSE;
  trans_class->start = gst_rst_cenc_dec_start;
  trans_class->stop = gst_rst_cenc_dec_stop;
  trans_class->sink_event = gst_rst_cenc_dec_sink_event;
  trans_class->src_event = gst_rst_cenc_dec_src_event;
  trans_class->query = gst_rst_cenc_dec_query;
  trans_class->transform_caps = gst_rst_cenc_dec_transform_caps;
  trans_class->set_caps = gst_rst_cenc_dec_set_caps;
  trans_class->decide_allocation = gst_rst_cenc_dec_decide_allocation;
  trans_class->prepare_output_buffer = gst_rst_cenc_dec_prepare_output_buffer;
  trans_class->transform_meta = gst_rst_cenc_dec_transform_meta;
  trans_class->transform = gst_rst_cenc_dec_transform;
}

static void
gst_rst_cenc_dec_init (GstRstCencDec * self)
{
  gst_rst_cenc_settings_init (&self->settings);
  gst_rst_key_loop_init (&self->keys, GST_ELEMENT (self),
      set_session_flushing);
  g_mutex_init (&self->session_lock);
  gst_rst_cenc_caps_widen_template (GST_BASE_TRANSFORM_SINK_PAD (self));
}
