/* SPDX-License-Identifier: GPL-2.0-only */
/* A TEE that is not there, dies, or does not take the memory; with the fake */
#include "harness.h"
#include "sample.h"

static void
check_start_error (const gchar * words, gint code)
{
  GstElement *element = element_with_bus ("rstcencdec");

  fake_set (words);
  fail_unless_equals_int (gst_element_set_state (element, GST_STATE_PAUSED),
      GST_STATE_CHANGE_FAILURE);
  fake_set (NULL);
  g_free (expect_error (element, GST_RESOURCE_ERROR, code));
  gst_element_set_state (element, GST_STATE_NULL);
  forget_messages (element);
  gst_object_unref (element);
}

GST_START_TEST (test_nothing_there)
{
  check_start_error ("no-tee", GST_RESOURCE_ERROR_NOT_FOUND);
  check_start_error ("no-access", GST_RESOURCE_ERROR_OPEN_READ_WRITE);
  check_start_error ("no-ta", GST_RESOURCE_ERROR_NOT_FOUND);
  check_start_error ("no-heap", GST_RESOURCE_ERROR_NOT_FOUND);
}

GST_END_TEST;

GST_START_TEST (test_ta_dies)
{
  GstHarness *h = new_harness ();

  fake_set ("dies");
  fail_unless_equals_int (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)),
      GST_FLOW_ERROR);
  fake_set (NULL);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_FAILED));

  set_keys ();
  push (h, sample_new (NAL_SIZE, TRUE));
  teardown (h);
}

GST_END_TEST;

GST_START_TEST (test_foreign_memory)
{
  GstHarness *h = new_harness ();

  fake_set ("foreign");
  fail_unless_equals_int (gst_harness_push (h, sample_new (NAL_SIZE, TRUE)),
      GST_FLOW_ERROR);
  fake_set (NULL);
  g_free (expect_error (h->element, GST_RESOURCE_ERROR,
          GST_RESOURCE_ERROR_SETTINGS));
  teardown (h);
}

GST_END_TEST;

static Suite *
create_suite (void)
{
  Suite *suite = suite_create ("cenc-tee");
  TCase *tcase = tcase_create ("general");

  tcase_set_timeout (tcase, 60);
  tcase_add_checked_fixture (tcase, set_keys, NULL);
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_nothing_there);
  tcase_add_test (tcase, test_ta_dies);
  tcase_add_test (tcase, test_foreign_memory);
  return suite;
}

int
main (int argc, char **argv)
{
  return run_suite (create_suite (), &argc, &argv);
}
