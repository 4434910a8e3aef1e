/* SPDX-License-Identifier: GPL-2.0-only */
/* Static pools: memory that a TEE has set aside. */
#ifndef TEE_STATIC_POOL_H
#define TEE_STATIC_POOL_H

#include <linux/types.h>

struct rstmem_pool;
struct rstmem_range;
struct tee_device;
struct tee_rstmem_scrub;

/**
 * struct tee_static_layout - where a static pool is
 * @ranges:	in multiples of 4 KiB
 * @num_ranges:	how many
 * @granule:	of the firewall: bytes, a power of two; 0 means a page
 */
struct tee_static_layout {
	const struct rstmem_range *ranges;
	unsigned int num_ranges;
	size_t granule;
};

struct rstmem_pool *tee_static_pool_register(struct tee_device *teedev,
					     const struct tee_static_layout *layout,
					     u32 use_cases,
					     const struct tee_rstmem_scrub *scrub);

#endif /* TEE_STATIC_POOL_H */
