/* SPDX-License-Identifier: GPL-2.0-only */
/* rstwaylandsink with a compositor, and pictures for it */
#include "showing.h"

#include <gst/allocators/allocators.h>
#include <sys/mman.h>
#include <unistd.h>

GstElement *
new_sink (void)
{
  GstElement *sink = element_with_bus ("rstwaylandsink");

  g_object_set (sink, "sync", FALSE, NULL);
  return sink;
}

void
open_sink (Fixture * self, const gchar * caps)
{
  self->allocator = gst_dmabuf_allocator_new ();
  self->h = gst_harness_new_with_element (self->sink, "sink", NULL);
  gst_harness_set_src_caps_str (self->h, caps);
}

void
setup (Fixture * self, CompositorFlags flags)
{
  fake_set ("described");
  self->compositor = compositor_start (flags);
  self->sink = new_sink ();
  open_sink (self, CAPS);
}

void
finish (Fixture * self)
{
  forget_messages (self->sink);
  gst_harness_teardown (self->h);
  gst_object_unref (self->sink);
  gst_object_unref (self->allocator);
  if (self->compositor)
    compositor_stop (self->compositor);
  fake_set (NULL);
}

GstBuffer *
new_picture (Fixture * self, gsize size)
{
  GstBuffer *buffer = gst_buffer_new ();
  gint fd = memfd_create ("picture", MFD_CLOEXEC);

  fail_unless_equals_int (ftruncate (fd, size), 0);
  gst_buffer_append_memory (buffer, gst_dmabuf_allocator_alloc
      (self->allocator, fd, size));
  return buffer;
}

GstFlowReturn
push (Fixture * self, GstBuffer * picture)
{
  return gst_harness_push (self->h, gst_buffer_ref (picture));
}

void
expect_text (GstElement * sink, gint code, const gchar * word)
{
  gchar *text = expect_error (sink, GST_RESOURCE_ERROR, code);

  fail_unless (strstr (text, word), "no word of %s: %s", word, text);
  g_free (text);
}

guint64
stat_of (GstElement * sink, const gchar * name)
{
  GstStructure *stats;
  guint64 value;

  g_object_get (sink, "display-stats", &stats, NULL);
  fail_unless (gst_structure_get_uint64 (stats, name, &value), "%s", name);
  gst_structure_free (stats);
  return value;
}

void
wait_for_error (Fixture * self, gint code, const gchar * word)
{
  GstBus *bus = gst_element_get_bus (self->sink);
  GstMessage *message = gst_bus_timed_pop_filtered (bus, 5 * GST_SECOND,
      GST_MESSAGE_ERROR);
  GError *error;

  fail_unless (message, "no error of %s", word);
  gst_message_parse_error (message, &error, NULL);
  fail_unless (g_error_matches (error, GST_RESOURCE_ERROR, code));
  fail_unless (strstr (error->message, word), "%s", error->message);
  g_error_free (error);
  gst_message_unref (message);
  gst_object_unref (bus);
}
