// SPDX-License-Identifier: GPL-2.0-only
/* At which address a device reaches a range */
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/iommu-dma.h>
#include <linux/module.h>
#include <linux/swiotlb.h>
#include <rstmem/reach.h>

#include "compat/dma-mapping.h"

/* No CPU has the memory in its caches. */
#define MAP_ATTRS	DMA_ATTR_SKIP_CPU_SYNC

/**
 * enum reach_way - who made a DMA address, and must hear that it isn't used
 * @DIRECT:	arithmetic, so nobody
 * @BY_IOMMU:	dma_map_phys()
 * @BY_PLATFORM: dma_map_resource(): the platform has DMA operations of its own
 */
enum reach_way {
	DIRECT,
	BY_IOMMU,
	BY_PLATFORM,
};

static enum reach_way way_of(struct device *dev)
{
	if (use_dma_iommu(dev))
		return BY_IOMMU;
	return get_dma_ops(dev) ? BY_PLATFORM : DIRECT;
}

/* Our own dma_capable(), which not every kernel lets modules call. */
static bool has_bits_for(struct device *dev, dma_addr_t last)
{
	return last <= min_not_zero(dma_get_mask(dev), dev->bus_dma_limit);
}

/*
 * Without an IOMMU the address is arithmetic. It is not left to
 * dma_map_resource(), which ignores the bus's offset, and prints a stack trace
 * if the device cannot reach the memory.
 */
static int map_direct(struct device *dev, struct rstmem_reach *reach,
		      phys_addr_t start, size_t size)
{
	dma_addr_t last;

	/* If bouncing is forced, the device can reach bounce buffers only. */
	if (is_swiotlb_force_bounce(dev))
		return -EIO;
	reach->address = phys_to_dma(dev, start);
	last = phys_to_dma(dev, start + size - 1);
	if (reach->address == DMA_MAPPING_ERROR || last < reach->address ||
	    last - reach->address != size - 1)
		return -EIO;
	return has_bits_for(dev, last) ? 0 : -ERANGE;
}

/*
 * If the IOMMU's pages are larger than the kernel's, what is mapped must be whole
 * pages of its: the kernel would copy the rest for devices that it does not
 * trust, by the CPU, and let all others reach what is beside the range.
 */
static int map_by_iommu(struct device *dev, struct rstmem_reach *reach,
			phys_addr_t start, size_t size,
			enum dma_data_direction dir)
{
	if ((start | size) & dma_get_merge_boundary(dev))
		return -EIO;
	reach->address = dma_map_phys(dev, start, size, dir, MAP_ATTRS);
	return dma_mapping_error(dev, reach->address) ? -EIO : 0;
}

int rstmem_reach_map(struct device *dev, phys_addr_t start, size_t size,
		     enum dma_data_direction dir, struct rstmem_reach *reach)
{
	if (!dev->dma_mask)
		return -EIO;
	reach->way = way_of(dev);
	switch (reach->way) {
	case BY_IOMMU:
		return map_by_iommu(dev, reach, start, size, dir);
	case BY_PLATFORM:
		reach->address = dma_map_resource(dev, start, size, dir,
						  MAP_ATTRS);
		return dma_mapping_error(dev, reach->address) ? -EIO : 0;
	default:
		return map_direct(dev, reach, start, size);
	}
}
EXPORT_SYMBOL_GPL(rstmem_reach_map);

void rstmem_reach_unmap(struct device *dev, size_t size,
			enum dma_data_direction dir,
			const struct rstmem_reach *reach)
{
	if (reach->way == BY_IOMMU)
		dma_unmap_phys(dev, reach->address, size, dir, MAP_ATTRS);
	if (reach->way == BY_PLATFORM)
		dma_unmap_resource(dev, reach->address, size, dir, MAP_ATTRS);
}
EXPORT_SYMBOL_GPL(rstmem_reach_unmap);
