// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory of the kernel's that a driver lends to the secure world
 *
 * It is allocated from a region of the device tree that the kernel has never
 * mapped (compatible "rstmem,lendable", with no-map): memory that the secure
 * world firewalls must not be in the linear map, where a speculative access or
 * a stray pointer would hit the firewall. Without such a region nothing is
 * lent, unless the administrator accepts mapped memory.
 *
 * Drivers don't tell whether the secure world has given memory back. It can be
 * found out, as the secure world refuses to register memory that it still holds
 * as ordinary shared memory. Memory that was not given back is never used
 * again.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

#include "compat/tee-protmem.h"
#include "tee/context.h"
#include "tee/device.h"
#include "tee/shm-id.h"

#include "lent.h"

static bool lend_mapped;
module_param(lend_mapped, bool, 0444);
MODULE_PARM_DESC(lend_mapped,
		 "Lend memory that stays in the kernel's linear map, if the device tree has no region for lending (default: refuse)");

static struct rstmem_carveout *region;
static LIST_HEAD(lents);
static DEFINE_MUTEX(lents_lock);	/* protects the list, and lost */

static const char *region_fault(const struct device_node *np,
				const struct reserved_mem *rmem)
{
	if (!rmem || !rmem->size)
		return "not in /reserved-memory";
	if (!of_property_read_bool(np, "no-map"))
		return "mapped by the kernel (no-map is missing)";
	if (!PAGE_ALIGNED(rmem->base) || !PAGE_ALIGNED(rmem->size))
		return "not made of whole pages";
	if (!pfn_valid(PHYS_PFN(rmem->base)) ||
	    !pfn_valid(PHYS_PFN(rmem->base + rmem->size - 1)))
		return "not in DRAM";
	return NULL;
}

/* A region that cannot be used is ignored. */
void tee_lent_init(void)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL,
							 "rstmem,lendable");
	struct reserved_mem *rmem;
	const char *fault;

	if (!np)
		return;

	rmem = of_reserved_mem_lookup(np);
	fault = region_fault(np, rmem);
	if (fault) {
		pr_err("%pOF is %s: nothing is lent from it\n", np, fault);
		goto out;
	}

	region = rstmem_carveout_create(rmem->base, rmem->size);
	if (IS_ERR(region)) {
		pr_err("cannot manage %pOF: %ld\n", np, PTR_ERR(region));
		region = NULL;
		goto out;
	}

	pr_info("%pa bytes at %pa for lending to a TEE\n", &rmem->size,
		&rmem->base);
out:
	of_node_put(np);
}

/* Lost memory would keep the module loaded: see lose(). */
void tee_lent_exit(void)
{
	if (region)
		rstmem_carveout_destroy(region);
}

static int memory_get_region(struct tee_lent *lent)
{
	struct rstmem_range range;
	size_t i;
	int rc;

	rc = rstmem_carveout_alloc(region, lent->core.shm.size, PAGE_SIZE,
				   &range);
	if (rc)
		return rc;

	lent->core.shm.paddr = range.start;
	for (i = 0; i < lent->num_pages; i++)
		lent->pages[i] = pfn_to_page(PHYS_PFN(range.start) + i);
	return 0;
}

static int memory_get_mapped(struct tee_lent *lent)
{
	struct tee_shm *shm = &lent->core.shm;
	struct page *page;
	size_t i;

	page = dma_alloc_pages(&lent->core.teedev->dev, shm->size,
			       &lent->dma_addr, DMA_BIDIRECTIONAL, GFP_KERNEL);
	if (!page)
		return -ENOMEM;

	pr_warn_once("lent memory stays in the kernel's linear map, as lend_mapped=1 accepts\n");
	lent->mapped = true;
	shm->paddr = page_to_phys(page);
	for (i = 0; i < lent->num_pages; i++)
		lent->pages[i] = page + i;
	return 0;
}

static int memory_get(struct tee_lent *lent)
{
	if (region)
		return memory_get_region(lent);
	if (lend_mapped)
		return memory_get_mapped(lent);

	pr_err("nothing to lend: no \"rstmem,lendable\" region with no-map in the device tree's /reserved-memory (lend_mapped=1 accepts memory that stays mapped)\n");
	return -EOPNOTSUPP;
}

/* Mapped memory is cleared of what the secure world left in it. */
static void memory_put(struct tee_lent *lent)
{
	struct tee_shm *shm = &lent->core.shm;
	const struct rstmem_range range = {
		.start = shm->paddr,
		.size = shm->size,
	};

	if (!lent->mapped) {
		rstmem_carveout_free(region, &range);
		return;
	}

	memset(page_to_virt(lent->pages[0]), 0, shm->size);
	dma_free_pages(&lent->core.teedev->dev, shm->size, lent->pages[0],
		       lent->dma_addr, DMA_BIDIRECTIONAL);
}

static void lent_free(struct tee_lent *lent)
{
	put_device(&lent->core.teedev->dev);
	kvfree(lent->pages);
	kfree(lent);
}

static void lent_last(struct kref *users)
{
	struct tee_lent *lent = container_of(users, struct tee_lent, users);

	mutex_lock(&lents_lock);
	list_del(&lent->node);
	mutex_unlock(&lents_lock);

	memory_put(lent);
	lent_free(lent);
}

struct tee_lent *tee_lent_of(struct tee_shm *shm)
{
	if (!shm || !(shm->flags & TEE_SHM_DMA_MEM))
		return NULL;

	return container_of(to_core_shm(shm), struct tee_lent, core);
}

void tee_lent_get(struct tee_lent *lent)
{
	kref_get(&lent->users);
}

void tee_lent_put(struct tee_lent *lent)
{
	kref_put(&lent->users, lent_last);
}

/* Bytes that were lent to @teedev's TEE and have not come back. */
size_t tee_lent_lost(const struct tee_device *teedev)
{
	struct tee_lent *lent;
	size_t bytes = 0;

	guard(mutex)(&lents_lock);

	list_for_each_entry(lent, &lents, node)
		if (lent->lost && lent->core.teedev == teedev)
			bytes += lent->core.shm.size;

	return bytes;
}

static void lose(struct tee_lent *lent)
{
	struct tee_shm *shm = &lent->core.shm;

	lockdep_assert_held(&lents_lock);

	if (lent->lost)
		return;

	/* lost memory must stay in the list: keep the module */
	__module_get(THIS_MODULE);
	lent->lost = true;
	pr_err("%zu bytes at %pa quarantined until the next boot: %s has not given them back\n",
	       shm->size, &shm->paddr, lent->core.teedev->name);
}

/* The driver of @teedev is unbound without having taken its memory back. */
void tee_lent_lose(struct tee_device *teedev)
{
	struct tee_lent *lent;

	guard(mutex)(&lents_lock);

	list_for_each_entry(lent, &lents, node)
		if (lent->core.teedev == teedev &&
		    refcount_read(&lent->core.shm.refcount))
			lose(lent);
}

/*
 * A driver uses the address only to tell the kernel's memory from a process's:
 * any address in the kernel will do.
 */
static int came_back(struct tee_lent *lent)
{
	const struct tee_driver_ops *ops = lent->core.teedev->desc->ops;
	struct tee_context *ctx = lent->core.shm.ctx;
	struct tee_shm *check = &lent->check.shm;
	int rc;

	if (!ops->shm_register || !ops->shm_unregister)
		return -EOPNOTSUPP;

	check->ctx = ctx;
	check->size = lent->core.shm.size;
	rc = ops->shm_register(ctx, check, lent->pages, lent->num_pages,
			       (unsigned long)lent);
	return rc ?: ops->shm_unregister(ctx, check);
}

/* Called by the driver, when it is done with the memory. */
static void lent_release(struct tee_core_shm *core)
{
	struct tee_lent *lent = container_of(core, struct tee_lent, core);
	int rc = -ENODEV;

	if (tee_device_get(core->teedev)) {
		rc = came_back(lent);
		teedev_ctx_put(core->shm.ctx);
		tee_device_put(core->teedev);
	}

	if (!rc) {
		tee_lent_put(lent);
		return;
	}

	mutex_lock(&lents_lock);
	lose(lent);
	mutex_unlock(&lents_lock);
}

static const struct tee_shm_kind lent_kind = {
	.release = lent_release,
};

static struct tee_lent *lent_create(struct tee_context *ctx, size_t num_pages)
{
	struct tee_lent *lent;

	lent = kzalloc(sizeof(*lent), GFP_KERNEL);
	if (!lent)
		return NULL;

	lent->pages = kvcalloc(num_pages, sizeof(*lent->pages), GFP_KERNEL);
	if (!lent->pages) {
		kfree(lent);
		return NULL;
	}

	get_device(&ctx->teedev->dev);
	kref_init(&lent->users);
	lent->num_pages = num_pages;
	tee_core_shm_init(&lent->check, NULL);
	tee_core_shm_init(&lent->core, &lent_kind);
	lent->core.teedev = ctx->teedev;
	lent->core.shm.ctx = ctx;
	lent->core.shm.size = num_pages * PAGE_SIZE;
	lent->core.shm.flags = TEE_SHM_DMA_MEM;
	return lent;
}

/*
 * Keeps the context, which the driver needs to take the memory back, but not
 * the device: lost memory must not keep a driver from being unbound.
 */
struct tee_shm *tee_shm_alloc_dma_mem(struct tee_context *ctx,
				      size_t page_count)
{
	struct tee_lent *lent;
	int rc;

	if (!page_count || page_count > totalram_pages())
		return ERR_PTR(-EINVAL);

	lent = lent_create(ctx, page_count);
	if (!lent)
		return ERR_PTR(-ENOMEM);

	rc = memory_get(lent);
	if (rc) {
		lent_free(lent);
		return ERR_PTR(rc);
	}

	teedev_ctx_get(ctx);
	mutex_lock(&lents_lock);
	list_add(&lent->node, &lents);
	mutex_unlock(&lents_lock);
	return &lent->core.shm;
}
