/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The decoder that reads restricted memory: found, set up, and told apart */
#include "gstrstdecoder.h"

#include <string.h>

#include "gstrstv4l2.h"

GST_DEBUG_CATEGORY_STATIC (gst_rst_decoder_debug);
#define GST_CAT_DEFAULT gst_rst_decoder_debug

/* Of a V4L2 decoder as GStreamer has them. */
#define IO_MODE "output-io-mode"
#define IMPORT "dmabuf-import"

static void
init_debug (void)
{
  static gsize once;

  if (g_once_init_enter (&once)) {
    GST_DEBUG_CATEGORY_INIT (gst_rst_decoder_debug, "rstdecoder", 0,
        "decoders of restricted memory");
    g_once_init_leave (&once, 1);
  }
}

static gboolean
has_property (GstElement * element, const gchar * name)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (element), name) !=
      NULL;
}

static GstElement *
import_in (GstElement * decoder)
{
  if (has_property (decoder, IO_MODE))
    gst_util_set_object_arg (G_OBJECT (decoder), IO_MODE, IMPORT);
  return decoder;
}

static GstElement *
new_by_name (const gchar * name, GError ** error)
{
  GstElement *decoder = gst_element_factory_make (name, NULL);

  if (!decoder) {
    g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
        "There is no element '%s', which the property decoder names.", name);
    return NULL;
  }
  return import_in (decoder);
}

/* Returns: (transfer full): a V4L2 decoder, or NULL if the factory makes
 * others. */
static GstElement *
new_v4l2 (GstElementFactory * factory)
{
  const gchar *class = gst_element_factory_get_metadata (factory,
      GST_ELEMENT_METADATA_KLASS);
  GstElement *element;

  if (!class || !strstr (class, "Hardware"))
    return NULL;
  element = gst_element_factory_create (factory, NULL);
  if (!element)
    return NULL;
  gst_object_ref_sink (element);
  if (!has_property (element, IO_MODE) || !has_property (element, "device"))
    gst_clear_object (&element);
  return element;
}

/* Returns: (transfer full): V4L2 decoders of the codec, the best first. */
static GPtrArray *
find_v4l2 (const GstRstCodec * codec)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (gst_object_unref);
  GstCaps *caps = gst_rst_codec_get_decoder_caps (codec);
  GList *all, *fitting, *walk;

  all = gst_element_factory_list_get_elements (GST_ELEMENT_FACTORY_TYPE_DECODER
      | GST_ELEMENT_FACTORY_TYPE_MEDIA_VIDEO, GST_RANK_NONE);
  fitting = gst_element_factory_list_filter (all, caps, GST_PAD_SINK, FALSE);
  fitting = g_list_sort (fitting, gst_plugin_feature_rank_compare_func);
  for (walk = fitting; walk; walk = walk->next) {
    GstElement *element = new_v4l2 (walk->data);

    if (element)
      g_ptr_array_add (found, element);
  }
  gst_plugin_feature_list_free (fitting);
  gst_plugin_feature_list_free (all);
  gst_caps_unref (caps);
  return found;
}

static gboolean
takes_restricted (GstElement * decoder, const GstRstCodec * codec,
    enum rstmem_use_case heap)
{
  GError *error = NULL;
  gchar *device;
  gboolean able;

  g_object_get (decoder, "device", &device, NULL);
  able = gst_rst_v4l2_takes_restricted (device, codec->v4l2_fourcc, heap,
      &error);
  GST_INFO_OBJECT (decoder, "%s: %s", device,
      able ? "takes restricted memory" : error->message);
  g_clear_error (&error);
  g_free (device);
  return able;
}

/* One alone is not tried: its own error says more than a trial. */
static GstElement *
choose (GPtrArray * decoders, const GstRstCodec * codec, enum rstmem_use_case heap)
{
  guint i;

  if (decoders->len == 1)
    return g_ptr_array_index (decoders, 0);
  for (i = 0; i < decoders->len; i++) {
    GstElement *decoder = g_ptr_array_index (decoders, i);

    if (takes_restricted (decoder, codec, heap))
      return decoder;
  }
  return NULL;
}

static void
set_error (GError ** error, const GstRstCodec * codec, guint count)
{
  if (count)
    g_set_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND,
        "None of %u V4L2 decoders of %s takes restricted memory; "
        "'rstctl policy' says which devices may.", count, codec->name);
  else
    g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
        "There is no V4L2 decoder of %s: load its driver, and see "
        "gst-inspect-1.0 video4linux2.", codec->name);
}

GstElement *
gst_rst_decoder_new (const GstRstCodec * codec, const gchar * name,
    enum rstmem_use_case heap, GError ** error)
{
  GPtrArray *decoders;
  GstElement *decoder;

  init_debug ();
  if (name && *name)
    return new_by_name (name, error);

  decoders = find_v4l2 (codec);
  decoder = choose (decoders, codec, heap);
  if (decoder) {
    gst_object_ref (decoder);
    g_object_force_floating (G_OBJECT (decoder));
    GST_INFO ("%s is decoded by %" GST_PTR_FORMAT, codec->name, decoder);
    import_in (decoder);
  } else {
    set_error (error, codec, decoders->len);
  }
  g_ptr_array_unref (decoders);
  return decoder;
}
