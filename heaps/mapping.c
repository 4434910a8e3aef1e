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
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <rstmem/pool.h>
#include <rstmem/reach.h>

#include "entries.h"
#include "mapping.h"

/* An entry's length is an unsigned int; entries must end at a page boundary. */
#define ENTRY_MAX	ALIGN_DOWN(UINT_MAX, PAGE_SIZE)

/**
 * struct rstmem_mapping - a range that is mapped for a device
 * @own:	the entries, as they were allocated
 * @table:	what the importer gets, and may write to: the same entries
 * @reach:	DMA address of the whole range
 */
struct rstmem_mapping {
	struct sg_table own;
	struct sg_table table;
	struct rstmem_reach reach;
};

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
	const dma_addr_t address = mapping->reach.address;
	const unsigned int entries = rstmem_entries(&limits, address, size);

	if (sg_alloc_table(&mapping->own, entries, GFP_KERNEL))
		return -ENOMEM;
	fill_entries(&mapping->own, &limits, address, size);
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
	err = rstmem_reach_map(dev, range->start, range->size, dir,
			       &mapping->reach);
	if (err) {
		dev_err_ratelimited(dev, "rstmem: cannot reach restricted memory %pa + %zu without a copy\n",
				    &range->start, range->size);
		err = -EIO;
		goto err_mapping;
	}
	err = make_table(dev, mapping, range->size);
	if (err)
		goto err_range;
	if (pages)
		show_pages(mapping, range->start);
	return &mapping->table;

err_range:
	rstmem_reach_unmap(dev, range->size, dir, &mapping->reach);
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

	rstmem_reach_unmap(dev, range->size, dir, &mapping->reach);
	sg_free_table(&mapping->own);
	kfree(mapping);
}
