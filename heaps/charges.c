// SPDX-License-Identifier: GPL-2.0-only
#include <linux/err.h>

#include "charges.h"
#include "claims.h"
#include "compat/cgroup-dmem.h"
#include "pool.h"

/* Without a region nothing is counted, but the pool serves all the same. */
void rstmem_charges_add(struct rstmem_pool *pool)
{
	const struct dmem_cgroup_init init = { .size = pool->desc.size };
	struct dmem_cgroup_region *region;

	region = dmem_cgroup_register_region(&init, "rstmem/pool%d",
					     pool->number);
	pool->region = IS_ERR(region) ? NULL : region;
}

void rstmem_charges_remove(struct rstmem_pool *pool)
{
	if (pool->region)
		dmem_cgroup_unregister_region(pool->region);
}

int rstmem_charge(struct rstmem_claim *claim)
{
	claim->charged = NULL;
	if (!claim->pool->region)
		return 0;
	return dmem_cgroup_try_charge(claim->pool->region, claim->taken,
				      &claim->charged, NULL) ? -ENOMEM : 0;
}

void rstmem_uncharge(struct rstmem_claim *claim)
{
	if (claim->charged)
		dmem_cgroup_uncharge(claim->charged, claim->taken);
}
