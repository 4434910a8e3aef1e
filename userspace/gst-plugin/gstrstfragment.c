/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fragment that a muxer gathers: samples, and what is said about them */
#include "gstrstfragment.h"

#include <string.h>

void
gst_rst_fragment_init (GstRstFragment * self)
{
  *self = (GstRstFragment) {
    .samples = g_array_new (FALSE, FALSE, sizeof (GstRstMp4Sample)),
    .data = gst_buffer_list_new (),
  };
}

void
gst_rst_fragment_clear (GstRstFragment * self)
{
  g_clear_pointer (&self->samples, g_array_unref);
  gst_clear_buffer_list (&self->data);
}

void
gst_rst_fragment_forget (GstRstFragment * self)
{
  g_array_set_size (self->samples, 0);
  gst_clear_buffer_list (&self->data);
  self->data = gst_buffer_list_new ();
}

guint
gst_rst_fragment_length (const GstRstFragment * self)
{
  return self->samples->len;
}

void
gst_rst_fragment_add (GstRstFragment * self, guint64 time, GstBuffer * buffer,
    const guint8 iv[RST_MP4_IV_SIZE])
{
  GstRstMp4Sample sample = {
    .size = gst_buffer_get_size (buffer),
  };

  if (!self->samples->len)
    self->start = time;
  self->last = time;
  memcpy (sample.iv, iv, sizeof (sample.iv));
  g_array_append_val (self->samples, sample);
  gst_buffer_list_add (self->data, buffer);
}

guint64
gst_rst_fragment_end_sample (GstRstFragment * self, guint32 duration)
{
  g_array_index (self->samples, GstRstMp4Sample,
      self->samples->len - 1).duration = duration;
  return self->last + duration - self->start;
}

GstBuffer *
gst_rst_fragment_take (GstRstFragment * self, guint32 sequence)
{
  GByteArray *header = gst_rst_mp4_fragment (sequence, self->start,
      self->samples);
  GstBuffer *buffer;
  gsize size;
  guint i;

  if (!header)
    return NULL;
  size = header->len;
  buffer = gst_buffer_new_wrapped (g_byte_array_free (header, FALSE), size);
  for (i = 0; i < gst_buffer_list_length (self->data); i++)
    gst_buffer_copy_into (buffer, gst_buffer_list_get (self->data, i),
        GST_BUFFER_COPY_MEMORY, 0, -1);
  gst_rst_fragment_forget (self);
  return buffer;
}
