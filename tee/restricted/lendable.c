// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where memory that a driver lends comes from
 *
 * From regions of the device tree that the kernel has never mapped (compatible
 * "rstmem,lendable", with no-map): memory that the secure world firewalls must
 * not be in the linear map, where a speculative access or a stray pointer would
 * hit the firewall. Without such a region nothing is lent, unless the
 * administrator accepts mapped memory.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/of_reserved_mem.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include <rstmem/pool.h>

#include "compat/tee-protmem.h"

#include "lendable.h"
#include "lent.h"

static bool lend_mapped;
module_param(lend_mapped, bool, 0444);
MODULE_PARM_DESC(lend_mapped,
		 "Lend memory that stays in the kernel's linear map, if the device tree has no region for lending (default: refuse)");

/**
 * struct tee_lendable - a region of the device tree
 * @node:	in regions
 * @end:	the last address in it
 * @carveout:	what is free in it
 */
struct tee_lendable {
	struct list_head node;
	phys_addr_t end;
	struct rstmem_carveout *carveout;
};

/* Does not change once the module is loaded. */
static LIST_HEAD(regions);

static const char *region_fault(const struct device_node *np,
				const struct reserved_mem *rmem)
{
	if (!rmem || !rmem->size)
		return "not in /reserved-memory";
	if (!of_property_read_bool(np, "no-map"))
		return "mapped by the kernel (no-map is missing)";
	if (!PAGE_ALIGNED(rmem->base) || !PAGE_ALIGNED(rmem->size))
		return "not made of whole pages";
	if (overflows_type(rmem->size, size_t))
		return "larger than this kernel can count";
	if (!pfn_valid(PHYS_PFN(rmem->base)) ||
	    !pfn_valid(PHYS_PFN(rmem->base + rmem->size - 1)))
		return "not in DRAM";
	return NULL;
}

static int region_create(const struct reserved_mem *rmem)
{
	struct tee_lendable *region = kzalloc(sizeof(*region), GFP_KERNEL);

	if (!region)
		return -ENOMEM;
	region->end = rmem->base + rmem->size - 1;
	region->carveout = rstmem_carveout_create(rmem->base, rmem->size);
	if (IS_ERR(region->carveout)) {
		int rc = PTR_ERR(region->carveout);

		kfree(region);
		return rc;
	}
	list_add_tail(&region->node, &regions);
	return 0;
}

/* A region that cannot be used is ignored. */
void tee_lendable_init(void)
{
	struct device_node *np;

	for_each_compatible_node(np, NULL, "rstmem,lendable") {
		struct reserved_mem *rmem = of_reserved_mem_lookup(np);
		const char *fault = region_fault(np, rmem);
		int rc;

		if (fault) {
			pr_err("%pOF is %s: nothing is lent from it\n", np,
			       fault);
			continue;
		}
		rc = region_create(rmem);
		if (rc)
			pr_err("cannot manage %pOF: %d\n", np, rc);
		else
			pr_info("%pa bytes at %pa for lending to a TEE\n",
				&rmem->size, &rmem->base);
	}
}

/* Lost memory would keep the module loaded: see lent.c. */
void tee_lendable_exit(void)
{
	struct tee_lendable *region, *next;

	list_for_each_entry_safe(region, next, &regions, node) {
		rstmem_carveout_destroy(region->carveout);
		kfree(region);
	}
}

/* Drivers put the width of the TEE's addresses into their device's mask. */
static phys_addr_t last_reachable(const struct device *dev)
{
	return dev->dma_mask && *dev->dma_mask ? *dev->dma_mask :
						 PHYS_ADDR_MAX;
}

static int get_from_regions(struct tee_lent *lent)
{
	const phys_addr_t last = last_reachable(&lent->core.teedev->dev);
	struct tee_lendable *region;
	struct rstmem_range range;
	size_t i;

	list_for_each_entry(region, &regions, node) {
		if (region->end > last ||
		    rstmem_carveout_alloc(region->carveout,
					  lent->core.shm.size, PAGE_SIZE,
					  &range))
			continue;
		lent->region = region;
		lent->core.shm.paddr = range.start;
		for (i = 0; i < lent->num_pages; i++)
			lent->pages[i] = pfn_to_page(PHYS_PFN(range.start) + i);
		return 0;
	}

	return -ENOMEM;
}

static int get_mapped(struct tee_lent *lent)
{
	struct device *dev = &lent->core.teedev->dev;
	struct tee_shm *shm = &lent->core.shm;
	struct page *page;
	size_t i;

	page = dma_alloc_pages(dev, shm->size, &lent->dma_addr,
			       DMA_BIDIRECTIONAL, GFP_KERNEL | __GFP_NOWARN);
	if (!page) {
		pr_err("%zu contiguous bytes to lend cannot be had: let the kernel set some aside (cma=), or the device tree (\"rstmem,lendable\")\n",
		       shm->size);
		return -ENOMEM;
	}

	pr_warn_once("lent memory stays in the kernel's linear map, as lend_mapped=1 accepts\n");
	/* zeros that are still in a cache would be written to the firewall */
	dma_sync_single_for_device(dev, lent->dma_addr, shm->size,
				   DMA_BIDIRECTIONAL);
	shm->paddr = page_to_phys(page);
	for (i = 0; i < lent->num_pages; i++)
		lent->pages[i] = page + i;
	return 0;
}

/* Finds @lent's memory and pages, of the size that is in it. */
int tee_lendable_get(struct tee_lent *lent)
{
	if (!list_empty(&regions))
		return get_from_regions(lent);
	if (lend_mapped)
		return get_mapped(lent);

	pr_err("nothing to lend: no \"rstmem,lendable\" region with no-map in the device tree's /reserved-memory (lend_mapped=1 accepts memory that stays mapped)\n");
	return -EOPNOTSUPP;
}

/* Mapped memory is cleared of what the secure world left in it. */
void tee_lendable_put(struct tee_lent *lent)
{
	struct device *dev = &lent->core.teedev->dev;
	struct tee_shm *shm = &lent->core.shm;
	const struct rstmem_range range = {
		.start = shm->paddr,
		.size = shm->size,
	};

	if (lent->region) {
		rstmem_carveout_free(lent->region->carveout, &range);
		return;
	}

	dma_sync_single_for_cpu(dev, lent->dma_addr, shm->size,
				DMA_BIDIRECTIONAL);
	memset(page_to_virt(lent->pages[0]), 0, shm->size);
	dma_free_pages(dev, shm->size, lent->pages[0], lent->dma_addr,
		       DMA_BIDIRECTIONAL);
}
