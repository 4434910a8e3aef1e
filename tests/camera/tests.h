/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef CAMERA_TESTS_H
#define CAMERA_TESTS_H

#include <stdbool.h>

#include "lib/tap.h"

struct camera;

void test_description(void);
void test_refusals(void);
void test_streaming(void);
/* So many frames come and are whole, each at its time. */
bool frames_come(struct camera *camera, unsigned int frames);

/* A sensor that has fewer frames than it says. */
void test_broken_sensor(void);
/* What happens in mid-stream; @command makes it happen. */
void test_death(const char *command);
void test_sleep(const char *command);
void test_unbind(void);

#endif /* CAMERA_TESTS_H */
