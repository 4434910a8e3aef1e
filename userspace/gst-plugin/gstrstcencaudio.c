/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstcencaudio
 * @title: rstcencaudio
 *
 * Decrypts the sound of a protected film inside the TEE, into ordinary memory, with
 * keys that are for sound. The TEE does that with no other key: a film's pictures
 * do not come out here, whatever their stream is called. A key that a stream needs
 * is asked for as rstcencdec asks. Samples without encryption metadata are taken for
 * a clear lead, as by rstcencdec; damaged ones are left out with a warning.
 *
 * ## Example launch line
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 filesrc location=film-sound-cenc.mp4 ! qtdemux name=demux \
 *   demux.video_0 ! queue ! rstvideodec ! kmssink driver-name=rst-disp \
 *   demux.audio_0 ! queue ! rstcencaudio ! decodebin ! audioconvert ! \
 *   autoaudiosink
 * ]|
 */
#include "gstrstcencaudio.h"

#include <audio-client.h>

#include "gstrstaudiocaps.h"
#include "gstrstcencerror.h"
#include "gstrstcencinfo.h"
#include "gstrstclearkey.h"
#include "gstrstcodecs.h"
#include "gstrstdamage.h"
#include "gstrstelement.h"
#include "gstrstkeyloop.h"
#include "gstrstlead.h"
#include "gstrstsystem.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_cenc_audio_debug);
#define GST_CAT_DEFAULT gst_rst_cenc_audio_debug

struct _GstRstCencAudio
{
  GstBaseTransform parent;

  GstRstKeyLoop keys;
  gint key_timeout;             /* ms; under the object lock */
  gint max_errors;              /* under the object lock */
  gboolean licences;            /* under the object lock */
  gchar *clearkey_file;         /* under the object lock; of laboratories */

  /* Of the streaming thread. */
  struct cenc_client *client;
  GArray *map;                  /* subsamples of the last sample */
  GstRstLead lead;
  GstRstDamage damage;
};

#define DEFAULT_MAX_ERRORS 10

enum
{
  PROP_0,
  PROP_KEY_TIMEOUT,
  PROP_MAX_ERRORS,
  PROP_LICENCES,
  PROP_CLEARKEY_FILE,
};

#define gst_rst_cenc_audio_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstCencAudio, gst_rst_cenc_audio,
    GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (gst_rst_cenc_audio_debug, "rstcencaudio", 0,
        "Common Encryption of sound"));
GST_ELEMENT_REGISTER_DEFINE (rstcencaudio, "rstcencaudio", GST_RANK_PRIMARY,
    GST_TYPE_RST_CENC_AUDIO);

static gboolean
gst_rst_cenc_audio_start (GstBaseTransform * trans)
{
  GstRstCencAudio *self = GST_RST_CENC_AUDIO (trans);
  enum cenc_status status = cenc_client_open (&self->client);

  if (status != CENC_OK) {
    gst_rst_cenc_error_post (GST_ELEMENT (self), status, NULL);
    return FALSE;
  }
  if (!gst_rst_key_wait_start (self->keys.keys, self->client)) {
    g_clear_pointer (&self->client, cenc_client_unref);
    return FALSE;
  }
  gst_rst_lead_init (&self->lead);
  gst_rst_damage_init (&self->damage);
  gst_rst_key_loop_set_stopping (&self->keys, FALSE);
  return TRUE;
}

static gboolean
gst_rst_cenc_audio_stop (GstBaseTransform * trans)
{
  GstRstCencAudio *self = GST_RST_CENC_AUDIO (trans);

  g_clear_pointer (&self->client, cenc_client_unref);
  return TRUE;
}

static GstStateChangeReturn
gst_rst_cenc_audio_change_state (GstElement * element,
    GstStateChange transition)
{
  if (transition == GST_STATE_CHANGE_NULL_TO_READY)
    gst_rst_system_announce (element);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    gst_rst_key_loop_set_stopping (&GST_RST_CENC_AUDIO (element)->keys, TRUE);
  return GST_ELEMENT_CLASS (parent_class)->change_state (element, transition);
}

static void
gst_rst_cenc_audio_set_context (GstElement * element, GstContext * context)
{
  GST_ELEMENT_CLASS (parent_class)->set_context (element, context);
  gst_rst_key_wait_set_context (GST_RST_CENC_AUDIO (element)->keys.keys,
      context);
}

static gboolean
gst_rst_cenc_audio_query (GstBaseTransform * trans, GstPadDirection direction,
    GstQuery * query)
{
  if (direction == GST_PAD_SINK &&
      gst_rst_system_answer (GST_ELEMENT (trans), query))
    return TRUE;
  return GST_BASE_TRANSFORM_CLASS (parent_class)->query (trans, direction,
      query);
}

static void
take_serialized (GstRstCencAudio * self, GstEvent * event)
{
  GstTagList *tags;

  gst_rst_key_wait_take_event (self->keys.keys, event, self->client);
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_STOP:
      gst_rst_lead_flush (&self->lead);
      gst_rst_damage_init (&self->damage);
      break;
    case GST_EVENT_STREAM_START:
      gst_rst_lead_init (&self->lead);
      break;
    case GST_EVENT_TAG:
      gst_event_parse_tag (event, &tags);
      gst_rst_lead_take_tags (&self->lead, tags);
      break;
    default:
      break;
  }
}

static gboolean
gst_rst_cenc_audio_sink_event (GstBaseTransform * trans, GstEvent * event)
{
  GstRstCencAudio *self = GST_RST_CENC_AUDIO (trans);

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_START:
      gst_rst_key_loop_set_flushing (&self->keys, TRUE);
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_rst_key_loop_set_flushing (&self->keys, FALSE);
      break;
    default:
      break;
  }
  if (GST_EVENT_IS_SERIALIZED (event) && self->client)
    take_serialized (self, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_PROTECTION) {
    /* Downstream there is nothing left to decrypt. */
    gst_event_unref (event);
    return TRUE;
  }
  return GST_BASE_TRANSFORM_CLASS (parent_class)->sink_event (trans, event);
}

static GstCaps *
gst_rst_cenc_audio_transform_caps (GstBaseTransform * trans,
    GstPadDirection direction, GstCaps * caps, GstCaps * filter)
{
  GstCaps *result = direction == GST_PAD_SINK ? gst_rst_audio_caps_decrypt (caps) :
      gst_rst_audio_caps_encrypt (caps);

  if (filter)
    gst_caps_take (&result, gst_caps_intersect_full (filter, result,
            GST_CAPS_INTERSECT_FIRST));
  return result;
}

/* Samples vary in size, and a pool's buffers do not: what is longer would be cut
 * off. Nor is anything known of downstream's memory. */
static gboolean
gst_rst_cenc_audio_decide_allocation (GstBaseTransform * trans,
    GstQuery * query)
{
  while (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_remove_nth_allocation_pool (query, 0);
  while (gst_query_get_n_allocation_params (query) > 0)
    gst_query_remove_nth_allocation_param (query, 0);
  return TRUE;
}

static gboolean
gst_rst_cenc_audio_transform_meta (GstBaseTransform * trans,
    GstBuffer * outbuf, GstMeta * meta, GstBuffer * inbuf)
{
  if (meta->info->api == GST_PROTECTION_META_API_TYPE)
    return FALSE;
  return GST_BASE_TRANSFORM_CLASS (parent_class)->transform_meta (trans,
      outbuf, meta, inbuf);
}

typedef struct
{
  GstRstCencAudio *self;
  struct cenc_job *job;
  GstBuffer *sample, *output;
} Decryption;

static enum cenc_status
try_sample (gpointer user_data)
{
  Decryption *decryption = user_data;
  struct cenc_client *client = decryption->self->client;
  gsize size = decryption->job->size;
  const void *decrypted;
  enum cenc_status status;
  gpointer input;

  status = cenc_client_audio_input (client, size, &input);
  if (status != CENC_OK)
    return status;
  if (gst_buffer_extract (decryption->sample, 0, input, size) != size)
    return CENC_BAD_REQUEST;
  status = cenc_client_decrypt_audio (client, decryption->job, &decrypted);
  if (status == CENC_OK)
    gst_buffer_fill (decryption->output, 0, decrypted, size);
  return status;
}

static GstFlowReturn
decrypt (GstRstCencAudio * self, GstBuffer * sample, struct cenc_job *job,
    GstBuffer * output, enum cenc_status *status)
{
  Decryption decryption = { self, job, sample, output };
  gint timeout;

  GST_OBJECT_LOCK (self);
  timeout = self->key_timeout;
  job->own_key = self->licences;
  GST_OBJECT_UNLOCK (self);
  return gst_rst_key_loop_run (self->keys.keys, self->client, job->kid,
      timeout, try_sample, &decryption, status);
}

/* The sample is dropped; takes @error, which says why, and @debug. */
static GstFlowReturn
drop_damaged (GstRstCencAudio * self, GstBuffer * sample, GError * error,
    gchar * debug)
{
  gboolean go_on;
  gint max_errors;
  gchar *details;

  GST_OBJECT_LOCK (self);
  max_errors = self->max_errors;
  GST_OBJECT_UNLOCK (self);
  go_on = gst_rst_damage_take (&self->damage, max_errors);

  details = g_strdup_printf ("%s%sthe sample of %" G_GSIZE_FORMAT
      " bytes at %" GST_TIME_FORMAT "; damaged samples in a row: %u%s",
      debug ? debug : "", debug ? "; " : "", gst_buffer_get_size (sample),
      GST_TIME_ARGS (GST_BUFFER_PTS (sample)), self->damage.in_a_row,
      go_on ? "" : ", more than max-errors");
  if (go_on)
    gst_rst_element_post_warning (GST_ELEMENT (self), error, details);
  else
    gst_rst_element_post_error (GST_ELEMENT (self), error, details);
  g_error_free (error);
  g_free (details);
  g_free (debug);
  return go_on ? GST_BASE_TRANSFORM_FLOW_DROPPED : GST_FLOW_ERROR;
}

static GstFlowReturn
take_failure (GstRstCencAudio * self, GstBuffer * sample,
    enum cenc_status status, const struct cenc_job *job)
{
  gchar *kid, *debug;
  GError *error;

  if (status == CENC_BAD_REQUEST || status == CENC_BAD_FORMAT) {
    error = gst_rst_cenc_error_new (status, job->kid, &debug);
    return drop_damaged (self, sample, error, debug);
  }
  if (status != CENC_DENIED) {
    gst_rst_cenc_error_post (GST_ELEMENT (self), status, job->kid);
    return GST_FLOW_ERROR;
  }
  kid = gst_rst_cenc_info_kid_to_string (job->kid);
  GST_ELEMENT_ERROR (self, STREAM, DECRYPT,
      ("The key %s is not for sound.", kid),
      ("Sound is decrypted into ordinary memory, which the TEE does with a key "
          "alone whose licence says so. In a laboratory: rstctl lab-key --audio"));
  g_free (kid);
  return GST_FLOW_ERROR;
}

/* It ends a row of damaged samples: none needs the one before it. */
static GstFlowReturn
pass (GstRstCencAudio * self)
{
  gst_rst_damage_pass (&self->damage, TRUE);
  return GST_FLOW_OK;
}

static GstFlowReturn
copy_clear (GstRstCencAudio * self, GstBuffer * inbuf, GstBuffer * outbuf)
{
  GstMapInfo map;

  if (!gst_buffer_map (inbuf, &map, GST_MAP_READ)) {
    GST_ELEMENT_ERROR (self, STREAM, FAILED,
        ("A sample of the sound cannot be read."), (NULL));
    return GST_FLOW_ERROR;
  }
  gst_buffer_fill (outbuf, 0, map.data, map.size);
  gst_buffer_unmap (inbuf, &map);
  return pass (self);
}

static gboolean
gst_rst_cenc_audio_transform_size (GstBaseTransform * trans,
    GstPadDirection direction, GstCaps * caps, gsize size, GstCaps * othercaps,
    gsize * othersize)
{
  *othersize = size;
  return TRUE;
}

/* Without metadata: of a clear lead, which needs no TEE, or what a demuxer has lost
 * them of. */
static GstFlowReturn
pass_clear (GstRstCencAudio * self, GstBuffer * inbuf, GstBuffer * outbuf)
{
  GError *error = NULL;

  if (gst_rst_lead_accept (&self->lead, inbuf, &error))
    return copy_clear (self, inbuf, outbuf);
  gst_rst_element_post_error (GST_ELEMENT (self), error, NULL);
  g_error_free (error);
  return GST_FLOW_ERROR;
}

static GstFlowReturn
refuse_metadata (GstRstCencAudio * self, GstBuffer * sample, GError * error)
{
  if (!g_error_matches (error, GST_STREAM_ERROR,
          GST_STREAM_ERROR_NOT_IMPLEMENTED))
    return drop_damaged (self, sample, error, NULL);
  gst_rst_element_post_error (GST_ELEMENT (self), error, NULL);
  g_error_free (error);
  return GST_FLOW_ERROR;
}

static GstFlowReturn
gst_rst_cenc_audio_transform (GstBaseTransform * trans, GstBuffer * inbuf,
    GstBuffer * outbuf)
{
  GstRstCencAudio *self = GST_RST_CENC_AUDIO (trans);
  GstProtectionMeta *meta = gst_buffer_get_protection_meta (inbuf);
  struct cenc_job job = {
    .format = RST_CENC_FORMAT_RAW,
    .size = gst_buffer_get_size (inbuf),
  };
  enum cenc_status status;
  GError *error = NULL;
  GstFlowReturn ret;

  if (!meta)
    return pass_clear (self, inbuf, outbuf);
  if (!gst_rst_cenc_info_parse (meta->info, &job, self->map, &error))
    return refuse_metadata (self, inbuf, error);
  if (job.scheme == RST_CENC_SCHEME_CLEAR || !job.size)
    return copy_clear (self, inbuf, outbuf);

  gst_rst_lead_saw_encrypted (&self->lead, inbuf);
  ret = decrypt (self, inbuf, &job, outbuf, &status);
  if (ret != GST_FLOW_OK)
    return ret;
  if (status != CENC_OK)
    return take_failure (self, inbuf, status, &job);
  return pass (self);
}

static void
gst_rst_cenc_audio_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstRstCencAudio *self = GST_RST_CENC_AUDIO (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_KEY_TIMEOUT:
      self->key_timeout = g_value_get_int (value);
      break;
    case PROP_MAX_ERRORS:
      self->max_errors = g_value_get_int (value);
      break;
    case PROP_LICENCES:
      self->licences = g_value_get_boolean (value);
      break;
    case PROP_CLEARKEY_FILE:
      g_free (self->clearkey_file);
      self->clearkey_file = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_cenc_audio_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstRstCencAudio *self = GST_RST_CENC_AUDIO (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_KEY_TIMEOUT:
      g_value_set_int (value, self->key_timeout);
      break;
    case PROP_MAX_ERRORS:
      g_value_set_int (value, self->max_errors);
      break;
    case PROP_LICENCES:
      g_value_set_boolean (value, self->licences);
      break;
    case PROP_CLEARKEY_FILE:
      g_value_set_string (value, self->clearkey_file);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_cenc_audio_finalize (GObject * object)
{
  GstRstCencAudio *self = GST_RST_CENC_AUDIO (object);

  gst_rst_key_loop_clear (&self->keys);
  g_array_unref (self->map);
  g_free (self->clearkey_file);
  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
add_template (GstElementClass * klass, const gchar * name,
    GstPadDirection direction, GstCaps * caps)
{
  gst_element_class_add_pad_template (klass, gst_pad_template_new (name,
          direction, GST_PAD_ALWAYS, caps));
  gst_caps_unref (caps);
}

static void
gst_rst_cenc_audio_class_init (GstRstCencAudioClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  object_class->set_property = gst_rst_cenc_audio_set_property;
  object_class->get_property = gst_rst_cenc_audio_get_property;
  object_class->finalize = gst_rst_cenc_audio_finalize;
  g_object_class_install_property (object_class, PROP_KEY_TIMEOUT,
      g_param_spec_int ("key-timeout", "Key timeout",
          "How long to wait for a key that the TEE lacks, in milliseconds "
          "(0: not at all, -1: for ever)", -1, G_MAXINT,
          RST_KEY_DEFAULT_TIMEOUT,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_MAX_ERRORS,
      g_param_spec_int ("max-errors", "Max errors",
          "Damaged samples in a row that are dropped with a warning; one more "
          "is an error (-1 = any number)", -1, G_MAXINT, DEFAULT_MAX_ERRORS,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_PLAYING));
  gst_rst_key_wait_install_licences (object_class, PROP_LICENCES);
#if RST_LAB_KEY
  gst_rst_clearkey_install_file (object_class, PROP_CLEARKEY_FILE);
#endif

  element_class->change_state = gst_rst_cenc_audio_change_state;
  element_class->set_context = gst_rst_cenc_audio_set_context;
  add_template (element_class, "sink", GST_PAD_SINK,
      gst_rst_codecs_get_encrypted_audio_caps ());
  add_template (element_class, "src", GST_PAD_SRC,
      gst_rst_codecs_get_audio_caps ());
  gst_element_class_set_static_metadata (element_class,
      "Common Encryption decryptor for sound", "Decryptor/Audio",
      "Decrypts a protected film's sound inside the TEE, into ordinary memory",
      RST_ELEMENT_AUTHOR);

  trans_class->passthrough_on_same_caps = FALSE;
  trans_class->start = gst_rst_cenc_audio_start;
  trans_class->stop = gst_rst_cenc_audio_stop;
  trans_class->sink_event = gst_rst_cenc_audio_sink_event;
  trans_class->query = gst_rst_cenc_audio_query;
  trans_class->transform_caps = gst_rst_cenc_audio_transform_caps;
  trans_class->decide_allocation = gst_rst_cenc_audio_decide_allocation;
  trans_class->transform_meta = gst_rst_cenc_audio_transform_meta;
  trans_class->transform_size = gst_rst_cenc_audio_transform_size;
  trans_class->transform = gst_rst_cenc_audio_transform;
}

static void
gst_rst_cenc_audio_init (GstRstCencAudio * self)
{
  gst_rst_key_loop_init (&self->keys, GST_ELEMENT (self), NULL);
  self->map = g_array_new (FALSE, FALSE, sizeof (struct rst_cenc_subsample));
  self->key_timeout = RST_KEY_DEFAULT_TIMEOUT;
  self->max_errors = DEFAULT_MAX_ERRORS;
}
