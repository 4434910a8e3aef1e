// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pool that lends memory while it has buffers
 *
 * It counts them as drivers in the field do: without a lock, and without a second
 * look before the memory is taken back. It is slow at just that moment, so that
 * two callers who are let in at once tear it apart, which it notices.
 */
#include <linux/delay.h>
#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/kmemleak.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "lending.h"

struct lending_pool {
	struct tee_protmem_pool pool;
	struct tee_context *ctx;
	size_t pages;
	atomic_t buffers;
	struct mutex lock;	/* around lending and taking back */
	struct tee_shm *memory;
	struct gen_pool *ranges;
	u32 *attributes;
};

unsigned int lending_torn;
module_param_named(torn, lending_torn, uint, 0444);
unsigned int lending_attributes;
module_param_named(attributes, lending_attributes, uint, 0444);

static struct lending_pool *to_pool(struct tee_protmem_pool *pool)
{
	return container_of(pool, struct lending_pool, pool);
}

static int lend(struct lending_pool *p)
{
	struct tee_shm *memory;
	int rc = -ENOMEM;

	memory = tee_shm_alloc_dma_mem(p->ctx, p->pages);
	if (IS_ERR(memory))
		return PTR_ERR(memory);

	p->ranges = gen_pool_create(PAGE_SHIFT, NUMA_NO_NODE);
	if (!p->ranges)
		goto err_memory;

	rc = gen_pool_add(p->ranges, memory->paddr, memory->size, NUMA_NO_NODE);
	if (!rc)
		rc = firewall_lend(memory);
	if (rc)
		goto err_ranges;

	memory->flags |= TEE_SHM_DYNAMIC;
	p->memory = memory;
	return 0;

err_ranges:
	gen_pool_destroy(p->ranges);
	p->ranges = NULL;
err_memory:
	tee_shm_put(memory);
	return rc;
}

static void take_back(struct lending_pool *p)
{
	gen_pool_destroy(p->ranges);
	p->ranges = NULL;
	firewall_reclaim(p->memory);
	p->memory->flags &= ~TEE_SHM_DYNAMIC;
	tee_shm_put(p->memory);
	p->memory = NULL;
}

static int buffer_comes(struct lending_pool *p)
{
	int rc = 0;

	if (atomic_inc_not_zero(&p->buffers))
		return 0;

	mutex_lock(&p->lock);
	if (!p->memory)
		rc = lend(p);
	if (!rc)
		atomic_inc(&p->buffers);
	mutex_unlock(&p->lock);
	return rc;
}

static void buffer_goes(struct lending_pool *p)
{
	if (!atomic_dec_and_test(&p->buffers))
		return;

	usleep_range(500, 1000);
	mutex_lock(&p->lock);
	if (atomic_read(&p->buffers))
		lending_torn++;
	else if (p->memory)
		take_back(p);
	mutex_unlock(&p->lock);
}

static int pool_alloc(struct tee_protmem_pool *pool, struct sg_table *sgt,
		      size_t size, size_t *offs)
{
	struct lending_pool *p = to_pool(pool);
	unsigned long address;
	int rc;

	rc = buffer_comes(p);
	if (rc)
		return rc;

	address = gen_pool_alloc(p->ranges, size);
	rc = address ? sg_alloc_table(sgt, 1, GFP_KERNEL) : -ENOMEM;
	if (rc)
		goto err_buffer;

	sg_set_page(sgt->sgl, phys_to_page(address), size, 0);
	*offs = address - p->memory->paddr;
	return 0;

err_buffer:
	if (address)
		gen_pool_free(p->ranges, address, size);
	buffer_goes(p);
	return rc;
}

static void pool_free(struct tee_protmem_pool *pool, struct sg_table *sgt)
{
	struct lending_pool *p = to_pool(pool);

	gen_pool_free(p->ranges, sg_phys(sgt->sgl), sgt->sgl->length);
	sg_free_table(sgt);
	buffer_goes(p);
}

static int pool_update_shm(struct tee_protmem_pool *pool, struct sg_table *sgt,
			   size_t offs, struct tee_shm *shm,
			   struct tee_shm **parent)
{
	*parent = to_pool(pool)->memory;
	return 0;
}

static void pool_destroy(struct tee_protmem_pool *pool)
{
	struct lending_pool *p = to_pool(pool);

	askers_pool_goes();
	/* What the TEE keeps has not come back: genalloc has it for good. */
	kmemleak_not_leak(p->ranges);
	lending_attributes--;
	kfree(p->attributes);
	kfree(p);
}

static const struct tee_protmem_pool_ops pool_ops = {
	.alloc = pool_alloc,
	.free = pool_free,
	.update_shm = pool_update_shm,
	.destroy_pool = pool_destroy,
};

struct tee_protmem_pool *lending_pool_create(struct tee_context *ctx,
					     size_t pages)
{
	struct lending_pool *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	p->attributes = kcalloc(4, sizeof(*p->attributes), GFP_KERNEL);
	if (!p->attributes) {
		kfree(p);
		return NULL;
	}

	lending_attributes++;
	p->pool.ops = &pool_ops;
	p->ctx = ctx;
	p->pages = pages;
	mutex_init(&p->lock);
	return &p->pool;
}
