/* SPDX-License-Identifier: GPL-2.0-only */
/* A decryptor that has its keys, between a test's hands */
#ifndef HARNESS_H
#define HARNESS_H

#include "common.h"

/* The keys of sample.h. */
void set_keys (void);

/* rstcencdec, with the caps of the samples. */
GstHarness *new_harness (void);

void push (GstHarness * h, GstBuffer * sample);

#endif /* HARNESS_H */
