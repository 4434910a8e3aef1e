/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_H
#define TESTS_H

#include "lib/drm.h"

void test_refusals(const struct display *display);
void test_modes(const struct display *display);
void test_offs(const struct display *display);
void test_flips(const struct display *display);
void test_cursors(const struct display *display);
void test_fences(const struct display *display);
void test_masters(const struct display *display);
void test_buffers(const struct display *display);
void test_sleeps(const struct display *display);
void test_imports(const struct display *display);
void test_crcs(const struct display *display);
void test_denied(const struct display *display);
void test_pool_gone(const struct display *display);
void test_planes(const struct display *display);
void test_writebacks(const struct display *display);
void test_conversions(const struct display *display);
void test_reasons(const struct display *display);
void test_off_at_end(const struct display *display);
void test_kills(void);
void test_removals(void);

/* No restricted buffer is held, and the display shows and flips. */
void expect_as_before(void);

#endif /* TESTS_H */
