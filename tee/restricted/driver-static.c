// SPDX-License-Identifier: GPL-2.0-only
/*
 * Static pools that a driver brings through the kernel's own interface
 *
 * Such a pool is only a range: it is handed to the heaps like any other memory
 * that a TEE has set aside, and never touched, so that it need be no DRAM.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include <rstmem/pool.h>

#include "driver-static.h"

struct static_protmem {
	struct tee_protmem_pool pool;
	struct rstmem_range range;
};

static void static_destroy(struct tee_protmem_pool *pool)
{
	kfree(container_of(pool, struct static_protmem, pool));
}

/* Nobody but the TEE core calls a pool's other operations. */
static const struct tee_protmem_pool_ops static_ops = {
	.destroy_pool = static_destroy,
};

struct tee_protmem_pool *tee_protmem_static_pool_alloc(phys_addr_t paddr,
						       size_t size)
{
	struct static_protmem *protmem;

	if (!size || !PAGE_ALIGNED(paddr) || !PAGE_ALIGNED(size))
		return ERR_PTR(-EINVAL);

	protmem = kzalloc(sizeof(*protmem), GFP_KERNEL);
	if (!protmem)
		return ERR_PTR(-ENOMEM);

	protmem->pool.ops = &static_ops;
	protmem->range.start = paddr;
	protmem->range.size = size;
	return &protmem->pool;
}

bool tee_protmem_is_static(const struct tee_protmem_pool *pool,
			   struct rstmem_range *range)
{
	if (pool->ops != &static_ops)
		return false;

	*range = container_of(pool, struct static_protmem, pool)->range;
	return true;
}
