/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef OPTEE_POOL_SMC_H
#define OPTEE_POOL_SMC_H

#include <linux/types.h>

struct device_node;

/**
 * struct optee_pool_range - the static restricted pool, as OP-TEE describes it
 * @base:	physical address
 * @size:	bytes
 */
struct optee_pool_range {
	u64 base;
	u64 size;
};

int optee_pool_ask(const struct device_node *np,
		   struct optee_pool_range *range);

#endif /* OPTEE_POOL_SMC_H */
