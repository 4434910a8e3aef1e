// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netdev.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "netdev.h"

/* Newer than the headers here. */
#define CMD_BIND_TX	15

struct request {
	struct nlmsghdr header;
	struct genlmsghdr command;
	char attributes[256];
};

static void request_begin(struct request *request, int family, int command)
{
	memset(request, 0, sizeof(*request));
	request->header.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN);
	request->header.nlmsg_type = family;
	request->header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	request->command.cmd = command;
	request->command.version = 1;
}

static struct nlattr *request_put(struct request *request, int type,
				  const void *data, size_t size)
{
	struct nlattr *attribute = (void *)((char *)request +
					    request->header.nlmsg_len);

	attribute->nla_type = type;
	attribute->nla_len = NLA_HDRLEN + size;
	if (size)
		memcpy(attribute + 1, data, size);
	request->header.nlmsg_len += NLA_ALIGN(attribute->nla_len);
	return attribute;
}

static void request_put_u32(struct request *request, int type, uint32_t value)
{
	request_put(request, type, &value, sizeof(value));
}

/* Copies the first reply to @reply, and waits for the ACK. */
static int request_send(int socket, struct request *request, void *reply,
			size_t size)
{
	char answer[4096];
	struct nlmsghdr *header = (void *)answer;
	ssize_t length;

	if (send(socket, request, request->header.nlmsg_len, 0) < 0)
		return -errno;
	for (;;) {
		length = recv(socket, answer, sizeof(answer), 0);
		if (length < 0)
			return -errno;
		if (header->nlmsg_type == NLMSG_ERROR)
			return ((struct nlmsgerr *)NLMSG_DATA(header))->error;
		if (reply)
			memcpy(reply, answer,
			       (size_t)length < size ? (size_t)length : size);
	}
}

static int family_find(int socket, const char *name)
{
	struct request request;
	char reply[4096] = { 0 };
	const struct nlmsghdr *header = (void *)reply;
	unsigned int at = NLMSG_LENGTH(GENL_HDRLEN);
	int err;

	request_begin(&request, GENL_ID_CTRL, CTRL_CMD_GETFAMILY);
	request_put(&request, CTRL_ATTR_FAMILY_NAME, name, strlen(name) + 1);
	err = request_send(socket, &request, reply, sizeof(reply));
	if (err)
		return err;
	while (at + NLA_HDRLEN < header->nlmsg_len) {
		const struct nlattr *attribute = (void *)(reply + at);

		if (attribute->nla_type == CTRL_ATTR_FAMILY_ID)
			return *(const uint16_t *)(attribute + 1);
		at += NLA_ALIGN(attribute->nla_len);
	}
	return -ENOENT;
}

int netdev_open(struct netdev *netdev, const char *interface)
{
	netdev->interface = if_nametoindex(interface);
	if (!netdev->interface)
		return -errno;
	netdev->socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
				NETLINK_GENERIC);
	if (netdev->socket < 0)
		return -errno;
	netdev->family = family_find(netdev->socket, NETDEV_FAMILY_NAME);
	if (netdev->family > 0)
		return 0;
	close(netdev->socket);
	return netdev->family;
}

int netdev_bind_rx(const struct netdev *netdev, int dmabuf)
{
	struct request request;
	struct nlattr *queue;

	request_begin(&request, netdev->family, NETDEV_CMD_BIND_RX);
	request_put_u32(&request, NETDEV_A_DMABUF_IFINDEX, netdev->interface);
	request_put_u32(&request, NETDEV_A_DMABUF_FD, dmabuf);
	queue = request_put(&request, NETDEV_A_DMABUF_QUEUES | NLA_F_NESTED,
			    NULL, 0);
	request_put_u32(&request, NETDEV_A_QUEUE_ID, 0);
	request_put_u32(&request, NETDEV_A_QUEUE_TYPE, NETDEV_QUEUE_TYPE_RX);
	queue->nla_len = (char *)&request + request.header.nlmsg_len -
			 (char *)queue;
	return request_send(netdev->socket, &request, NULL, 0);
}

int netdev_bind_tx(const struct netdev *netdev, int dmabuf)
{
	struct request request;

	request_begin(&request, netdev->family, CMD_BIND_TX);
	request_put_u32(&request, NETDEV_A_DMABUF_IFINDEX, netdev->interface);
	request_put_u32(&request, NETDEV_A_DMABUF_FD, dmabuf);
	return request_send(netdev->socket, &request, NULL, 0);
}

void netdev_close(struct netdev *netdev)
{
	close(netdev->socket);
}
