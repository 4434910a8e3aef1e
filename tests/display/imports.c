// SPDX-License-Identifier: GPL-2.0-only
/*
 * PRIME: what may be imported, and that an import opens no door to the CPU
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/rstmem.h>
#include <linux/udmabuf.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests.h"

static int import(const struct display *display, int fd, uint32_t *handle)
{
	return drmPrimeFDToHandle(display->fd, fd, handle) ? -errno : 0;
}

static bool same_file(int one, int two)
{
	struct stat a, b;

	return !fstat(one, &a) && !fstat(two, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

static bool can_map(int fd)
{
	void *address = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);

	if (address == MAP_FAILED)
		return false;
	munmap(address, 4096);
	return true;
}

/* Fails where the CPU finds any way to the buffer through its GEM handle. */
static void test_no_cpu(const struct display *display, int fd, uint32_t handle)
{
	uint64_t offset = 0;
	int again = -1;

	tap(drmModeMapDumbBuffer(display->fd, handle, &offset) == -EINVAL,
	    "refused: to map a restricted handle");
	tap(!drmPrimeHandleToFD(display->fd, handle, DRM_CLOEXEC | DRM_RDWR,
				&again) && same_file(fd, again),
	    "an export of the handle is the same dma-buf");
	tap(!can_map(again), "refused: mmap of what was exported");
	close(again);
}

static void test_getfb(const struct display *display, uint32_t fb)
{
	drmModeFB2 *info = drmModeGetFB2(display->fd, fb);
	uint64_t offset;

	if (!tap(info && info->handles[0],
		 "GETFB2 gives a handle to the master"))
		return;
	tap(drmModeMapDumbBuffer(display->fd, info->handles[0],
				 &offset) == -EINVAL,
	    "refused: to map a handle from GETFB2");
	close_handle(display, info->handles[0]);
	drmModeFreeFB2(info);
}

/* Above a desktop, where no trusted user interface may be. */
static void test_shown(const struct display *display, uint32_t handle,
		       bool trusted)
{
	uint32_t fb;
	int ret;

	if (!tap(!add_nv12(display, handle, handle, VIDEO_WIDTH,
			   VIDEO_WIDTH * VIDEO_HEIGHT, &fb),
		 "NV12 in a restricted buffer"))
		return;
	ret = drmModeSetPlane(display->fd, display->overlay, display->crtc, fb,
			      0, 0, 0, VIDEO_WIDTH, VIDEO_HEIGHT, 0, 0,
			      VIDEO_WIDTH << 16, VIDEO_HEIGHT << 16);
	tap(ret == (trusted ? -EINVAL : 0), "%sa restricted buffer on the overlay (%s)",
	    trusted ? "refused: " : "", ret ? strerror(-ret) : "shown");
	test_getfb(display, fb);
	drmModeRmFB(display->fd, fb);
}

static void test_heap(const struct display *display, const char *heap, int want)
{
	int ret, fd = heap_alloc(heap, VIDEO_SIZE);
	uint32_t handle;

	if (fd < 0) {
		tap_skip(heap, strerror(-fd));
		return;
	}
	ret = import(display, fd, &handle);
	tap(ret == want, "%s: import of %s (%s)",
	    want ? "refused" : "accepted", heap,
	    ret ? strerror(-ret) : "accepted");
	if (!ret) {
		test_no_cpu(display, fd, handle);
		test_shown(display, handle,
			   !strcmp(heap, RSTMEM_HEAP_TRUSTED_UI));
		close_handle(display, handle);
	}
	close(fd);
}

static int ordinary_dmabuf(void)
{
	struct udmabuf_create create = { .size = 1 << 20 };
	int device, ret;

	device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	if (device < 0)
		return -errno;
	create.memfd = memfd_create("ordinary", MFD_ALLOW_SEALING);
	if (ftruncate(create.memfd, create.size) ||
	    fcntl(create.memfd, F_ADD_SEALS, F_SEAL_SHRINK)) {
		ret = -errno;
	} else {
		ret = ioctl(device, UDMABUF_CREATE, &create);
		ret = ret < 0 ? -errno : ret;
	}
	close(create.memfd);
	close(device);
	return ret;
}

/* Fails where the driver takes pages that belong to another device. */
static void test_ordinary(const struct display *display)
{
	int fd = ordinary_dmabuf();
	uint32_t handle;

	if (fd < 0) {
		tap_skip("refused: an ordinary dma-buf", strerror(-fd));
		return;
	}
	tap(import(display, fd, &handle) == -EINVAL,
	    "refused: an ordinary dma-buf of another device");
	close(fd);
}

/* Fails where an import of a buffer for reading gives it back for writing. */
static void test_mode_kept(const struct display *display)
{
	int node = open("/dev/dma_heap/" RSTMEM_HEAP_SECURE_VIDEO_PLAY,
			O_RDONLY | O_CLOEXEC);
	int fd = node_alloc_as(node, VIDEO_SIZE, O_RDONLY | O_CLOEXEC);
	uint32_t handle = 0;
	int again = -1;

	tap(fd >= 0 && !import(display, fd, &handle) &&
	    !drmPrimeHandleToFD(display->fd, handle, DRM_CLOEXEC | DRM_RDWR,
				&again) &&
	    (fcntl(again, F_GETFL) & O_ACCMODE) == O_RDONLY,
	    "what was imported for reading is exported for reading");
	close(again);
	close_handle(display, handle);
	close(fd);
	close(node);
}

/*
 * What is handed out is the exporter's dma-buf, a file whose mode was fixed when
 * it was opened. Fails where asking for less opens a second one, with books and
 * rights of its own.
 */
static void test_mode_fixed(const struct display *display)
{
	int fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, VIDEO_SIZE);
	uint32_t handle = 0;
	int again = -1;

	tap(fd >= 0 && !import(display, fd, &handle) &&
	    !drmPrimeHandleToFD(display->fd, handle, DRM_CLOEXEC, &again) &&
	    same_file(fd, again) &&
	    (fcntl(again, F_GETFL) & O_ACCMODE) == O_RDWR,
	    "what was imported for both is exported for both, whatever is asked");
	tap(!can_map(again), "refused: mmap of that");
	close(again);
	close_handle(display, handle);
	close(fd);
}

static void test_own(const struct display *display)
{
	struct dumb dumb;
	uint32_t handle = 0;
	int fd = -1;

	if (!dumb_create(display, &dumb))
		return;
	tap(!drmPrimeHandleToFD(display->fd, dumb.handle, DRM_CLOEXEC, &fd) &&
	    !import(display, fd, &handle) && handle == dumb.handle,
	    "a dumb buffer comes back as the same handle");
	close(fd);
	dumb_destroy(display, &dumb);
}

void test_imports(const struct display *display)
{
	struct dumb dumb;

	if (!dumb_create(display, &dumb) || display_show(display, dumb.fb))
		return;
	test_heap(display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, 0);
	test_heap(display, RSTMEM_HEAP_TRUSTED_UI, 0);
	test_heap(display, RSTMEM_HEAP_SECURE_VIDEO_RECORD, -EACCES);
	test_ordinary(display);
	test_mode_kept(display);
	test_mode_fixed(display);
	test_own(display);
	dumb_destroy(display, &dumb);
}
