/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RST_TEE_TEST_CHECK_H
#define RST_TEE_TEST_CHECK_H

#include <linux/err.h>
#include <linux/printk.h>

extern unsigned int count, failures;

#define check(condition, sentence, ...) do { \
	bool _good = (condition); \
	\
	failures += !_good; \
	pr_info("%sok %u - " sentence "\n", _good ? "" : "not ", ++count, \
		##__VA_ARGS__); \
} while (0)

static inline bool is_error(const void *p, int error)
{
	return PTR_ERR_OR_ZERO(p) == error;
}

/* fake.c */
void test_fake(void);

#endif /* RST_TEE_TEST_CHECK_H */
