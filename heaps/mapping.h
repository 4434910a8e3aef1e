/* SPDX-License-Identifier: GPL-2.0-only */
/* A mapping: the DMA addresses of a range for one device */
#ifndef _HEAPS_MAPPING_H
#define _HEAPS_MAPPING_H

#include <linux/dma-direction.h>

struct device;
struct rstmem_range;
struct sg_table;

struct sg_table *rstmem_mapping_create(struct device *dev,
				       const struct rstmem_range *range,
				       enum dma_data_direction dir, bool pages);
void rstmem_mapping_destroy(struct device *dev, struct sg_table *table,
			    const struct rstmem_range *range,
			    enum dma_data_direction dir);

#endif /* _HEAPS_MAPPING_H */
