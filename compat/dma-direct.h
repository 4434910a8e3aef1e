/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DMA_DIRECT_H
#define _COMPAT_DMA_DIRECT_H

#include <linux/dma-direct.h>

/* Attributes came with memory that is shared by a confidential guest. */
#ifndef HAVE_DMA_CAPABLE_ATTRS
static inline bool rst_dma_capable(struct device *dev, dma_addr_t address,
				   size_t size, bool is_ram,
				   unsigned long attrs)
{
	return dma_capable(dev, address, size, is_ram);
}

#define dma_capable	rst_dma_capable
#endif

#endif /* _COMPAT_DMA_DIRECT_H */
