/* SPDX-License-Identifier: GPL-2.0-only */
/* Static pools: memory that a TEE has set aside. */
#ifndef TEE_STATIC_POOL_H
#define TEE_STATIC_POOL_H

#include <linux/types.h>

struct rstmem_pool;
struct rstmem_range;
struct tee_device;

struct rstmem_pool *tee_static_pool_register(struct tee_device *teedev,
					     const struct rstmem_range *range,
					     u32 use_cases);

#endif /* TEE_STATIC_POOL_H */
