// SPDX-License-Identifier: LGPL-2.1-or-later
/* Allocating from the heaps' device nodes */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/dma-heap.h>
#include <linux/rstmem.h>

#include "private.h"
#include "rstmem.h"

struct rstmem_heap {
	enum rstmem_use_case use_case;
	bool kernels;	/* not rstmem's */
	int fd;
};

RSTMEM_PUBLIC
struct rstmem_heap *rstmem_heap_open(enum rstmem_use_case use_case)
{
	const char *name = rstmem_use_case_name(use_case);
	struct rstmem_heap *heap;
	char path[64];

	if (!name) {
		errno = EINVAL;
		return NULL;
	}

	heap = malloc(sizeof(*heap));
	if (!heap)
		return NULL;

	snprintf(path, sizeof(path), "/dev/dma_heap/protected,%s", name);
	heap->use_case = use_case;
	heap->kernels = rstmem_heap_supplier(use_case) ==
			RSTMEM_SUPPLIER_KERNEL;
	heap->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (heap->fd < 0) {
		free(heap);
		return NULL;
	}
	return heap;
}

RSTMEM_PUBLIC
void rstmem_heap_close(struct rstmem_heap *heap)
{
	if (!heap)
		return;
	close(heap->fd);
	free(heap);
}

RSTMEM_PUBLIC
enum rstmem_use_case rstmem_heap_use_case(const struct rstmem_heap *heap)
{
	return heap ? heap->use_case : 0;
}

/*
 * The kernel's heaps have one errno for a size that is none and for a TEE that
 * has gone.
 */
static int alloc_failed(const struct rstmem_heap *heap, size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);

	if (heap->kernels && errno == EINVAL && size && size <= SIZE_MAX - page)
		errno = ENODEV;
	return -1;
}

RSTMEM_PUBLIC
int rstmem_heap_alloc(struct rstmem_heap *heap, size_t size)
{
	struct dma_heap_allocation_data data = {
		.len = size,
		.fd_flags = O_RDWR | O_CLOEXEC,
	};

	if (!heap) {
		errno = EINVAL;
		return -1;
	}
	if (ioctl(heap->fd, DMA_HEAP_IOCTL_ALLOC, &data) < 0)
		return alloc_failed(heap, size);
	return data.fd;
}

RSTMEM_PUBLIC
int rstmem_heap_reserve(struct rstmem_heap *heap, size_t size,
			unsigned int count)
{
	struct rstmem_reserve_data data = { .size = size, .count = count };

	if (!heap) {
		errno = EINVAL;
		return -1;
	}
	if (heap->kernels) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return ioctl(heap->fd, RSTMEM_IOC_RESERVE, &data);
}
