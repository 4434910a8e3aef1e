/* SPDX-License-Identifier: GPL-2.0-only */
/* What the range manager was before it kept runs, as a contender */
#ifndef BEFORE_H
#define BEFORE_H

#include <linux/types.h>

struct held;

void *before_create(size_t size);
void before_alloc(void *pool, struct held *held);
void before_free(void *pool, struct held *held);
void before_destroy(void *pool);

#endif /* BEFORE_H */
