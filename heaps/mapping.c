// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA addresses without pages
 *
 * A scatter-gather table has a DMA side (nents entries with an address and a
 * length) and a CPU side (orig_nents entries with a page). Here the CPU side is
 * empty: orig_nents is 0 and no entry has a page or a CPU length. An importer
 * that walks the pages finds none, instead of computing with a NULL page.
 *
 * It is filled in only for a device whose driver has a domain of its own in the
 * IOMMU, and maps pages there, and only by the administrator's word.
 */
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iommu-dma.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/swiotlb.h>
#include <rstmem/pool.h>

#include "compat/dma-mapping.h"
#include "entries.h"
#include "mapping.h"

/* An entry's length is an unsigned int; entries must end at a page boundary. */
#define ENTRY_MAX	ALIGN_DOWN(UINT_MAX, PAGE_SIZE)

/* No CPU has the memory in its caches. */
#define MAP_ATTRS	DMA_ATTR_SKIP_CPU_SYNC

/**
 * enum mapping_way - who made a DMA address, and must hear that it isn't used
 * @DIRECT:	arithmetic, so nobody
 * @BY_IOMMU:	dma_map_phys()
 * @BY_PLATFORM: dma_map_resource(): the platform has DMA operations of its own
 */
enum mapping_way {
	DIRECT,
	BY_IOMMU,
	BY_PLATFORM,
};

/**
 * struct rstmem_mapping - a range that is mapped for a device
 * @own:	the entries, as they were allocated
 * @table:	what the importer gets, and may write to: the same entries
 * @address:	DMA address of the whole range
 * @way:	who made @address
 */
struct rstmem_mapping {
	struct sg_table own;
	struct sg_table table;
	dma_addr_t address;
	enum mapping_way way;
};

static enum mapping_way way_of(struct device *dev)
{
	if (use_dma_iommu(dev))
		return BY_IOMMU;
	return get_dma_ops(dev) ? BY_PLATFORM : DIRECT;
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

/*
 * If the IOMMU's pages are larger than the kernel's, what is mapped must be whole
 * pages of its: the kernel would copy the rest for devices that it does not
 * trust, by the CPU, and let all others reach what is beside the range.
 */
static int map_by_iommu(struct device *dev, struct rstmem_mapping *mapping,
			const struct rstmem_range *range,
			enum dma_data_direction dir)
{
	if ((range->start | range->size) & dma_get_merge_boundary(dev))
		return -EIO;
	mapping->address = dma_map_phys(dev, range->start, range->size, dir,
					MAP_ATTRS);
	return dma_mapping_error(dev, mapping->address) ? -EIO : 0;
}

static int map_range(struct device *dev, struct rstmem_mapping *mapping,
		     const struct rstmem_range *range,
		     enum dma_data_direction dir)
{
	if (!dev->dma_mask)
		return -EIO;
	mapping->way = way_of(dev);
	switch (mapping->way) {
	case BY_IOMMU:
		return map_by_iommu(dev, mapping, range, dir);
	case BY_PLATFORM:
		mapping->address = dma_map_resource(dev, range->start,
						    range->size, dir,
						    MAP_ATTRS);
		return dma_mapping_error(dev, mapping->address) ? -EIO : 0;
	default:
		return map_direct(dev, mapping, range);
	}
}

static void unmap_range(struct device *dev,
			const struct rstmem_mapping *mapping,
			const struct rstmem_range *range,
			enum dma_data_direction dir)
{
	if (mapping->way == BY_IOMMU)
		dma_unmap_phys(dev, mapping->address, range->size, dir,
			       MAP_ATTRS);
	if (mapping->way == BY_PLATFORM)
		dma_unmap_resource(dev, mapping->address, range->size, dir,
				   MAP_ATTRS);
}

static struct rstmem_limits limits_of(struct device *dev)
{
	const size_t most = min_t(size_t, dma_get_max_seg_size(dev), ENTRY_MAX);

	return (struct rstmem_limits) {
		.most = most < PAGE_SIZE ? most : ALIGN_DOWN(most, PAGE_SIZE),
		.boundary = dma_get_seg_boundary(dev),
	};
}

static void fill_entries(struct sg_table *own,
			 const struct rstmem_limits *limits, dma_addr_t address,
			 size_t size)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sgtable_dma_sg(own, sg, i) {
		size_t length = rstmem_entry(limits, address, size);

		sg_dma_address(sg) = address;
		sg_dma_len(sg) = length;
		address += length;
		size -= length;
	}
}

static int make_table(struct device *dev, struct rstmem_mapping *mapping,
		      size_t size)
{
	const struct rstmem_limits limits = limits_of(dev);
	const unsigned int entries = rstmem_entries(&limits, mapping->address,
						    size);

	if (sg_alloc_table(&mapping->own, entries, GFP_KERNEL))
		return -ENOMEM;
	fill_entries(&mapping->own, &limits, mapping->address, size);
	mapping->table = mapping->own;
	mapping->table.orig_nents = 0;
	return 0;
}

static bool has_pages(const struct rstmem_range *range)
{
	phys_addr_t end = range->start + range->size, at;

	for (at = range->start; at < end; at += PAGE_SIZE) {
		if (!pfn_valid(PHYS_PFN(at)))
			return false;
	}
	return true;
}

static void show_pages(struct rstmem_mapping *mapping, phys_addr_t at)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sgtable_sg(&mapping->own, sg, i) {
		sg_set_page(sg, pfn_to_page(PHYS_PFN(at)), sg_dma_len(sg),
			    offset_in_page(at));
		at += sg_dma_len(sg);
	}
	mapping->table.orig_nents = mapping->own.orig_nents;
}

/*
 * With @pages, the importer sees them. Return: the table, or ERR_PTR: -EIO (the
 * device cannot reach the memory, and is never given a copy instead, or the
 * memory has no pages), -ENOMEM.
 */
struct sg_table *rstmem_mapping_create(struct device *dev,
				       const struct rstmem_range *range,
				       enum dma_data_direction dir, bool pages)
{
	struct rstmem_mapping *mapping;
	int err = -ENOMEM;

	if (pages && !has_pages(range)) {
		dev_err_ratelimited(dev, "rstmem: restricted memory %pa has no pages that the driver could see: allow the device without\n",
				    &range->start);
		return ERR_PTR(-EIO);
	}
	mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	if (!mapping)
		return ERR_PTR(err);
	err = map_range(dev, mapping, range, dir);
	if (err) {
		dev_err_ratelimited(dev, "rstmem: cannot reach restricted memory %pa + %zu without a copy\n",
				    &range->start, range->size);
		goto err_mapping;
	}
	err = make_table(dev, mapping, range->size);
	if (err)
		goto err_range;
	if (pages)
		show_pages(mapping, range->start);
	return &mapping->table;

err_range:
	unmap_range(dev, mapping, range, dir);
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

	unmap_range(dev, mapping, range, dir);
	sg_free_table(&mapping->own);
	kfree(mapping);
}
