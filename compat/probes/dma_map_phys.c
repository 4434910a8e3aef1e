// SPDX-License-Identifier: GPL-2.0-only
// exported: dma_map_phys
#include <linux/dma-mapping.h>

dma_addr_t (*probe)(struct device *dev, phys_addr_t phys, size_t size,
		    enum dma_data_direction dir, unsigned long attrs) =
	dma_map_phys;
