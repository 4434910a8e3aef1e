/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RST_DRM_TEST_H
#define RST_DRM_TEST_H

#include "tests/lib/check.h"

struct device;
struct drm_gem_object;

/* @near reaches all memory, @far only the lowest 16 MiB less one. */
void test_objects(struct device *near, struct device *far);
void test_planes(struct device *dev);

#endif /* RST_DRM_TEST_H */
