/* SPDX-License-Identifier: GPL-2.0-only */
/* All elements of the plugin: what they say of themselves, and states */
#include "common.h"

#include <string.h>

static GList *
factories (void)
{
  GList *all = gst_registry_get_feature_list_by_plugin (gst_registry_get (),
      "rstmem"), *elements = NULL, *item;

  for (item = all; item; item = item->next) {
    if (GST_IS_ELEMENT_FACTORY (item->data))
      elements = g_list_prepend (elements, gst_object_ref (item->data));
  }
  gst_plugin_feature_list_free (all);
  fail_unless (g_list_length (elements) >= 4);
  return elements;
}

static void
for_each_element (void (*func) (GstElement * element))
{
  GList *all = factories (), *item;

  for (item = all; item; item = item->next) {
    GstElement *element = element_with_bus (GST_OBJECT_NAME (item->data));

    func (element);
    forget_messages (element);
    gst_object_unref (element);
  }
  gst_plugin_feature_list_free (all);
}

static gboolean
is_ours (const GParamSpec * spec)
{
  return g_str_has_prefix (g_type_name (spec->owner_type), "GstRst");
}

static void
check_told (const gchar * name, const gchar * what, const gchar * text)
{
  fail_unless (text && strlen (text) > 3, "%s says no %s", name, what);
}

static void
check_factory (GstElement * element)
{
  GstElementFactory *factory = gst_element_get_factory (element);
  const gchar *name = GST_OBJECT_NAME (factory), *author;

  check_told (name, "name", gst_element_factory_get_metadata (factory,
          GST_ELEMENT_METADATA_LONGNAME));
  check_told (name, "class", gst_element_factory_get_metadata (factory,
          GST_ELEMENT_METADATA_KLASS));
  check_told (name, "description", gst_element_factory_get_metadata (factory,
          GST_ELEMENT_METADATA_DESCRIPTION));
  author = gst_element_factory_get_metadata (factory,
      GST_ELEMENT_METADATA_AUTHOR);
  fail_unless (strchr (author, '<') && strchr (author, '@'),
      "%s: no address of '%s'", name, author);
}

/* Fails where gst-inspect-1.0 would leave an author without an address. */
GST_START_TEST (test_metadata)
{
  for_each_element (check_factory);
}

GST_END_TEST;

GST_START_TEST (test_plugin)
{
  GstPlugin *plugin = gst_registry_find_plugin (gst_registry_get (), "rstmem");

  fail_unless (plugin != NULL);
  fail_unless (g_str_has_prefix (gst_plugin_get_origin (plugin), "https://"),
      "the origin is no address: %s", gst_plugin_get_origin (plugin));
  fail_unless_equals_string (gst_plugin_get_license (plugin), "LGPL");
  check_told ("the plugin", "package", gst_plugin_get_package (plugin));
  gst_object_unref (plugin);
}

GST_END_TEST;

static void
check_property (GstElement * element, GParamSpec * spec)
{
  const gchar *name = spec->name, *blurb = g_param_spec_get_blurb (spec);
  GValue value = G_VALUE_INIT;

  check_told (name, "nick", g_param_spec_get_nick (spec));
  check_told (name, "blurb", blurb);
  fail_if (g_str_has_suffix (blurb, "."), "%s: a full stop", name);
  fail_unless (spec->flags & G_PARAM_READABLE, "%s cannot be read", name);

  g_value_init (&value, spec->value_type);
  g_object_get_property (G_OBJECT (element), name, &value);
  if (spec->flags & G_PARAM_WRITABLE) {
    fail_unless (g_param_value_defaults (spec, &value),
        "%s is not what it is said to be by default", name);
    g_object_set_property (G_OBJECT (element), name, &value);
    fail_unless (spec->flags & (GST_PARAM_MUTABLE_READY |
            GST_PARAM_MUTABLE_PAUSED | GST_PARAM_MUTABLE_PLAYING),
        "%s: nothing says when it can be changed", name);
  }
  g_value_unset (&value);
}

/* Sets a property to its least and its greatest value. */
static void
check_limits (GstElement * element, GParamSpec * spec)
{
  guint limits[2], i, got;

  if (!G_IS_PARAM_SPEC_UINT (spec) || !(spec->flags & G_PARAM_WRITABLE))
    return;
  limits[0] = G_PARAM_SPEC_UINT (spec)->minimum;
  limits[1] = G_PARAM_SPEC_UINT (spec)->maximum;
  for (i = 0; i < 2; i++) {
    g_object_set (element, spec->name, limits[i], NULL);
    g_object_get (element, spec->name, &got, NULL);
    fail_unless_equals_int (got, limits[i]);
  }
}

static void
check_properties (GstElement * element)
{
  GParamSpec **specs;
  guint n, i;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (element), &n);
  for (i = 0; i < n; i++) {
    if (is_ours (specs[i])) {
      check_property (element, specs[i]);
      check_limits (element, specs[i]);
    }
  }
  g_free (specs);
}

/* Fails where a property says what is not so. */
GST_START_TEST (test_properties)
{
  for_each_element (check_properties);
}

GST_END_TEST;

static void
check_heap (GstElement * element)
{
  static const gchar *const heaps[] = {
    "secure-video", "trusted-ui", "secure-video-record"
  };
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (element),
      "heap");
  gchar *text;
  guint i;

  if (!spec)
    return;
  fail_unless (G_IS_PARAM_SPEC_ENUM (spec), "%s: heap is no enumeration",
      GST_OBJECT_NAME (element));
  fail_unless_equals_int (G_PARAM_SPEC_ENUM (spec)->enum_class->n_values, 3);
  for (i = 0; i < G_N_ELEMENTS (heaps); i++) {
    GValue value = G_VALUE_INIT;

    gst_util_set_object_arg (G_OBJECT (element), "heap", heaps[i]);
    g_value_init (&value, spec->value_type);
    g_object_get_property (G_OBJECT (element), "heap", &value);
    text = gst_value_serialize (&value);
    fail_unless_equals_string (text, heaps[i]);
    g_free (text);
    g_value_unset (&value);
  }
}

/* Fails where a heap is a string, which may be none, or any. */
GST_START_TEST (test_heap)
{
  for_each_element (check_heap);
}

GST_END_TEST;

/* Where a key or a TEE is missing, PAUSED may fail; going down may not. */
static void
check_states (GstElement * element)
{
  guint i;

  for (i = 0; i < 3; i++) {
    fail_unless_equals_int (gst_element_set_state (element, GST_STATE_READY),
        GST_STATE_CHANGE_SUCCESS);
    gst_element_set_state (element, GST_STATE_PAUSED);
    gst_element_set_state (element, GST_STATE_PLAYING);
    fail_unless (gst_element_set_state (element, GST_STATE_READY) !=
        GST_STATE_CHANGE_FAILURE);
    gst_element_set_state (element, GST_STATE_PAUSED);
    fail_unless_equals_int (gst_element_set_state (element, GST_STATE_NULL),
        GST_STATE_CHANGE_SUCCESS);
  }
}

GST_START_TEST (test_states)
{
  for_each_element (check_states);
}

GST_END_TEST;

/* These need the fake. */
GST_START_TEST (test_states_without)
{
  static const gchar *const words[] = { "no-tee", "no-ta", "no-heap" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (words); i++) {
    fake_set (words[i]);
    for_each_element (check_states);
  }
  fake_set (NULL);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("elements");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_metadata);
  tcase_add_test (tcase, test_plugin);
  tcase_add_test (tcase, test_properties);
  tcase_add_test (tcase, test_heap);
  tcase_add_test (tcase, test_states);
  if (fake_is_loaded ())
    tcase_add_test (tcase, test_states_without);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
