/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The properties of rstcencdec */
#include "gstrstcencsettings.h"

#include "gstrstelement.h"

#define DEFAULT_BUFFERS 4
#define DEFAULT_BUFFER_SIZE (128 * 1024)
#define DEFAULT_ALLOW_CLEAR FALSE

enum
{
  PROP_0,
  PROP_HEAP,
  PROP_BUFFERS,
  PROP_BUFFER_SIZE,
  PROP_ALLOW_CLEAR
};

void
gst_rst_cenc_settings_install (GObjectClass * object_class)
{
  gst_rst_element_install_heap (object_class, PROP_HEAP,
      "Heap that decrypted samples are put into");
  g_object_class_install_property (object_class, PROP_BUFFERS,
      g_param_spec_uint ("buffers", "Buffers",
          "Samples that are decrypted and not yet decoded, at most", 2, 32,
          DEFAULT_BUFFERS, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_BUFFER_SIZE,
      g_param_spec_uint ("buffer-size", "Buffer size",
          "Bytes in a buffer; a larger sample has all buffers replaced", 4096,
          64 * 1024 * 1024, DEFAULT_BUFFER_SIZE,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_READY));
  g_object_class_install_property (object_class, PROP_ALLOW_CLEAR,
      g_param_spec_boolean ("allow-clear", "Allow clear samples",
          "Take samples without encryption metadata for clear ones behind "
          "encrypted ones, too",
          DEFAULT_ALLOW_CLEAR, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_PLAYING));
}

void
gst_rst_cenc_settings_init (GstRstCencSettings * self)
{
  self->heap = RST_ELEMENT_DEFAULT_HEAP;
  self->buffers = DEFAULT_BUFFERS;
  self->buffer_size = DEFAULT_BUFFER_SIZE;
  self->allow_clear = DEFAULT_ALLOW_CLEAR;
}

void
gst_rst_cenc_settings_set (GstRstCencSettings * self, GObject * object,
    guint prop_id, const GValue * value, GParamSpec * pspec)
{
  GST_OBJECT_LOCK (object);
  switch (prop_id) {
    case PROP_HEAP:
      self->heap = g_value_get_enum (value);
      break;
    case PROP_BUFFERS:
      self->buffers = g_value_get_uint (value);
      break;
    case PROP_BUFFER_SIZE:
      self->buffer_size = g_value_get_uint (value);
      break;
    case PROP_ALLOW_CLEAR:
      self->allow_clear = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}

void
gst_rst_cenc_settings_get (GstRstCencSettings * self, GObject * object,
    guint prop_id, GValue * value, GParamSpec * pspec)
{
  GST_OBJECT_LOCK (object);
  switch (prop_id) {
    case PROP_HEAP:
      g_value_set_enum (value, self->heap);
      break;
    case PROP_BUFFERS:
      g_value_set_uint (value, self->buffers);
      break;
    case PROP_BUFFER_SIZE:
      g_value_set_uint (value, self->buffer_size);
      break;
    case PROP_ALLOW_CLEAR:
      g_value_set_boolean (value, self->allow_clear);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (object);
}
