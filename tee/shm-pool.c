// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pool of shared memory that was reserved at boot
 */
#include <linux/genalloc.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tee_core.h>

static int res_mem_alloc(struct tee_shm_pool *pool, struct tee_shm *shm,
			 size_t size, size_t align)
{
	struct gen_pool *genpool = pool->private_data;
	struct genpool_data_align data = {
		.align = max_t(size_t, align, BIT(genpool->min_alloc_order)),
	};
	unsigned long va;

	if (!size || size > gen_pool_size(genpool))
		return -ENOMEM;

	size = roundup(size, data.align);
	va = gen_pool_alloc_algo(genpool, size, gen_pool_first_fit_align,
				 &data);
	if (!va)
		return -ENOMEM;

	shm->kaddr = memset((void *)va, 0, size);
	shm->paddr = gen_pool_virt_to_phys(genpool, va);
	shm->size = size;
	/* the secure world has known the pool since boot */
	shm->flags &= ~TEE_SHM_DYNAMIC;
	return 0;
}

static void res_mem_free(struct tee_shm_pool *pool, struct tee_shm *shm)
{
	gen_pool_free(pool->private_data, (unsigned long)shm->kaddr, shm->size);
	shm->kaddr = NULL;
}

static void res_mem_destroy_pool(struct tee_shm_pool *pool)
{
	gen_pool_destroy(pool->private_data);
	kfree(pool);
}

static const struct tee_shm_pool_ops res_mem_ops = {
	.alloc = res_mem_alloc,
	.free = res_mem_free,
	.destroy_pool = res_mem_destroy_pool,
};

struct tee_shm_pool *tee_shm_pool_alloc_res_mem(unsigned long vaddr,
						phys_addr_t paddr, size_t size,
						int min_alloc_order)
{
	struct tee_shm_pool *pool;
	struct gen_pool *genpool;
	int rc;

	if (!PAGE_ALIGNED(vaddr) || !PAGE_ALIGNED(paddr) || !PAGE_ALIGNED(size))
		return ERR_PTR(-EINVAL);

	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return ERR_PTR(-ENOMEM);

	genpool = gen_pool_create(min_alloc_order, NUMA_NO_NODE);
	if (!genpool) {
		rc = -ENOMEM;
		goto err_pool;
	}

	rc = gen_pool_add_virt(genpool, vaddr, paddr, size, NUMA_NO_NODE);
	if (rc)
		goto err_genpool;

	pool->private_data = genpool;
	pool->ops = &res_mem_ops;
	return pool;

err_genpool:
	gen_pool_destroy(genpool);
err_pool:
	kfree(pool);
	return ERR_PTR(rc);
}
