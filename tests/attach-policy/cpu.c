// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
/*
 * The CPU's ways into a dma-buf, from the kernel and from user space. Each is
 * first tried on ordinary memory, where it works, so that a test fails where an
 * operation appears, and where the attempt itself is none.
 */
#include <errno.h>
#include <linux/dma-buf.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/tap.h"
#include "lib/policy.h"
#include "lib/udmabuf.h"

#define SIZE	65536

static int buffer, ordinary;

static void check_kernel(const char *parameter, int wanted, const char *what)
{
	int err = importer_give(parameter, ordinary);

	if (err == -ENXIO)
		tap(true, "%s of ordinary memory # SKIP this kernel hides pages from importers",
		    what);
	else
		tap(!err, "%s of ordinary memory works (%d)", what, err);
	err = importer_give(parameter, buffer);
	tap(err == wanted, "%s of a restricted buffer: %s (got %d)", what,
	    wanted ? strerrorname_np(-wanted) : "nothing to do", err);
}

static void test_kernel(void)
{
	importer_give("operations", ordinary);
	tap(importer_says("operations", " mmap") &&
	    importer_says("operations", " vmap") &&
	    importer_says("operations", " begin_cpu_access"),
	    "ordinary memory has operations for the CPU");
	importer_give("operations", buffer);
	tap(!importer_says("operations", "a"), "a restricted buffer has none");
	check_kernel("vmap", -EINVAL, "dma_buf_vmap()");
	/* The core has nothing to call, and nothing to refuse. */
	check_kernel("cpu_access", 0, "dma_buf_begin_cpu_access()");

	verdict_write(&heaps[0], "allow", DEVICE);
	check_kernel("load", -ENXIO, "a load from an importer's first page");
	verdict_write(&heaps[0], "forget", DEVICE);
}

static bool mmap_works(int fd, int prot, int flags)
{
	void *address = mmap(NULL, 4096, prot, flags, fd, 0);

	if (address == MAP_FAILED)
		return false;
	munmap(address, 4096);
	return true;
}

static void test_user(void)
{
	struct dma_buf_sync sync = {
		.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW };
	struct dma_buf_export_sync_file fence = { .flags = DMA_BUF_SYNC_RW };
	char byte;

	tap(mmap_works(ordinary, PROT_READ, MAP_SHARED),
	    "mmap of ordinary memory works");
	tap(!mmap_works(buffer, PROT_READ, MAP_SHARED) && errno == EINVAL,
	    "mmap of a restricted buffer: EINVAL");
	tap(!mmap_works(buffer, PROT_NONE, MAP_SHARED) && errno == EINVAL,
	    "mmap without any access: EINVAL");
	tap(!mmap_works(buffer, PROT_WRITE, MAP_PRIVATE) && errno == EINVAL,
	    "a private mmap: EINVAL");
	tap(read(buffer, &byte, 1) < 0 && errno == EINVAL, "read: EINVAL");
	tap(write(buffer, &byte, 1) < 0 && errno == EINVAL, "write: EINVAL");
	tap(!ioctl(buffer, DMA_BUF_IOCTL_SYNC, &sync) &&
	    !mmap_works(buffer, PROT_READ, MAP_SHARED),
	    "DMA_BUF_IOCTL_SYNC has nothing to do, and opens nothing");
	fence.fd = -1;
	if (tap(!ioctl(buffer, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &fence),
		"a sync_file of it")) {
		tap(read(fence.fd, &byte, 1) < 0 &&
		    !mmap_works(fence.fd, PROT_READ, MAP_SHARED),
		    "is a fence, without content");
		close(fence.fd);
	}
	tap(udmabuf_from(buffer, SIZE) == -EBADFD,
	    "udmabuf takes it for no memfd: EBADFD");
}

int main(int argc, char **argv)
{
	int node = node_open(&heaps[0]), err = importer_begin();

	tap_start(argc, argv);
	buffer = node_alloc(node, SIZE);
	ordinary = udmabuf_create(SIZE);
	if (tap(!err && buffer >= 0 && ordinary >= 0,
		"a device, a buffer, and ordinary memory (%d, %d, %d)", err,
		buffer, ordinary)) {
		TAP_CASE(test_kernel);
		TAP_CASE(test_user);
	}
	close(ordinary);
	close(buffer);
	close(node);
	module_unload("rst_importer");
	return tap_done();
}
