// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocates restricted memory with nothing but the C library: the ioctl is
 * the kernel's own, on the node that a heap has.
 *
 *	cc -o alloc alloc.c && ./alloc secure-video 1048576
 */
#include <err.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct dma_heap_allocation_data data = { .fd_flags = O_RDWR | O_CLOEXEC };
	char path[80], line[128];
	FILE *info;
	int heap;

	if (argc != 3)
		errx(2, "usage: alloc secure-video|trusted-ui|secure-video-record BYTES");
	snprintf(path, sizeof(path), "/dev/dma_heap/protected,%s", argv[1]);
	heap = open(path, O_RDONLY | O_CLOEXEC);
	if (heap < 0)
		err(1, "%s", path);
	data.len = strtoull(argv[2], NULL, 0);
	if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &data) < 0)
		err(1, "%s: no %s bytes", path, argv[2]);

	/* A dma-buf, for a decoder, a display, a TEE; the CPU can't look in. */
	printf("%lld bytes\n", (long long)lseek(data.fd, 0, SEEK_END));
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%u", data.fd);
	info = fopen(path, "r");
	if (!info)
		err(1, "%s", path);
	while (fgets(line, sizeof(line), info))
		fputs(line, stdout);
	return 0;
}
