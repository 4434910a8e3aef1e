/* SPDX-License-Identifier: GPL-2.0-only */
/* A damaged sample costs pictures, and only many of them cost the film */
#include "harness.h"
#include "sample.h"

#define MANY 10                 /* the default of max-errors */

typedef GstBuffer *(*Damage) (void);

static GstBuffer *
garbage (void)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  gst_buffer_memset (sample, 0, 0xff, 4);
  return sample;
}

static GstBuffer *
cut_short (void)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  gst_buffer_set_size (sample, NAL_SIZE / 2);
  return sample;
}

static GstBuffer *
no_iv (void)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  gst_structure_remove_field (sample_info (sample), "iv");
  return sample;
}

typedef GstAllocator Closed;
typedef GstAllocatorClass ClosedClass;

GType closed_get_type (void);
G_DEFINE_TYPE (Closed, closed, GST_TYPE_ALLOCATOR);

static gpointer
closed_map (GstMemory * mem, gsize maxsize, GstMapFlags flags)
{
  (void) mem;
  (void) maxsize;
  (void) flags;
  return NULL;
}

static void
closed_free (GstAllocator * allocator, GstMemory * mem)
{
  (void) allocator;
  g_free (mem);
}

static void
closed_class_init (ClosedClass * klass)
{
  klass->free = closed_free;
}

static void
closed_init (Closed * self)
{
  self->mem_map = closed_map;
}

/* As that of a camera may be. */
static GstBuffer *
unreadable (void)
{
  GstAllocator *allocator = g_object_new (closed_get_type (), NULL);
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);
  GstMemory *mem = g_new0 (GstMemory, 1);

  gst_object_ref_sink (allocator);
  gst_memory_init (mem, GST_MEMORY_FLAG_NO_SHARE, allocator, NULL,
      NAL_SIZE + 4, 0, 0, NAL_SIZE + 4);
  gst_object_unref (allocator);
  gst_buffer_replace_all_memory (sample, mem);
  return sample;
}

static const Damage damages[] = {
  garbage, cut_short, no_iv, unreadable
};

static void
push_key (GstHarness * h, gboolean is_key)
{
  GstBuffer *sample = sample_new (NAL_SIZE, TRUE);

  if (!is_key)
    GST_BUFFER_FLAG_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT);
  push (h, sample);
}

static GstMessage *
pop_warning (GstHarness * h)
{
  GstBus *bus = gst_element_get_bus (h->element);
  GstMessage *message = gst_bus_pop_filtered (bus, GST_MESSAGE_WARNING);

  gst_object_unref (bus);
  return message;
}

static gchar *
expect_warning (GstHarness * h, guint i)
{
  GstMessage *message = pop_warning (h);
  gchar *debug, *text;
  GError *error;

  fail_unless (message, "nobody was warned of damage %u", i);
  gst_message_parse_warning (message, &error, &debug);
  fail_unless (error->domain == GST_STREAM_ERROR);
  text = g_strdup_printf ("%s %s", error->message, debug);
  g_error_free (error);
  g_free (debug);
  gst_message_unref (message);
  return text;
}

static void
push_damaged (GstHarness * h, Damage damage, gboolean is_key)
{
  GstBuffer *sample = damage ();

  if (!is_key)
    GST_BUFFER_FLAG_SET (sample, GST_BUFFER_FLAG_DELTA_UNIT);
  push (h, sample);
}

/* Fails if a damaged sample ends the film, if a picture that refers to it is
 * shown, or if the film does not go on with the next key frame. */
static void
check_damage (guint i)
{
  GstHarness *h = new_harness ();
  GstBuffer *buffer;

  push_key (h, TRUE);
  gst_buffer_unref (gst_harness_pull (h));
  push_damaged (h, damages[i], FALSE);
  g_free (expect_warning (h, i));
  push_key (h, FALSE);
  push_key (h, FALSE);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 0);

  push_key (h, TRUE);
  buffer = gst_harness_pull (h);
  fail_unless (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT));
  expect_output (buffer, NAL_SIZE, TRUE);
  gst_buffer_unref (buffer);
  push_key (h, FALSE);
  buffer = gst_harness_pull (h);
  fail_if (GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_DISCONT));
  expect_output (buffer, NAL_SIZE, FALSE);
  gst_buffer_unref (buffer);

  fail_unless (pop_warning (h) == NULL);
  teardown (h);
}

GST_START_TEST (test_each_damage)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (damages); i++)
    check_damage (i);
}

GST_END_TEST;

/* The reason must be the sample's own: the metadata of this one is perfect. */
GST_START_TEST (test_unreadable_is_told)
{
  GstHarness *h = new_harness ();
  gchar *text;

  push_damaged (h, unreadable, TRUE);
  text = expect_warning (h, 0);
  fail_unless (strstr (text, "cannot be read"), "%s", text);
  g_free (text);
  teardown (h);
}

GST_END_TEST;

/* Restricted memory is for samples that can be decrypted. */
GST_START_TEST (test_damaged_takes_no_buffer)
{
  GstHarness *h = new_harness ();
  guint i, buffers;

  g_object_get (h->element, "buffers", &buffers, NULL);
  for (i = 0; i < buffers; i++)
    push_key (h, TRUE);
  push_damaged (h, no_iv, TRUE);
  push (h, gst_buffer_new ());
  expect_no_error (h->element);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_too_many)
{
  GstHarness *h = new_harness ();
  gchar *text;
  guint i;

  for (i = 0; i < MANY; i++)
    push_damaged (h, garbage, TRUE);
  expect_no_error (h->element);
  push_key (h, TRUE);
  for (i = 0; i < MANY; i++)
    push_damaged (h, garbage, TRUE);
  expect_no_error (h->element);
  fail_unless_equals_int (gst_harness_push (h, garbage ()), GST_FLOW_ERROR);
  text = expect_error (h->element, GST_STREAM_ERROR, GST_STREAM_ERROR_DECRYPT);
  fail_unless (strstr (text, "max-errors"), "%s", text);
  fail_unless (strstr (text, "clear lengths and headers"), "%s", text);
  /* Who reads a log wants to know who found it, not who posted it. */
  fail_unless (strstr (text, "drop_damaged"), "%s", text);
  g_free (text);
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_max_errors)
{
  GstHarness *h = new_harness ();
  guint i;

  g_object_set (h->element, "max-errors", -1, NULL);
  for (i = 0; i < 10 * MANY; i++)
    push_damaged (h, garbage, TRUE);
  expect_no_error (h->element);

  g_object_set (h->element, "max-errors", 0, NULL);
  fail_unless_equals_int (gst_harness_push (h, garbage ()), GST_FLOW_ERROR);
  g_free (expect_error (h->element, GST_STREAM_ERROR,
          GST_STREAM_ERROR_DECRYPT));
  teardown (h);
}

GST_END_TEST;

/* A flush takes away all that could refer to what is lost. */
GST_START_TEST (test_flush_forgets)
{
  GstHarness *h = new_harness ();

  push_key (h, TRUE);
  push_damaged (h, garbage, FALSE);
  flush_harness (h);
  drop_buffers (h);
  push_key (h, FALSE);
  fail_unless_equals_int (gst_harness_buffers_in_queue (h), 1);
  teardown (h);
}

GST_END_TEST;

/* Fails if a stream that is refreshed without key frames stays dark. */
GST_START_TEST (test_no_other_key)
{
  GstHarness *h = new_harness ();
  guint i;

  gst_harness_set_drop_buffers (h, TRUE);
  push_key (h, TRUE);
  push_damaged (h, garbage, FALSE);
  for (i = 0; i < 600; i++)
    push_key (h, FALSE);
  fail_unless (gst_harness_buffers_received (h) > 2);
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("cenc-damage");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_each_damage);
  tcase_add_test (tcase, test_unreadable_is_told);
  tcase_add_test (tcase, test_damaged_takes_no_buffer);
  tcase_add_test (tcase, test_too_many);
  tcase_add_test (tcase, test_max_errors);
  tcase_add_test (tcase, test_flush_forgets);
  tcase_add_test (tcase, test_no_other_key);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
