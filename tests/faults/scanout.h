/* SPDX-License-Identifier: GPL-2.0-only */
/* What is shown: faults in the calls that change it */
#ifndef TESTS_SCANOUT_H
#define TESTS_SCANOUT_H

#include "lib/drm.h"

/* The restricted buffer of @handle, and dumb ones, are shown. */
void scanout_calls(const struct display *display, uint32_t handle);

#endif /* TESTS_SCANOUT_H */
