/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rst_importer.ko: a device that would like to have restricted buffers
 *
 * Brings the platform device and driver rst_importer, and beside them a network
 * interface, rstnet0, through which the kernel's own device memory code
 * (netdev's bind-rx, bind-tx) imports for that device. The driver forgets to
 * revoke what it allowed when it is unbound.
 *
 * In /sys/module/rst_importer/parameters:
 *
 *	policy		write a mask: the driver allows these use-cases
 *	device		write 0: the device goes; 1: it comes again
 *	attach		write the fd of a dma-buf: attach and map. Reads
 *			"address length", of what was mapped
 *	again		write anything: unmap, and map again
 *	detach		write anything: unmap and detach
 *	operations	write the fd of a dma-buf; reads the names of its
 *			optional operations
 *	vmap		write the fd of a dma-buf: dma_buf_vmap()
 *	cpu_access	write the fd of a dma-buf: begin and end CPU access
 *	load		write the fd of a dma-buf: attach, map, and load a
 *			word by the CPU from the first page of the table
 *
 * Writing fails with what the kernel's function returned.
 */
#ifndef RST_IMPORTER_H
#define RST_IMPORTER_H

struct device;
struct net_device;

struct net_device *importer_netdev_create(struct device *parent);
void importer_netdev_destroy(struct net_device *netdev);

#endif /* RST_IMPORTER_H */
