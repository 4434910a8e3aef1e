/* SPDX-License-Identifier: GPL-2.0-only */
#include "decoder.h"

#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

/* V4L2 decoders, as GStreamer has them, give both. */
#define PICTURE "format = NV12, width = 640, height = 360, framerate = 24/1"

#define IO_MODE "capture-io-mode"

typedef GstBaseTransform TestDecoder;
typedef GstBaseTransformClass TestDecoderClass;

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-h264, stream-format = byte-stream, "
        "alignment = au"));

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src",
    GST_PAD_SRC, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-raw, " PICTURE
        "; video/x-raw(memory:DMABuf), " PICTURE));

G_DEFINE_TYPE (TestDecoder, test_decoder, GST_TYPE_BASE_TRANSFORM);

static GstCaps *
test_decoder_transform_caps (GstBaseTransform * trans,
    GstPadDirection direction, GstCaps * caps, GstCaps * filter)
{
  GstPad *pad = direction == GST_PAD_SINK ? trans->srcpad : trans->sinkpad;
  GstCaps *result = gst_pad_get_pad_template_caps (pad);

  if (filter)
    gst_caps_take (&result, gst_caps_intersect (result, filter));
  return result;
}

/* As a V4L2 decoder has it, which only says where its pictures are from. */
static void
test_decoder_set_property (GObject * object, guint prop_id,
    const GValue * value, GParamSpec * pspec)
{
  g_object_set_data_full (object, IO_MODE, g_value_dup_string (value), g_free);
}

static void
test_decoder_get_property (GObject * object, guint prop_id, GValue * value,
    GParamSpec * pspec)
{
  g_value_set_string (value, g_object_get_data (object, IO_MODE));
}

static GstFlowReturn
test_decoder_transform_ip (GstBaseTransform * trans, GstBuffer * buffer)
{
  return GST_FLOW_OK;
}

static void
test_decoder_class_init (TestDecoderClass * klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = test_decoder_set_property;
  object_class->get_property = test_decoder_get_property;
  g_object_class_install_property (object_class, 1,
      g_param_spec_string (IO_MODE, IO_MODE, "Where pictures come from", NULL,
          G_PARAM_READWRITE));
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Test decoder",
      "Codec/Decoder/Video", "Passes units on as pictures", "rstmem's tests");
  klass->transform_caps = test_decoder_transform_caps;
  klass->transform_ip = test_decoder_transform_ip;
}

static void
test_decoder_init (TestDecoder * self)
{
}

void
register_decoder (void)
{
  gst_element_register (NULL, DECODER, GST_RANK_NONE,
      test_decoder_get_type ());
}
