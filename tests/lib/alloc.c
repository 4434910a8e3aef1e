// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/text.h"

int node_alloc_as(int node, uint64_t size, int flags)
{
	struct dma_heap_allocation_data data = {
		.len = size,
		.fd_flags = flags,
	};

	return ioctl(node, DMA_HEAP_IOCTL_ALLOC, &data) ? -errno :
							  (int)data.fd;
}

int node_alloc(int node, uint64_t size)
{
	return node_alloc_as(node, size, O_RDWR | O_CLOEXEC);
}

int heap_alloc(const char *heap, uint64_t size)
{
	char path[128];
	int node, ret;

	snprintf(path, sizeof(path), "/dev/dma_heap/%s", heap);
	node = open(path, O_RDWR | O_CLOEXEC);
	if (node < 0)
		return -errno;
	ret = node_alloc(node, size);
	close(node);
	return ret;
}

long heap_bytes(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/rstmem/%s/bytes", name);
	return number_read(path);
}

bool heap_empties(const char *name)
{
	unsigned int i;

	for (i = 0; i < 100; i++) {
		if (!heap_bytes(name))
			return true;
		usleep(50000);
	}
	return false;
}
