/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The properties of rstcencdec */
#include "gstrstcencsettings.h"

#include <gst/rstmem/gstrstmem.h>

#include "gstrstclearkey.h"
#include "gstrstelement.h"
#include "gstrstkeywait.h"

#define DEFAULT_BUFFERS 4
#define DEFAULT_BUFFER_SIZE (128 * 1024)
#define DEFAULT_ALLOW_CLEAR FALSE
#define DEFAULT_MAX_ERRORS 10

enum
{
  PROP_0,
  PROP_HEAP,
  PROP_BUFFERS,
  PROP_BUFFER_SIZE,
  PROP_ALLOW_CLEAR,
  PROP_KEY_TIMEOUT,
  PROP_MAX_ERRORS,
  PROP_MEMORY_TIMEOUT,
  PROP_LICENCES,
  PROP_CLEARKEY_FILE
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
  g_object_class_install_property (object_class, PROP_KEY_TIMEOUT,
      g_param_spec_int ("key-timeout", "Key time-out",
          "Milliseconds to wait for a key that the TEE lacks and that the "
          "application was asked for; 0: not at all, -1: for ever", -1,
          G_MAXINT, RST_KEY_DEFAULT_TIMEOUT, G_PARAM_READWRITE |
          G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_MAX_ERRORS,
      g_param_spec_int ("max-errors", "Max errors",
          "Damaged samples in a row that are dropped with a warning; one more "
          "is an error (-1 = any number)", -1, G_MAXINT, DEFAULT_MAX_ERRORS,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS |
          GST_PARAM_MUTABLE_PLAYING));
  g_object_class_install_property (object_class, PROP_MEMORY_TIMEOUT,
      g_param_spec_int ("memory-timeout", "Memory time-out",
          "Milliseconds to wait for memory that other users of the heap have, "
          "before it is an error (-1 = for ever)", -1, G_MAXINT,
          GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT, G_PARAM_READWRITE |
          G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY));
  gst_rst_key_wait_install_licences (object_class, PROP_LICENCES);
#if RST_LAB_KEY
  gst_rst_clearkey_install_file (object_class, PROP_CLEARKEY_FILE);
#endif
}

void
gst_rst_cenc_settings_init (GstRstCencSettings * self)
{
  self->heap = RST_ELEMENT_DEFAULT_HEAP;
  self->buffers = DEFAULT_BUFFERS;
  self->buffer_size = DEFAULT_BUFFER_SIZE;
  self->allow_clear = DEFAULT_ALLOW_CLEAR;
  self->key_timeout = RST_KEY_DEFAULT_TIMEOUT;
  self->max_errors = DEFAULT_MAX_ERRORS;
  self->memory_timeout = GST_RST_BUFFER_POOL_DEFAULT_TIMEOUT;
}

void
gst_rst_cenc_settings_clear (GstRstCencSettings * self)
{
  g_clear_pointer (&self->clearkey_file, g_free);
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
    case PROP_KEY_TIMEOUT:
      self->key_timeout = g_value_get_int (value);
      break;
    case PROP_MAX_ERRORS:
      self->max_errors = g_value_get_int (value);
      break;
    case PROP_MEMORY_TIMEOUT:
      self->memory_timeout = g_value_get_int (value);
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
    case PROP_KEY_TIMEOUT:
      g_value_set_int (value, self->key_timeout);
      break;
    case PROP_MAX_ERRORS:
      g_value_set_int (value, self->max_errors);
      break;
    case PROP_MEMORY_TIMEOUT:
      g_value_set_int (value, self->memory_timeout);
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
  GST_OBJECT_UNLOCK (object);
}
