// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA addresses without pages
 *
 * A scatter-gather table has a DMA side (nents entries with an address and a
 * length) and a CPU side (orig_nents entries with a page). Here the CPU side is
 * empty: orig_nents is 0 and no entry has a page or a CPU length. An importer
 * that walks the pages finds none, instead of computing with a NULL page.
 */
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/swiotlb.h>
#include <rstmem/pool.h>

#include "mapping.h"

/* An entry's length is an unsigned int; entries must end at a page boundary. */
#define ENTRY_MAX	ALIGN_DOWN(UINT_MAX, PAGE_SIZE)

/* No CPU has the memory in its caches. */
#define MAP_ATTRS	DMA_ATTR_SKIP_CPU_SYNC

/**
 * struct rstmem_mapping - a range that is mapped for a device
 * @table:	the table that the importer gets
 * @address:	DMA address of the whole range
 * @translated:	dma_map_resource() made @address, so it must be unmapped
 */
struct rstmem_mapping {
	struct sg_table table;
	dma_addr_t address;
	bool translated;
};

static bool is_translated(struct device *dev)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);

	return (domain && iommu_is_dma_domain(domain)) || get_dma_ops(dev);
}

/* Our own dma_capable(), which not every kernel lets modules call. */
static bool is_reachable(struct device *dev, dma_addr_t first, dma_addr_t last)
{
	u64 limit = min_not_zero(dma_get_mask(dev), dev->bus_dma_limit);

	return first != DMA_MAPPING_ERROR && first <= last && last <= limit;
}

/*
 * Without an IOMMU the address is arithmetic. It is not left to
 * dma_map_resource(), which ignores the bus's offset, and prints a stack trace
 * if the device cannot reach the memory.
 */
static int map_direct(struct device *dev, struct rstmem_mapping *mapping,
		      const struct rstmem_range *range)
{
	dma_addr_t last;

	/* If bouncing is forced, the device can reach bounce buffers only. */
	if (is_swiotlb_force_bounce(dev))
		return -EIO;
	mapping->address = phys_to_dma(dev, range->start);
	last = phys_to_dma(dev, range->start + range->size - 1);
	if (!is_reachable(dev, mapping->address, last) ||
	    last - mapping->address != range->size - 1)
		return -EIO;
	return 0;
}

static int map_range(struct device *dev, struct rstmem_mapping *mapping,
		     const struct rstmem_range *range,
		     enum dma_data_direction dir)
{
	if (!dev->dma_mask)
		return -EIO;
	mapping->translated = is_translated(dev);
	if (!mapping->translated)
		return map_direct(dev, mapping, range);

	mapping->address = dma_map_resource(dev, range->start, range->size, dir,
					    MAP_ATTRS);
	return dma_mapping_error(dev, mapping->address) ? -EIO : 0;
}

static void fill_table(struct sg_table *table, dma_addr_t address, size_t size)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sgtable_dma_sg(table, sg, i) {
		size_t length = min_t(size_t, size, ENTRY_MAX);

		sg_dma_address(sg) = address;
		sg_dma_len(sg) = length;
		address += length;
		size -= length;
	}
	table->orig_nents = 0;
}

static void free_table(struct sg_table *table)
{
	table->orig_nents = table->nents;
	sg_free_table(table);
}

/*
 * Return: the table, or ERR_PTR: -EIO (the device cannot reach the memory, and
 * is never given a copy instead), -ENOMEM.
 */
struct sg_table *rstmem_mapping_create(struct device *dev,
				       const struct rstmem_range *range,
				       enum dma_data_direction dir)
{
	struct rstmem_mapping *mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	int err = -ENOMEM;

	if (!mapping)
		return ERR_PTR(err);
	if (sg_alloc_table(&mapping->table,
			   DIV_ROUND_UP(range->size, ENTRY_MAX), GFP_KERNEL))
		goto err_mapping;
	err = map_range(dev, mapping, range, dir);
	if (err) {
		dev_err_ratelimited(dev, "rstmem: cannot reach restricted memory %pa + %zu without a copy\n",
				    &range->start, range->size);
		goto err_table;
	}
	fill_table(&mapping->table, mapping->address, range->size);
	return &mapping->table;

err_table:
	sg_free_table(&mapping->table);
err_mapping:
	kfree(mapping);
	return ERR_PTR(err);
}

void rstmem_mapping_destroy(struct device *dev, struct sg_table *table,
			    const struct rstmem_range *range,
			    enum dma_data_direction dir)
{
	struct rstmem_mapping *mapping = container_of(table,
						      struct rstmem_mapping,
						      table);

	if (mapping->translated)
		dma_unmap_resource(dev, mapping->address, range->size, dir,
				   MAP_ATTRS);
	free_table(table);
	kfree(mapping);
}
