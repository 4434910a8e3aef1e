/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Plays a line on a machine that seems to have one more V4L2 decoder.
 *
 *	two-decoders DEVICE LINE
 *
 * That one is DEVICE's, and comes before all others. Ends with 0 if the line
 * plays to its end with another decoder, with 1 if it posts an error, which is
 * printed, and with 2 if it takes this one.
 */
#include <gst/gst.h>

typedef GstElement Decoy;
typedef GstElementClass DecoyClass;

enum
{
  PROP_0,
  PROP_DEVICE,
  PROP_IO_MODE
};

static const gchar *decoy_device;

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE ("sink",
    GST_PAD_SINK, GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-h264, stream-format = byte-stream, "
        "alignment = au"));

G_DEFINE_TYPE (Decoy, decoy, GST_TYPE_ELEMENT);

static void
decoy_get_property (GObject * object, guint prop_id, GValue * value,
    GParamSpec * pspec)
{
  if (prop_id == PROP_DEVICE)
    g_value_set_string (value, decoy_device);
}

static void
decoy_class_init (DecoyClass * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = decoy_get_property;
  g_object_class_install_property (object_class, PROP_DEVICE,
      g_param_spec_string ("device", "", "", NULL, G_PARAM_READABLE));
  g_object_class_install_property (object_class, PROP_IO_MODE,
      g_param_spec_string ("output-io-mode", "", "", NULL, G_PARAM_READABLE));
  gst_element_class_add_static_pad_template (klass, &sink_template);
  gst_element_class_set_static_metadata (klass, "Decoy",
      "Codec/Decoder/Video/Hardware", "Is not to be taken", "rstmem's tests");
}

static void
decoy_init (Decoy * self)
{
}

static void
added_cb (GstBin * bin, GstBin * sub, GstElement * element, gpointer taken)
{
  if (G_OBJECT_TYPE (element) == decoy_get_type ())
    *(gboolean *) taken = TRUE;
}

int
main (int argc, char **argv)
{
  GError *error = NULL;
  gboolean taken = FALSE;
  GstMessage *message;
  GstElement *line;
  GstBus *bus;

  gst_init (&argc, &argv);
  if (argc != 3)
    return 2;
  decoy_device = argv[1];
  gst_element_register (NULL, "decoy", GST_RANK_PRIMARY + 10,
      decoy_get_type ());
  line = gst_parse_launch (argv[2], &error);
  if (!line)
    g_error ("%s", error->message);
  g_signal_connect (line, "deep-element-added", G_CALLBACK (added_cb), &taken);

  gst_element_set_state (line, GST_STATE_PLAYING);
  bus = gst_element_get_bus (line);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND,
      GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    gst_message_parse_error (message, &error, NULL);
    g_print ("ERROR: from element %s: %s\n", GST_MESSAGE_SRC_NAME (message),
        error->message);
  }
  gst_element_set_state (line, GST_STATE_NULL);
  if (taken)
    return 2;
  return message && GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS ? 0 : 1;
}
