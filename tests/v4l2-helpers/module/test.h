/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RST_GLUE_TEST_H
#define RST_GLUE_TEST_H

#include <linux/printk.h>
#include <media/videobuf2-core.h>

extern unsigned int count, failures;

#define check(condition, sentence, ...) do { \
	bool _good = (condition); \
	\
	failures += !_good; \
	pr_info("%sok %u - " sentence "\n", _good ? "" : "not ", ++count, \
		##__VA_ARGS__); \
} while (0)

/* A queue and its only buffer, as videobuf2 would have them. */
struct slot {
	struct vb2_queue queue;
	struct vb2_buffer vb;
};

/* @near reaches all memory, @far only the lowest 16 MiB less one. */
void test_planes(struct device *near, struct device *far);
void test_rules(struct device *dev);

#endif /* RST_GLUE_TEST_H */
