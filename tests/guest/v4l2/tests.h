/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_H
#define TESTS_H

#include <stdbool.h>

#include "stream.h"

/* "ok 1 - what"; returns @passed. */
__attribute__((format(printf, 2, 3)))
bool check(bool passed, const char *format, ...);

/* What the device must refuse, and what it says about itself. */
void test_refusals(void);
void test_description(void);

/* @large and @small differ in size; both are whole. */
void test_playback(const struct stream *large, const struct stream *small);

#endif /* TESTS_H */
