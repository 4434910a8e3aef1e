// SPDX-License-Identifier: GPL-2.0-only
#include <linux/netdevice.h>

void probe_netmem_tx(struct net_device *netdev);
void probe_netmem_tx(struct net_device *netdev)
{
	netdev->netmem_tx = NETMEM_TX_DMA;
}
