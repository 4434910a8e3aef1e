/* SPDX-License-Identifier: GPL-2.0-only */
/* A decryptor that has its keys, between a test's hands */
#ifndef HARNESS_H
#define HARNESS_H

#include "common.h"

/* Of the samples that most tests push. */
#define NAL_SIZE 1000

/* The keys of sample.h. */
void set_keys (void);

/* rstcencdec, with the caps of the samples. */
GstHarness *new_harness (void);

void push (GstHarness * h, GstBuffer * sample);

/* What @buffer was decrypted to: with the fake, restricted memory can be looked
 * into. */
void expect_output (GstBuffer * buffer, gsize nal_size, gboolean key_frame);

/* Returns the message for a closer look. */
gchar *expect_refused (GstBuffer * sample, GQuark domain, gint code);

#endif /* HARNESS_H */
