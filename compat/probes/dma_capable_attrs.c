// SPDX-License-Identifier: GPL-2.0-only
#include <linux/dma-direct.h>

bool probe_dma_capable(struct device *dev, dma_addr_t address, size_t size);
bool probe_dma_capable(struct device *dev, dma_addr_t address, size_t size)
{
	return dma_capable(dev, address, size, false, 0);
}
