// SPDX-License-Identifier: GPL-2.0-only
/* A network interface that sends into the void, and takes device memory */
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <net/netdev_queues.h>

#include "compat/netdevice.h"
#include "importer.h"

static netdev_tx_t importer_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

static const struct net_device_ops importer_ops = {
	.ndo_start_xmit = importer_xmit,
};

/* No queue is ever filled: what matters comes before that. */
static const struct netdev_queue_mgmt_ops importer_queue_ops;

struct net_device *importer_netdev_create(struct device *parent)
{
	struct net_device *netdev = alloc_etherdev(0);
	int err;

	if (!netdev)
		return ERR_PTR(-ENOMEM);
	strscpy(netdev->name, "rstnet0");
	netdev->netdev_ops = &importer_ops;
	netdev->queue_mgmt_ops = &importer_queue_ops;
	rst_netdev_sends_netmem(netdev);
	SET_NETDEV_DEV(netdev, parent);
	eth_hw_addr_random(netdev);
	err = register_netdev(netdev);
	if (err) {
		free_netdev(netdev);
		return ERR_PTR(err);
	}
	return netdev;
}

void importer_netdev_destroy(struct net_device *netdev)
{
	unregister_netdev(netdev);
	free_netdev(netdev);
}
