/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RST_GLUE_TEST_H
#define RST_GLUE_TEST_H

#include <media/videobuf2-core.h>

#include "tests/lib/check.h"

/* A queue and its only buffer, as videobuf2 would have them. */
struct slot {
	struct vb2_queue queue;
	struct vb2_buffer vb;
};

/* @near reaches all memory, @far only the lowest 16 MiB less one. */
void test_planes(struct device *near, struct device *far);
void test_rules(struct device *dev);

#endif /* RST_GLUE_TEST_H */
