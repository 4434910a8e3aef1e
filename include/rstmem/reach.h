/* SPDX-License-Identifier: GPL-2.0-only */
/* At which address a device reaches a range, without a copy */
#ifndef _RSTMEM_REACH_H
#define _RSTMEM_REACH_H

#include <linux/dma-direction.h>
#include <linux/types.h>

struct device;

/**
 * struct rstmem_reach - a range as a device sees it
 * @address:	the DMA address of its beginning
 * @way:	0 if the address is physical, or differs by the bus's offset; else
 *		somebody translates it: an IOMMU, or the platform
 */
struct rstmem_reach {
	dma_addr_t address;
	unsigned int way;
};

/**
 * rstmem_reach_map() - let a device reach a range
 * @dev:	the device
 * @start:	of the range
 * @size:	of the range
 * @dir:	what for
 * @reach:	filled in
 *
 * No CPU touches the memory, and no page is asked for.
 *
 * Return: 0, or the device can't reach all of it without a copy: -ERANGE (it, or
 * its bus, has too few address bits), -EIO (for another reason).
 */
int rstmem_reach_map(struct device *dev, phys_addr_t start, size_t size,
		     enum dma_data_direction dir, struct rstmem_reach *reach);

/**
 * rstmem_reach_unmap() - undo rstmem_reach_map()
 * @dev:	the device
 * @size:	as it was mapped
 * @dir:	as it was mapped
 * @reach:	from rstmem_reach_map()
 */
void rstmem_reach_unmap(struct device *dev, size_t size,
			enum dma_data_direction dir,
			const struct rstmem_reach *reach);

#endif /* _RSTMEM_REACH_H */
