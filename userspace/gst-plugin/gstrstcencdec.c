/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstcencdec
 * @title: rstcencdec
 *
 * Decrypts H.264 under Common Encryption ('cenc' scheme) inside the TEE, into
 * restricted memory that no CPU of the normal world can read. On the way it
 * becomes a byte-stream with its parameter sets in front of key frames, as
 * V4L2 decoders take it.
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

#include "gstrstallocator.h"
#include "gstrstbitstream.h"
#include "gstrstcenccaps.h"
#include "gstrstcencerror.h"
#include "gstrstcencsample.h"
#include "gstrstcencsettings.h"
#include "gstrstcencstream.h"
#include "gstrstcodecs.h"
#include "gstrstdownstream.h"
#include "gstrstelement.h"
#include "gstrstsei.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_cenc_dec_debug);
#define GST_CAT_DEFAULT gst_rst_cenc_dec_debug

struct _GstRstCencDec
{
  GstBaseTransform parent;

  GstRstCencSettings settings;  /* under the object lock */

  /* From start to stop; the pointer under the object lock. */
  GstRstBitstream *bitstream;
  GstRstDownstream *downstream;
  struct cenc_client *client;

  /* Of the streaming thread. */
  GstRstCencStream stream;
  GstRstSei sei;
};

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-h264(" GST_CAPS_FEATURE_MEMORY_DMABUF "), "
        "stream-format = (string) byte-stream, alignment = (string) au; "
        "video/x-h264, "
        "stream-format = (string) byte-stream, alignment = (string) au"));

#define gst_rst_cenc_dec_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstCencDec, gst_rst_cenc_dec,
    GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (gst_rst_cenc_dec_debug, "rstcencdec", 0,
        "Common Encryption into restricted memory"));
/* Demuxers find it at any rank; players are to take rstvideodec. */
GST_ELEMENT_REGISTER_DEFINE (rstcencdec, "rstcencdec", GST_RANK_MARGINAL,
    GST_TYPE_RST_CENC_DEC);

static void
allocation_failed_cb (gpointer user_data, const GError * error)
{
  gst_rst_element_post_error (user_data, error,
      "There is no restricted memory for a decrypted sample. The properties "
      "buffers and buffer-size say how much rstcencdec takes.");
}

static gboolean
gst_rst_cenc_dec_start (GstBaseTransform * trans)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  enum cenc_status status;
  GstRstAllocator *allocator;

  status = cenc_client_open (&self->client);
  if (status != CENC_OK)
    goto no_client;

  allocator = gst_rst_element_open_heap (GST_ELEMENT (self), &self->settings.heap,
      "There is no memory to decrypt into.");
  if (!allocator)
    goto no_heap;

  GST_OBJECT_LOCK (self);
  self->bitstream = gst_rst_bitstream_new (allocator, self->settings.buffers,
      self->settings.buffer_size, allocation_failed_cb, self);
  GST_OBJECT_UNLOCK (self);
  self->downstream = gst_rst_downstream_new (GST_ELEMENT (self));
  gst_rst_downstream_guard (self->downstream, allocator);
  gst_object_unref (allocator);
  gst_rst_cenc_stream_init (&self->stream);
  gst_rst_sei_init (&self->sei);
  return TRUE;

  /* ERRORS */
no_client:
  {
    gst_rst_cenc_error_post (GST_ELEMENT (self), status, NULL);
    return FALSE;
  }
no_heap:
  {
    g_clear_pointer (&self->client, cenc_client_unref);
    return FALSE;
  }
}

static gboolean
gst_rst_cenc_dec_stop (GstBaseTransform * trans)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  GstRstBitstream *bitstream;

  GST_OBJECT_LOCK (self);
  bitstream = g_steal_pointer (&self->bitstream);
  GST_OBJECT_UNLOCK (self);

  gst_rst_bitstream_free (bitstream);
  g_clear_pointer (&self->downstream, gst_rst_downstream_free);
  g_clear_pointer (&self->client, cenc_client_unref);
  gst_rst_cenc_stream_clear (&self->stream);
  gst_rst_sei_clear (&self->sei);
  return TRUE;
}

/* Wakes the streaming thread where it waits for a buffer. */
static void
set_flushing (GstRstCencDec * self, gboolean flushing)
{
  GST_OBJECT_LOCK (self);
  if (self->bitstream)
    gst_rst_bitstream_set_flushing (self->bitstream, flushing);
  GST_OBJECT_UNLOCK (self);
}

static GstStateChangeReturn
gst_rst_cenc_dec_change_state (GstElement * element, GstStateChange transition)
{
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    set_flushing (GST_RST_CENC_DEC (element), TRUE);

  return GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
}

static gboolean
gst_rst_cenc_dec_sink_event (GstBaseTransform * trans, GstEvent * event)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_START:
      set_flushing (self, TRUE);
      break;
    case GST_EVENT_FLUSH_STOP:
      set_flushing (self, FALSE);
      gst_rst_downstream_flush (self->downstream);
      break;
    case GST_EVENT_STREAM_START:
      gst_rst_lead_init (&self->stream.lead);
      break;
    case GST_EVENT_TAG:{
      GstTagList *tags;

      gst_event_parse_tag (event, &tags);
      gst_rst_lead_take_tags (&self->stream.lead, tags);
      break;
    }
    case GST_EVENT_PROTECTION:
      /* Downstream there is nothing left to decrypt. */
      GST_DEBUG_OBJECT (self, "keeping %" GST_PTR_FORMAT, event);
      gst_event_unref (event);
      return TRUE;
    default:
      break;
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
  GError *error = NULL;

  if (!gst_rst_cenc_stream_set_caps (&self->stream, incaps, &error))
    goto unusable;
  gst_rst_sei_forget (&self->sei);
  return gst_rst_downstream_inspect (self->downstream, trans->srcpad);

  /* ERRORS */
unusable:
  {
    gst_rst_element_post_error (GST_ELEMENT (self), error, NULL);
    g_error_free (error);
    return FALSE;
  }
}

/* Own buffers only: no pool of downstream's is restricted. */
static gboolean
gst_rst_cenc_dec_decide_allocation (GstBaseTransform * trans, GstQuery * query)
{
  while (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_remove_nth_allocation_pool (query, 0);
  return TRUE;
}

static GstFlowReturn
gst_rst_cenc_dec_prepare_output_buffer (GstBaseTransform * trans,
    GstBuffer * inbuf, GstBuffer ** outbuf)
{
  GstRstCencDec *self = GST_RST_CENC_DEC (trans);
  GstFlowReturn ret;
  gsize size;

  if (!self->stream.avcc.headers)
    return GST_FLOW_NOT_NEGOTIATED;

  size = gst_rst_cenc_stream_output_size (&self->stream,
      gst_buffer_get_size (inbuf));
  ret = gst_rst_bitstream_acquire (self->bitstream, size, outbuf);
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
  struct cenc_job job = { 0 };
  enum cenc_status status;
  gboolean allow_clear;
  GError *error = NULL;

  if (gst_buffer_get_size (inbuf) == 0)
    return GST_BASE_TRANSFORM_FLOW_DROPPED;

  GST_OBJECT_LOCK (self);
  allow_clear = self->settings.allow_clear;
  GST_OBJECT_UNLOCK (self);
  if (!gst_rst_cenc_stream_describe (&self->stream, inbuf, allow_clear, &job,
          &error))
    goto not_described;

  status = gst_rst_cenc_sample_decrypt (inbuf, &job, self->client, outbuf);
  if (status == CENC_BAD_FORMAT && !allow_clear && !self->stream.clear &&
      !gst_buffer_get_protection_meta (inbuf))
    goto not_clear;
  if (status != CENC_OK)
    goto failed;

  gst_rst_sei_pass_on (&self->sei, trans, inbuf, &job, outbuf);
  GST_LOG_OBJECT (self, "%" G_GSIZE_FORMAT " bytes, %u subsamples: %"
      G_GSIZE_FORMAT " bytes", job.size, job.num_subsamples, gst_buffer_get_size (outbuf));
  if (!gst_rst_downstream_count (self->downstream, inbuf, trans->srcpad,
          &trans->segment,
          job.scheme == RST_CENC_SCHEME_CLEAR ? NULL : job.kid))
    return GST_FLOW_ERROR;
  return GST_FLOW_OK;

  /* ERRORS */
not_clear:
  {
    gst_rst_lead_set_error (&error);
  }
not_described:
  {
    gst_rst_element_post_error (GST_ELEMENT (self), error, NULL);
    g_error_free (error);
    return GST_FLOW_ERROR;
  }
failed:
  {
    gst_rst_cenc_error_post (GST_ELEMENT (self), status, &job);
    return GST_FLOW_ERROR;
  }
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
gst_rst_cenc_dec_class_init (GstRstCencDecClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);
  GstCaps *sink_caps;

  object_class->set_property = gst_rst_cenc_dec_set_property;
  object_class->get_property = gst_rst_cenc_dec_get_property;
  gst_rst_cenc_settings_install (object_class);

  element_class->change_state = gst_rst_cenc_dec_change_state;
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
  gst_rst_cenc_caps_widen_template (GST_BASE_TRANSFORM_SINK_PAD (self));
}
