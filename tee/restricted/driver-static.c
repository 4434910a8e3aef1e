// SPDX-License-Identifier: GPL-2.0-only
/*
 * Static pools that a driver registers through the kernel's own interface
 *
 * Such a pool is only a range. It is passed to the heaps like any other memory
 * that a TEE has set aside, and never accessed, so it need not be DRAM.
 */
#include <linux/align.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/tee_core.h>

#include <rstmem/pool.h>

#include "driver-static.h"

struct driver_static {
	struct tee_protmem_pool pool;
	struct rstmem_range range;
};

static void static_destroy(struct tee_protmem_pool *pool)
{
	kfree(container_of(pool, struct driver_static, pool));
}

/* Only the TEE core would call the others, and it doesn't. */
static const struct tee_protmem_pool_ops static_ops = {
	.destroy_pool = static_destroy,
};

struct tee_protmem_pool *tee_protmem_static_pool_alloc(phys_addr_t paddr,
						       size_t size)
{
	struct driver_static *p;

	/* On kernels with larger pages, what is less than one is left out. */
	if (!size || !IS_ALIGNED(paddr, SZ_4K) || !IS_ALIGNED(size, SZ_4K))
		return ERR_PTR(-EINVAL);

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return ERR_PTR(-ENOMEM);

	p->pool.ops = &static_ops;
	p->range.start = paddr;
	p->range.size = size;
	return &p->pool;
}

bool tee_driver_is_static(const struct tee_protmem_pool *pool,
			  struct rstmem_range *range)
{
	if (pool->ops != &static_ops)
		return false;

	*range = container_of(pool, struct driver_static, pool)->range;
	return true;
}
