/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_DMA_DIRECT_H
#define _COMPAT_DMA_DIRECT_H

#include <linux/dma-direct.h>

/* Attributes came with memory that is shared by a confidential guest. */
#ifndef HAVE_DMA_CAPABLE_ATTRS
#define dma_capable(dev, addr, size, is_ram, attrs) \
	dma_capable(dev, addr, size, is_ram)
#endif

#endif /* _COMPAT_DMA_DIRECT_H */
