/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plays a line, and prints for each picture that reaches its element "sink" the
 * time in milliseconds and the captions, as hexadecimal digits.
 *
 *	show-captions LINE
 *
 * Ends with 0 at the stream's end, and with 1 if the line posts an error.
 */
#include <gst/gst.h>
#include <gst/video/video.h>
#include <stdlib.h>

static GstPadProbeReturn
picture_cb (GstPad * pad, GstPadProbeInfo * info, gpointer data)
{
  GstBuffer *picture = GST_PAD_PROBE_INFO_BUFFER (info);
  GString *line = g_string_new (NULL);
  GstVideoCaptionMeta *meta;
  gpointer state = NULL;
  gsize i;

  (void) pad;
  (void) data;
  g_string_append_printf (line, "%" G_GUINT64_FORMAT " ",
      GST_BUFFER_PTS (picture) / GST_MSECOND);
  while ((meta = (GstVideoCaptionMeta *) gst_buffer_iterate_meta_filtered
          (picture, &state, GST_VIDEO_CAPTION_META_API_TYPE))) {
    for (i = 0; i < meta->size; i++)
      g_string_append_printf (line, "%02x", meta->data[i]);
  }
  g_print ("%s\n", line->str);
  g_string_free (line, TRUE);
  return GST_PAD_PROBE_OK;
}

int
main (int argc, char **argv)
{
  GstElement *line, *sink;
  GError *error = NULL;
  GstMessage *message;
  GstBus *bus;
  GstPad *pad;
  int status;

  gst_init (&argc, &argv);
  line = argc == 2 ? gst_parse_launch (argv[1], &error) : NULL;
  sink = line ? gst_bin_get_by_name (GST_BIN (line), "sink") : NULL;
  if (!sink) {
    g_printerr ("no line with an element called sink: %s\n",
        error ? error->message : "");
    return EXIT_FAILURE;
  }
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, picture_cb, NULL, NULL);
  gst_object_unref (pad);
  gst_object_unref (sink);

  gst_element_set_state (line, GST_STATE_PLAYING);
  bus = gst_element_get_bus (line);
  message = gst_bus_timed_pop_filtered (bus, GST_CLOCK_TIME_NONE,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  status = GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS ? EXIT_SUCCESS :
      EXIT_FAILURE;
  if (status != EXIT_SUCCESS) {
    gst_message_parse_error (message, &error, NULL);
    g_printerr ("ERROR: %s\n", error->message);
  }
  gst_element_set_state (line, GST_STATE_NULL);
  return status;
}
