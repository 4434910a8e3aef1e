/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of both elements share */
#ifndef COMMON_H
#define COMMON_H

#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>

/* The fake is preloaded: memory can be looked into, failures be provoked. */
gboolean fake_is_loaded (void);
/* Has the fake fail from now on, see fake.c; NULL: no more. */
void fake_set (const gchar * words);

/* An element with a bus of its own, in no pipeline. */
GstElement *element_with_bus (const gchar * factory);

/* Messages in the bus hold their element, which holds the bus: to be called
 * before the last reference is dropped. */
void forget_messages (GstElement * element);
void teardown (GstHarness * h);

/* Pops the error message that must be there, and checks domain and code. */
gchar *expect_error (GstElement * element, GQuark domain, gint code);
void expect_no_error (GstElement * element);

/* Looks for the event among those that came through, and takes them. */
void expect_event (GstHarness * h, GstEventType type);

/* A harness around an element with a bus of its own. */
GstHarness *harness_with_caps (const gchar * factory, const gchar * caps);

/* The buffer's memory is a dma-buf, and no way to its bytes works. */
void expect_restricted (GstBuffer * buffer);

int run_suite (Suite * suite, int *argc, char ***argv);

#endif /* COMMON_H */
