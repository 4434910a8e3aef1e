/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-rstjpegenc
 * @title: rstjpegenc
 *
 * Has the TEE make JPEG files of pictures in restricted memory, and encrypt
 * them under Common Encryption ('cenc' scheme). What comes out is ciphertext in
 * ordinary memory, each buffer with a GstProtectionMeta: no clear byte of a
 * picture is ever in the normal world.
 *
 * The TEE encodes only what its own camera has captured, and encrypts only with
 * a key that is for recording.
 *
 * ## Example launch line
 *
 * |[<!-- language="bash" -->
 * gst-launch-1.0 v4l2src device=/dev/video0 io-mode=dmabuf-import ! \
 *   rstpool heap=secure-video-record tail-room=128 ! rstjpegenc key-id=KID ! \
 *   rstcencmux ! filesink location=rec.mp4
 * ]|
 */
#include "gstrstjpegenc.h"

#include <cam-client.h>
#include <gst/allocators/allocators.h>
#include <gst/rstmem/gstrstlayout.h>
#include <gst/rstmem/gstrstmem.h>
#include <string.h>

#include "gstrstcencerror.h"
#include "gstrstcencinfo.h"
#include "gstrstcodecs.h"
#include "gstrstelement.h"
#include "gstrstregistrar.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_jpeg_enc_debug);
#define GST_CAT_DEFAULT gst_rst_jpeg_enc_debug

#define DEFAULT_QUALITY 85

enum
{
  PROP_0,
  PROP_KEY_ID,
  PROP_QUALITY
};

struct _GstRstJpegEnc
{
  GstBaseTransform parent;

  /* Properties, under the object lock. */
  gchar *key_id;
  guint quality;

  /* From start to stop. */
  struct cenc_client *client;
  GstRstRegistrar *registrar;
  guint8 kid[16];
  GstVideoInfo info;
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-raw(ANY), "
        "format = (string) { NV12, DMA_DRM }"));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("application/x-cenc, "
        "original-media-type = (string) image/jpeg, "
        "protection-system = (string) " RST_CODECS_COMMON_SYSTEM ", "
        "cipher-mode = (string) cenc"));

#define gst_rst_jpeg_enc_parent_class parent_class
G_DEFINE_TYPE_WITH_CODE (GstRstJpegEnc, gst_rst_jpeg_enc,
    GST_TYPE_BASE_TRANSFORM,
    GST_DEBUG_CATEGORY_INIT (gst_rst_jpeg_enc_debug, "rstjpegenc", 0,
        "JPEG under Common Encryption, by the TEE"));
GST_ELEMENT_REGISTER_DEFINE (rstjpegenc, "rstjpegenc", GST_RANK_NONE,
    GST_TYPE_RST_JPEG_ENC);

static gboolean
gst_rst_jpeg_enc_start (GstBaseTransform * trans)
{
  GstRstJpegEnc *self = GST_RST_JPEG_ENC (trans);
  enum cenc_status status;
  gboolean parsed;

  gst_video_info_init (&self->info);
  GST_OBJECT_LOCK (self);
  parsed = self->key_id &&
      gst_rst_cenc_info_kid_from_string (self->key_id, self->kid);
  GST_OBJECT_UNLOCK (self);
  if (!parsed)
    goto no_key_id;

  status = cam_client_open (&self->client);
  if (status != CENC_OK)
    goto no_client;
  self->registrar = gst_rst_registrar_new (self->client);
  return TRUE;

  /* ERRORS */
no_key_id:
  {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
        ("There is no key to record with."),
        ("The property key-id names it, by 32 hexadecimal digits."));
    return FALSE;
  }
no_client:
  {
    gst_rst_record_error_post (GST_ELEMENT (self), status, self->kid);
    return FALSE;
  }
}

static gboolean
gst_rst_jpeg_enc_stop (GstBaseTransform * trans)
{
  GstRstJpegEnc *self = GST_RST_JPEG_ENC (trans);

  g_clear_pointer (&self->registrar, gst_rst_registrar_free);
  g_clear_pointer (&self->client, cenc_client_unref);
  return TRUE;
}

/* Size, rate and colours stay what they are. */
static GstCaps *
protected_caps (const GstCaps * caps)
{
  static const gchar *const kept[] = {
    "width", "height", "framerate", "pixel-aspect-ratio", "colorimetry"
  };
  GstCaps *result = gst_caps_new_empty ();
  GstStructure *in, *out;
  const GValue *value;
  guint i, j;

  for (i = 0; i < gst_caps_get_size (caps); i++) {
    in = gst_caps_get_structure (caps, i);
    out = gst_structure_new_empty ("application/x-cenc");
    for (j = 0; j < G_N_ELEMENTS (kept); j++) {
      value = gst_structure_get_value (in, kept[j]);
      if (value)
        gst_structure_set_value (out, kept[j], value);
    }
    gst_caps_append_structure (result, out);
  }
  return result;
}

static GstCaps *
gst_rst_jpeg_enc_transform_caps (GstBaseTransform * trans,
    GstPadDirection direction, GstCaps * caps, GstCaps * filter)
{
  GstCaps *result, *all;

  if (direction == GST_PAD_SINK) {
    all = protected_caps (caps);
    result = gst_pad_get_pad_template_caps (trans->srcpad);
    gst_caps_take (&result, gst_caps_intersect (all, result));
    gst_caps_unref (all);
  } else {
    result = gst_pad_get_pad_template_caps (trans->sinkpad);
  }

  if (filter)
    gst_caps_take (&result, gst_caps_intersect_full (filter, result,
            GST_CAPS_INTERSECT_FIRST));
  return result;
}

static gboolean
gst_rst_jpeg_enc_set_caps (GstBaseTransform * trans, GstCaps * incaps,
    GstCaps * outcaps)
{
  GstRstJpegEnc *self = GST_RST_JPEG_ENC (trans);

  if (gst_rst_layout_from_caps (&self->info, incaps) &&
      GST_VIDEO_INFO_FORMAT (&self->info) == GST_VIDEO_FORMAT_NV12)
    return TRUE;

  GST_ELEMENT_ERROR (self, STREAM, FORMAT,
      ("Only linear NV12 can be recorded."), ("caps: %" GST_PTR_FORMAT,
          incaps));
  return FALSE;
}

static gboolean
gst_rst_jpeg_enc_propose_allocation (GstBaseTransform * trans,
    GstQuery * decide_query, GstQuery * query)
{
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

/* Own buffers only, once it is known how large they are. */
static gboolean
gst_rst_jpeg_enc_decide_allocation (GstBaseTransform * trans, GstQuery * query)
{
  while (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_remove_nth_allocation_pool (query, 0);
  return TRUE;
}

static GstFlowReturn
gst_rst_jpeg_enc_prepare_output_buffer (GstBaseTransform * trans,
    GstBuffer * inbuf, GstBuffer ** outbuf)
{
  *outbuf = gst_buffer_new ();
  if (!GST_BASE_TRANSFORM_CLASS (parent_class)->copy_metadata (trans, inbuf,
          *outbuf))
    GST_WARNING_OBJECT (trans, "could not copy all metadata");
  return GST_FLOW_OK;
}

/* FALSE: the planes do not lie as the camera puts them. */
static gboolean
describe_picture (GstRstJpegEnc * self, GstBuffer * buffer,
    struct cam_job *job)
{
  GstVideoMeta *meta = gst_buffer_get_video_meta (buffer);
  const gsize *offset = meta ? meta->offset : self->info.offset;
  const gint *stride = meta ? meta->stride : self->info.stride;

  if (stride[0] <= 0 || stride[1] != stride[0] || offset[0] != 0 ||
      offset[1] % stride[0] || offset[1] / stride[0] > G_MAXUINT32)
    return FALSE;

  job->width = GST_VIDEO_INFO_WIDTH (&self->info);
  job->height = GST_VIDEO_INFO_HEIGHT (&self->info);
  job->stride = stride[0];
  job->lines = offset[1] / stride[0];
  memcpy (job->kid, self->kid, sizeof (job->kid));
  GST_OBJECT_LOCK (self);
  job->quality = self->quality;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static void
add_protection (GstBuffer * buffer, const guint8 kid[16],
    const struct cam_sample *sample)
{
  GstBuffer *iv = gst_buffer_new_memdup (sample->iv,
      sizeof (sample->iv));
  GstBuffer *key_id = gst_buffer_new_memdup (kid, 16);

  gst_buffer_add_protection_meta (buffer,
      gst_structure_new ("application/x-cenc",
          "encrypted", G_TYPE_BOOLEAN, TRUE,
          "iv_size", G_TYPE_UINT, (guint) sizeof (sample->iv),
          "iv", GST_TYPE_BUFFER, iv, "kid", GST_TYPE_BUFFER, key_id,
          "subsample_count", G_TYPE_UINT, 0, NULL));
  gst_buffer_unref (iv);
  gst_buffer_unref (key_id);
}

static GstFlowReturn
gst_rst_jpeg_enc_transform (GstBaseTransform * trans, GstBuffer * inbuf,
    GstBuffer * outbuf)
{
  GstRstJpegEnc *self = GST_RST_JPEG_ENC (trans);
  GstMemory *mem;
  enum cenc_status status = CENC_OK;
  struct cenc_buffer *frame;
  struct cam_job job = { 0 };
  struct cam_sample sample;

  if (gst_buffer_n_memory (inbuf) != 1)
    goto not_restricted;
  mem = gst_buffer_peek_memory (inbuf, 0);
  if (!gst_is_dmabuf_memory (mem) || !gst_is_restricted_memory (mem))
    goto not_restricted;
  if (!describe_picture (self, inbuf, &job))
    goto wrong_layout;

  frame = gst_rst_registrar_get (self->registrar, mem, &status);
  if (frame)
    status = cam_client_encode (self->client, &job, frame, &sample);
  if (status != CENC_OK)
    goto failed;

  GST_LOG_OBJECT (self, "%ux%u: %" G_GSIZE_FORMAT " bytes", job.width,
      job.height, sample.size);
  gst_buffer_append_memory (outbuf,
      gst_memory_new_wrapped (0, g_memdup2 (sample.data, sample.size),
          sample.size, 0, sample.size, NULL, NULL));
  add_protection (outbuf, self->kid, &sample);
  return GST_FLOW_OK;

  /* ERRORS */
not_restricted:
  {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS,
        ("The camera's pictures are not in restricted memory."),
        ("rstpool heap=secure-video-record must be in front of "
            "rstjpegenc, and v4l2src wants io-mode=dmabuf-import."));
    return GST_FLOW_ERROR;
  }
wrong_layout:
  {
    GST_ELEMENT_ERROR (self, STREAM, FORMAT,
        ("The pictures lie in their buffers as no camera of the TEE puts "
            "them."), (NULL));
    return GST_FLOW_ERROR;
  }
failed:
  {
    gst_rst_record_error_post (GST_ELEMENT (self), status, self->kid);
    return GST_FLOW_ERROR;
  }
}

static void
gst_rst_jpeg_enc_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  GstRstJpegEnc *self = GST_RST_JPEG_ENC (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_KEY_ID:
      g_free (self->key_id);
      self->key_id = g_value_dup_string (value);
      break;
    case PROP_QUALITY:
      self->quality = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_jpeg_enc_get_property (GObject * object, guint prop_id,
    GValue * value, GParamSpec * pspec)
{
  GstRstJpegEnc *self = GST_RST_JPEG_ENC (object);

  GST_OBJECT_LOCK (self);
  switch (prop_id) {
    case PROP_KEY_ID:
      g_value_set_string (value, self->key_id);
      break;
    case PROP_QUALITY:
      g_value_set_uint (value, self->quality);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_rst_jpeg_enc_finalize (GObject * object)
{
  GstRstJpegEnc *self = GST_RST_JPEG_ENC (object);

  g_free (self->key_id);

  G_OBJECT_CLASS (parent_class)->finalize (object);
}

static void
install_properties (GObjectClass * object_class)
{
  g_object_class_install_property (object_class, PROP_KEY_ID,
      g_param_spec_string ("key-id", "Key identifier",
          "Recording key of the TEE, by 32 hexadecimal digits with or without "
          "hyphens; without it nothing can be recorded", NULL,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_QUALITY,
      g_param_spec_uint ("quality", "Quality",
          "Quality of the JPEG files; 1 makes the smallest ones", 1,
          RST_CAM_MAX_QUALITY, DEFAULT_QUALITY, G_PARAM_READWRITE |
          G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING));
}

static void
gst_rst_jpeg_enc_class_init (GstRstJpegEncClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *trans_class = GST_BASE_TRANSFORM_CLASS (klass);

  object_class->set_property = gst_rst_jpeg_enc_set_property;
  object_class->get_property = gst_rst_jpeg_enc_get_property;
  object_class->finalize = gst_rst_jpeg_enc_finalize;
  install_properties (object_class);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class,
      "Encrypting JPEG encoder", "Codec/Encoder/Video/Encryptor",
      "Has the TEE encode and encrypt what its camera captured",
      RST_ELEMENT_AUTHOR);

  trans_class->passthrough_on_same_caps = FALSE;
  trans_class->start = gst_rst_jpeg_enc_start;
  trans_class->stop = gst_rst_jpeg_enc_stop;
  trans_class->transform_caps = gst_rst_jpeg_enc_transform_caps;
  trans_class->set_caps = gst_rst_jpeg_enc_set_caps;
  trans_class->propose_allocation = gst_rst_jpeg_enc_propose_allocation;
  trans_class->decide_allocation = gst_rst_jpeg_enc_decide_allocation;
  trans_class->prepare_output_buffer = gst_rst_jpeg_enc_prepare_output_buffer;
  trans_class->transform = gst_rst_jpeg_enc_transform;
}

static void
gst_rst_jpeg_enc_init (GstRstJpegEnc * self)
{
  self->quality = DEFAULT_QUALITY;
}
