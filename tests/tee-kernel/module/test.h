/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RST_TEE_TEST_H
#define RST_TEE_TEST_H

#include <linux/err.h>

#include "tests/lib/check.h"

static inline bool is_error(const void *p, int error)
{
	return PTR_ERR_OR_ZERO(p) == error;
}

/* fake.c */
void test_fake(void);

#endif /* RST_TEE_TEST_H */
