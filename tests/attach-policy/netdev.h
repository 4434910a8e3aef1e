/* SPDX-License-Identifier: GPL-2.0-only */
/* Binding a dma-buf to a network interface, by the kernel's netdev family */
#ifndef TESTS_NETDEV_H
#define TESTS_NETDEV_H

struct netdev {
	int socket;	/* what was bound is bound until this is closed */
	int family;
	int interface;
};

/* All return 0 or -errno. */
int netdev_open(struct netdev *netdev, const char *interface);
int netdev_bind_rx(const struct netdev *netdev, int dmabuf);
int netdev_bind_tx(const struct netdev *netdev, int dmabuf);
void netdev_close(struct netdev *netdev);

#endif /* TESTS_NETDEV_H */
