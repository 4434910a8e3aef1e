/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _COMPAT_NETDEVICE_H
#define _COMPAT_NETDEVICE_H

#include <linux/netdevice.h>

/* Interfaces that send from device memory say so; older kernels have none. */
static inline void rst_netdev_sends_netmem(struct net_device *netdev)
{
#ifdef HAVE_NETMEM_TX
	netdev->netmem_tx = NETMEM_TX_DMA;
#endif
}

#endif /* _COMPAT_NETDEVICE_H */
