/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst_translated.ko: a DMA engine behind an IOMMU that imports a buffer
 *
 * The device is QEMU's "edu", which copies up to 4096 bytes between memory and
 * itself, and knows addresses of 28 bits. In
 * /sys/module/rst_translated/parameters:
 *
 *	attach		write the fd of a dma-buf: attach and map. Reads
 *			"entries address bytes", of what was mapped
 *	detach		write anything: unmap and detach
 *	carry		write a DMA address: the engine carries a page of random
 *			bytes there and back. EILSEQ if others come back
 *	own_domain	write the fd of a dma-buf: attach, and map what the CPU
 *			side of the table has in a domain of the driver's own,
 *			as some displays do. Reads "bytes address", where the
 *			address is physical: of what was mapped
 *
 * Writing fails with what the kernel's function returned.
 */
#ifndef RST_TRANSLATED_H
#define RST_TRANSLATED_H

#include <linux/types.h>

struct engine;
struct pci_dev;

struct engine *engine_create(struct pci_dev *pdev);
void engine_destroy(struct engine *engine);

/* 0, -EILSEQ (other bytes come back), -ETIMEDOUT */
int engine_carry(struct engine *engine, dma_addr_t address);

#endif /* RST_TRANSLATED_H */
