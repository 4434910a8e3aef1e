/* SPDX-License-Identifier: GPL-2.0-only */
/* Static pools that a driver registers through the kernel's own interface. */
#ifndef TEE_DRIVER_STATIC_H
#define TEE_DRIVER_STATIC_H

#include <linux/types.h>

struct rstmem_range;
struct tee_protmem_pool;

bool tee_driver_is_static(const struct tee_protmem_pool *pool,
			  struct rstmem_range *range);

#endif /* TEE_DRIVER_STATIC_H */
