// SPDX-License-Identifier: GPL-2.0-only
/*
 * A TEE device whose pool lends memory, for the use-case trusted-ui, as OP-TEE
 * takes only secure video. Loading tries what must be refused; results are
 * "ok …" and "not ok …" in the kernel's log. Unloading behaves like a driver:
 * pools first, then the context, then the device.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/uaccess.h>

#include "lending.h"

static unsigned int mib = 1;
module_param(mib, uint, 0444);
MODULE_PARM_DESC(mib, "how much it has lent at once");

#define POOL_PAGES	(mib * SZ_1M / PAGE_SIZE)

/* The machine's second bank of flash: no DRAM, no struct page. Never touched. */
#define FIXED_BASE	0x04000000
#define FIXED_SIZE	SZ_1M

static bool fixed;
module_param(fixed, bool, 0444);
MODULE_PARM_DESC(fixed, "register a static pool, and test nothing");

static unsigned int busy;
module_param(busy, uint, 0644);
MODULE_PARM_DESC(busy, "a call is in progress for as many ms when the pool goes");

static unsigned int askers;
module_param(askers, uint, 0644);
MODULE_PARM_DESC(askers, "as many threads ask for lent memory while the pool goes");

static struct tee_device *teedev;
static struct tee_context *ctx;
DEFINE_CHECKS;

/* Does the kernel's linear map have the memory? Asking does not hurt. */
static bool is_mapped(phys_addr_t address)
{
	u8 byte;

	return !copy_from_kernel_nofault(&byte, phys_to_virt(address), 1);
}

static void test_memory(void)
{
	struct tee_shm *shm = tee_shm_alloc_dma_mem(ctx, 3);
	struct page *page = alloc_page(GFP_KERNEL);

	check(page && is_mapped(page_to_phys(page)),
	      "an ordinary page is in the linear map");
	check(!IS_ERR(shm) && shm->size == 3 * PAGE_SIZE,
	      "three pages to lend");
	if (!IS_ERR(shm)) {
		check(!is_mapped(shm->paddr) &&
		      !is_mapped(shm->paddr + shm->size - 1),
		      "they are not in the linear map");
		check(IS_ERR(tee_shm_get_va(shm, 0)),
		      "and have no virtual address");
		tee_shm_put(shm);
	}
	if (page)
		__free_page(page);

	check(PTR_ERR_OR_ZERO(tee_shm_alloc_dma_mem(ctx, 0)) == -EINVAL,
	      "nothing to lend: EINVAL");
	check(PTR_ERR_OR_ZERO(tee_shm_alloc_dma_mem(ctx, SZ_64K)) == -ENOMEM,
	      "more than there is: ENOMEM");
}

/* Linux's own memory has a kernel mapping, and keeps it. */
static void test_mapped(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct tee_protmem_pool *pool;

	if (!page) {
		check(false, "an ordinary page");
		return;
	}
	pool = tee_protmem_static_pool_alloc(page_to_phys(page), PAGE_SIZE);
	check(!IS_ERR(pool) &&
	      tee_device_register_dma_heap(teedev,
					   TEE_DMA_HEAP_SECURE_VIDEO_RECORD,
					   pool) == -EINVAL,
	      "a static pool in ordinary memory: EINVAL");
	if (!IS_ERR(pool))
		pool->ops->destroy_pool(pool);
	__free_page(page);
}

/* What is refused still belongs to the caller. */
static void test_refusals(void)
{
	struct tee_protmem_pool *pool = lending_pool_create(ctx, POOL_PAGES);

	if (!pool)
		return;
	check(tee_device_register_dma_heap(teedev, 0, pool) == -EINVAL &&
	      tee_device_register_dma_heap(teedev, 4, pool) == -EINVAL &&
	      tee_device_register_dma_heap(teedev, 33, pool) == -EINVAL,
	      "no such use-case: EINVAL");
	check(lending_attributes == 2, "refused pools are not destroyed");
	pool->ops->destroy_pool(pool);

	check(PTR_ERR_OR_ZERO(tee_protmem_static_pool_alloc(1, PAGE_SIZE)) ==
	      -EINVAL &&
	      PTR_ERR_OR_ZERO(tee_protmem_static_pool_alloc(0, 0)) == -EINVAL,
	      "a static pool that is not made of pages: EINVAL");
	test_mapped();
	pool = tee_protmem_static_pool_alloc(FIXED_BASE, FIXED_SIZE);
	check(!IS_ERR(pool), "a static pool outside DRAM");
	if (IS_ERR(pool))
		return;
	if (fixed)
		check(tee_device_register_dma_heap(teedev,
						   TEE_DMA_HEAP_SECURE_VIDEO_RECORD,
						   pool) == -EBUSY,
		      "memory that is in a pool: EBUSY");
	pool->ops->destroy_pool(pool);
}

static int bring_pool(void)
{
	enum tee_dma_heap_id id = fixed ? TEE_DMA_HEAP_SECURE_VIDEO_PLAY :
				  TEE_DMA_HEAP_TRUSTED_UI;
	struct tee_protmem_pool *pool;
	int rc;

	if (fixed)
		pool = tee_protmem_static_pool_alloc(FIXED_BASE, FIXED_SIZE);
	else
		pool = lending_pool_create(ctx, POOL_PAGES);
	if (IS_ERR_OR_NULL(pool))
		return -ENOMEM;

	rc = tee_device_register_dma_heap(teedev, id, pool);
	if (rc)
		pool->ops->destroy_pool(pool);
	return rc;
}

static int bring(void)
{
	int rc;

	teedev = tee_device_alloc(&lending_desc, NULL, NULL, NULL);
	if (IS_ERR(teedev))
		return PTR_ERR(teedev);

	ctx = teedev_open(teedev);
	if (IS_ERR(ctx)) {
		rc = PTR_ERR(ctx);
		goto err_device;
	}

	rc = bring_pool();
	if (rc)
		goto err_context;

	rc = tee_device_register(teedev);
	if (rc)
		goto err_pool;

	rc = twin_create();
	if (rc)
		goto err_pool;

	return 0;

err_pool:
	tee_device_put_all_dma_heaps(teedev);
err_context:
	teedev_close_context(ctx);
err_device:
	tee_device_unregister(teedev);
	return rc;
}

static int __init rst_lend_test_init(void)
{
	int rc = bring();

	if (rc || fixed)
		return rc;
	check(lending_lends == 1 && lending_reclaims == 1,
	      "registering lends memory and takes it back once");
	test_memory();
	test_refusals();
	client_test(ctx);
	check_done();
	return 0;
}

static void __exit rst_lend_test_exit(void)
{
	bool client = busy && client_busy_begin(busy);
	bool asked = askers && askers_begin(ctx, askers);
	unsigned int before = lending_cleared;

	tee_device_put_all_dma_heaps(teedev);
	pr_info("unloading had %u bytes cleared\n", lending_cleared - before);
	if (asked)
		askers_end();
	if (client)
		client_busy_end();
	twin_destroy();
	teedev_close_context(ctx);
	tee_device_unregister(teedev);
	pr_info("%sok - unloading destroys the pool\n",
		lending_attributes ? "not " : "");
}

module_init(rst_lend_test_init);
module_exit(rst_lend_test_exit);

MODULE_DESCRIPTION("A TEE that has memory lent, for tests");
MODULE_LICENSE("GPL");
