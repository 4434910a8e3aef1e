// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * DMA_HEAP_IOCTL_ALLOC by clients that know a shorter or a longer structure
 * than the node: the kernel's own class serves both, and its selftest looks for
 * that (dmabuf_heap_alloc_older, dmabuf_heap_alloc_newer).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-heap.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/heap.h"
#include "lib/tap.h"

#define PAGE	getpagesize()
#define LONGEST	_IOC_SIZEMASK
#define PATTERN	0xa5

/* Whatever the size, the structure begins like the one that is known. */
union request {
	struct dma_heap_allocation_data data;
	unsigned char bytes[LONGEST + 1];
};

static union request request;

static unsigned long command(size_t size)
{
	return _IOC(_IOC_READ | _IOC_WRITE, DMA_HEAP_IOC_MAGIC, 0, size);
}

/* A descriptor or -errno; what is behind the known structure is @rest. */
static int alloc_by(int node, size_t size, unsigned char rest)
{
	memset(&request, rest, sizeof(request));
	request.data = (struct dma_heap_allocation_data) {
		.len = PAGE, .fd_flags = O_RDWR | O_CLOEXEC,
	};
	if (size < sizeof(request.data))
		memset(request.bytes + size, rest, sizeof(request.data) - size);
	return ioctl(node, command(size), &request) ? -errno :
						      (int)request.data.fd;
}

/* Neither the rest of a longer structure nor what is behind a shorter one. */
static bool untouched(size_t from, unsigned char rest)
{
	size_t i;

	for (i = from; i < sizeof(request); i++)
		if (request.bytes[i] != rest)
			return false;
	return true;
}

static void test_older(int node)
{
	size_t size = offsetof(struct dma_heap_allocation_data, heap_flags);
	int fd = alloc_by(node, size, PATTERN);

	tap(fd >= 0 && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR,
	    "a structure without heap_flags (%d)", fd);
	tap(untouched(size, PATTERN), "nothing is written behind it");
	close(fd);
}

/* The class in the kernel does not look at what it does not know. */
static void test_newer(int node)
{
	int fd = alloc_by(node, sizeof(request.data) + 24, PATTERN);

	tap(fd >= 0, "24 bytes more, of which the node knows nothing (%d)", fd);
	tap(untouched(sizeof(request.data), PATTERN), "they are left alone");
	close(fd);
}

/* Fails where a size is served that has no room for the descriptor, or not. */
static void test_every_size(int node)
{
	size_t least = offsetof(struct dma_heap_allocation_data, fd_flags);
	size_t size, wrong = 0, served = 0;
	int before = fds_open();

	for (size = 0; size <= LONGEST; size = size < 64 ? size + 1 :
					       size * 2 - 1) {
		int fd = alloc_by(node, size, 0);

		if (fd >= 0) {
			served++;
			close(fd);
		}
		wrong += size < least ? fd != -EINVAL : fd < 0;
		wrong += !untouched(size < sizeof(request.data) ?
				    (size < least ? sizeof(request.data) : size) :
				    sizeof(request.data), 0);
	}
	tap(!wrong && served > 60, "%zu sizes served, %zu wrong", served, wrong);
	tap(fds_open() == before && eventually(!books_read(&heaps[0]).bytes),
	    "nothing is left");
}

/* Only what is known is read, and must be there. */
static void test_edge(int node)
{
	size_t known = sizeof(struct dma_heap_allocation_data);
	unsigned char *two = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct dma_heap_allocation_data data = { .len = PAGE };
	void *last = two + PAGE - known;
	int err;

	munmap(two + PAGE, PAGE);
	memcpy(last, &data, known);
	tap(!ioctl(node, DMA_HEAP_IOCTL_ALLOC, last), "up to the last byte");
	memcpy(&data, last, known);
	close(data.fd);
	memcpy(two + PAGE - known + 1, &(struct dma_heap_allocation_data) {
	       .len = PAGE }, known - 1);
	err = ioctl(node, command(known), two + PAGE - known + 1) ? errno : 0;
	tap(err == EFAULT, "a byte of it is not there: EFAULT (got %d)", err);
	munmap(two, PAGE);
}

int main(int argc, char **argv)
{
	int node = node_open(&heaps[0]);

	tap_start(argc, argv);
	if (tap(node >= 0, "%s is there", heaps[0].node)) {
		TAP_CASE(test_older, node);
		TAP_CASE(test_newer, node);
		TAP_CASE(test_every_size, node);
		TAP_CASE(test_edge, node);
		close(node);
	}
	return tap_done();
}
