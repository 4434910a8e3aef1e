/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory mapped by its physical address, for devices behind an IOMMU */
#ifndef _COMPAT_DMA_MAPPING_H
#define _COMPAT_DMA_MAPPING_H

#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/mm.h>

#ifndef HAVE_DMA_MAP_PHYS
/*
 * What has no page can be mapped like registers only: neither cached nor
 * coherent.
 */
static inline dma_addr_t rst_dma_map_phys(struct device *dev, phys_addr_t phys,
					  size_t size,
					  enum dma_data_direction dir,
					  unsigned long attrs)
{
	if (!pfn_valid(PHYS_PFN(phys)))
		return dma_map_resource(dev, phys, size, dir, attrs);
	return dma_map_page_attrs(dev, pfn_to_page(PHYS_PFN(phys)),
				  offset_in_page(phys), size, dir, attrs);
}

static inline void rst_dma_unmap_phys(struct device *dev, dma_addr_t address,
				      size_t size, enum dma_data_direction dir,
				      unsigned long attrs)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);
	phys_addr_t phys = iommu_iova_to_phys(domain, address);

	if (!pfn_valid(PHYS_PFN(phys)))
		dma_unmap_resource(dev, address, size, dir, attrs);
	else
		dma_unmap_page_attrs(dev, address, size, dir, attrs);
}

#define dma_map_phys	rst_dma_map_phys
#define dma_unmap_phys	rst_dma_unmap_phys
#endif

#endif /* _COMPAT_DMA_MAPPING_H */
