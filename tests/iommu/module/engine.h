/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst_edu.ko: a DMA engine, which imports a buffer, and copies memory for the
 * kernel's dmaengine
 *
 * The device is QEMU's "edu", which copies up to 4096 bytes between memory and
 * itself, and knows addresses of 28 bits, unless QEMU is told otherwise. In
 * /sys/module/rst_edu/parameters:
 *
 *	attach		write the fd of a dma-buf: attach and map. Reads
 *			"entries address bytes", of what was mapped
 *	detach		write anything: unmap and detach
 *	carry		write a DMA address: the engine carries a page of random
 *			bytes there and back. EILSEQ if others come back
 *	own_domain	write the fd of a dma-buf: attach, and map what the CPU
 *			side of the table has in a domain of the driver's own,
 *			as some displays do. Reads "bytes address", where the
 *			address is physical: of what was mapped. EOPNOTSUPP where
 *			the kernel has DMABUF_DEBUG
 *
 *	bits	at load time: how many address bits the driver says that the
 *		engine has
 *	copies	what a copy for dmaengine does:
 *		memory	copies memory
 *		nothing	ends, and has copied nothing
 *		linux	copies memory of Linux's; what is from elsewhere ends with
 *			the word that reading was refused
 *		never	never ends
 *	begun	how many copies
 *
 * Writing fails with what the kernel's function returned.
 */
#ifndef RST_EDU_H
#define RST_EDU_H

#include <linux/types.h>

struct engine;
struct engine_dma;
struct pci_dev;

struct engine *engine_create(struct pci_dev *pdev);
void engine_destroy(struct engine *engine);

/* 0, -EILSEQ (other bytes come back), -ETIMEDOUT */
int engine_carry(struct engine *engine, dma_addr_t address);

/* At most a page, through the device's own. Callers take turns. -ETIMEDOUT */
int engine_copy(struct engine *engine, dma_addr_t from, dma_addr_t to,
		size_t size);

struct engine_dma *engine_dma_register(struct engine *engine,
				       struct pci_dev *pdev);
void engine_dma_unregister(struct engine_dma *dma);

#endif /* RST_EDU_H */
