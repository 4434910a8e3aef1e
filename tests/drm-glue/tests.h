/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_H
#define TESTS_H

#include "lib/drm.h"

#define DISPLAY	"auxiliary/rst_engine.disp.0"

void test_denied(const struct display *display);
void test_ways(const struct display *display);
void test_commits(const struct display *display);
void test_flood(void);
void test_killed(void);

#endif /* TESTS_H */
