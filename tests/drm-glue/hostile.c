// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clients that look for a way to the bytes, or want to break the display
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/rstmem.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/policy.h"
#include "frames.h"
#include "tests.h"

#define FLOOD	2000
#define KILLS	20
#define NOBODY	65534

/* Where DRM's offsets for mmap() begin, and how many pages are tried. */
#define FIRST_OFFSET	(1ull << 32)
#define OFFSETS		4096

static const struct heap *const video = &heaps[0];

static bool same_file(int one, int two)
{
	struct stat a, b;

	return !fstat(one, &a) && !fstat(two, &b) && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* By no call on the descriptor either. */
static bool is_readable(int fd)
{
	struct dma_buf_sync sync = {
		.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_READ,
	};
	void *address = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
	char byte;

	if (address != MAP_FAILED) {
		munmap(address, 4096);
		return true;
	}
	ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync);
	return read(fd, &byte, 1) >= 0 || pread(fd, &byte, 1, 0) >= 0;
}

/* Neither the handle nor what is exported from it opens a way for the CPU. */
static bool opens_nothing(int device, uint32_t handle, int buffer)
{
	static const uint32_t modes[] = {
		DRM_CLOEXEC, DRM_CLOEXEC | DRM_RDWR,
	};
	uint64_t offset;

	if (drmModeMapDumbBuffer(device, handle, &offset) != -EINVAL)
		return false;
	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++) {
		bool good;
		int fd;

		if (drmPrimeHandleToFD(device, handle, modes[i], &fd))
			return false;
		good = same_file(fd, buffer) && !is_readable(fd);
		close(fd);
		if (!good)
			return false;
	}
	return true;
}

/* Another client, which has nothing but the handle, tries what MAP_DUMB may say. */
static void test_offsets(const struct display *display, int buffer)
{
	int device = drmOpen("rst-disp", NULL), mapped = 0;
	uint64_t offset = 0;
	struct dumb dumb;
	uint32_t handle;

	if (dumb_create(display, &dumb)) {
		drmModeMapDumbBuffer(display->fd, dumb.handle, &offset);
		dumb_destroy(display, &dumb);
	}
	tap(!drmPrimeFDToHandle(device, buffer, &handle) &&
	    offset >= FIRST_OFFSET && offset < FIRST_OFFSET + OFFSETS * 4096ull,
	    "another client imports it, and knows where dumb buffers are");
	for (uint64_t i = 0; i < OFFSETS; i++) {
		void *address = mmap(NULL, 4096, PROT_READ, MAP_SHARED, device,
				     FIRST_OFFSET + i * 4096);

		if (address == MAP_FAILED)
			continue;
		munmap(address, 4096);
		mapped++;
	}
	tap(!mapped, "%d offsets of the device, and none can be mapped",
	    OFFSETS);
	drmClose(device);
}

static void test_flink(const struct display *display, const struct frame *frame)
{
	struct drm_gem_flink flink = { .handle = frame->handle };
	struct drm_gem_open open = {};
	int device = drmOpen("rst-disp", NULL);

	if (!tap(!drmIoctl(display->fd, DRM_IOCTL_GEM_FLINK, &flink),
		 "a handle gets a global name"))
		return;
	open.name = flink.name;
	tap(!drmIoctl(device, DRM_IOCTL_GEM_OPEN, &open) &&
	    open.size >= VIDEO_SIZE &&
	    opens_nothing(device, open.handle, frame->fd),
	    "who opens the name gets no further than who has the handle");
	drmClose(device);
}

/* The handle that GETFB gives to somebody who is not the master: none. */
static bool nobody_gets_fb(uint32_t fb)
{
	int status, device = drmOpen("rst-disp", NULL);
	pid_t child = fork();

	if (!child) {
		drmModeFB2 *info;
		int handle;

		if (setresgid(NOBODY, NOBODY, NOBODY) ||
		    setresuid(NOBODY, NOBODY, NOBODY))
			_exit(99);
		info = drmModeGetFB2(device, fb);
		handle = info ? info->handles[0] : 0;
		_exit(handle ? 1 : 0);
	}
	waitpid(child, &status, 0);
	drmClose(device);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void test_getfb(const struct display *display, const struct frame *frame)
{
	uint32_t handles[4] = { frame->handle }, pitches[4] = { 1024 };
	uint32_t offsets[4] = {}, fb;
	drmModeFB *info;

	tap(nobody_gets_fb(frame->fb), "GETFB2 gives a handle to no stranger");
	if (drmModeAddFB2(display->fd, 256, 200, DRM_FORMAT_XRGB8888, handles,
			  pitches, offsets, &fb, 0)) {
		tap(false, "XRGB8888 in a restricted buffer");
		return;
	}
	info = drmModeGetFB(display->fd, fb);
	if (tap(info && info->handle, "GETFB gives one to the master"))
		tap(opens_nothing(display->fd, info->handle, frame->fd),
		    "and that opens no way to the pixels");
	if (info)
		close_handle(display, info->handle);
	drmModeFreeFB(info);
	drmModeRmFB(display->fd, fb);
}

/* A device that nobody allowed gets nothing by way of one that somebody did. */
static void test_handed_on(const struct display *display,
			   const struct frame *frame)
{
	int fd = -1, err = importer_begin();

	tap(!err && !drmPrimeHandleToFD(display->fd, frame->handle,
					DRM_CLOEXEC | DRM_RDWR, &fd) &&
	    importer_give("attach", fd) == -EACCES &&
	    importer_give("vmap", fd) == -EINVAL,
	    "another device gets nothing of what the display exports");
	close(fd);
	module_unload("rst_importer");
}

void test_ways(const struct display *display)
{
	struct frame frame;
	uint32_t again = 0;

	if (!tap(!frame_get(display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frame),
		 "a framebuffer in restricted memory"))
		return;
	tap(opens_nothing(display->fd, frame.handle, frame.fd),
	    "a handle can be neither mapped nor exported as something else");
	tap(!import(display, frame.fd, &again) && again == frame.handle,
	    "imported again it is the same handle");
	test_offsets(display, frame.fd);
	test_flink(display, &frame);
	test_getfb(display, &frame);
	test_handed_on(display, &frame);
	frame_put(display, &frame);
	tap(heap_empties(video->name), "nothing is kept");
}

/* Framebuffers until there are FLOOD, or no more; none is removed. */
static int flood(const struct display *display, struct frame *frame)
{
	uint32_t fb;
	int count = 0;

	while (count < FLOOD &&
	       !add_nv12(display, frame->handle, frame->handle, VIDEO_WIDTH,
			 VIDEO_WIDTH * VIDEO_HEIGHT, &fb)) {
		/* Some are shown as well. */
		if (count % 100 == 0)
			plane_show(display, display->overlay, fb, VIDEO_WIDTH,
				   VIDEO_HEIGHT);
		count++;
	}
	return count;
}

static bool works(void)
{
	struct display display;
	struct frame frame;
	struct dumb dumb;
	struct flip flip;
	bool good;

	display_open(&display);
	if (!dumb_create(&display, &dumb) ||
	    frame_get(&display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frame))
		return false;
	good = !display_show(&display, dumb.fb) &&
	       !flip_and_wait(&display, dumb.fb, &flip) &&
	       !plane_show(&display, display.overlay, frame.fb, VIDEO_WIDTH,
			   VIDEO_HEIGHT);
	frame_put(&display, &frame);
	dumb_destroy(&display, &dumb);
	display_close(&display);
	return good;
}

static void flood_and_wait(int report)
{
	struct display display;
	struct frame frame;
	struct dumb dumb;
	int count = 0;

	display_open(&display);
	if (dumb_create(&display, &dumb) && !display_show(&display, dumb.fb) &&
	    !frame_get(&display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frame))
		count = flood(&display, &frame);
	if (write(report, &count, sizeof(count)) == sizeof(count))
		pause();
	_exit(1);
}

/* Fails where a client's framebuffers outlive it, or stop the next one. */
void test_flood(void)
{
	int ends[2], count = 0, status;
	pid_t child;

	if (pipe(ends))
		return (void)tap(false, "a pipe");
	child = fork();
	if (!child)
		flood_and_wait(ends[1]);
	tap(read(ends[0], &count, sizeof(count)) == sizeof(count) &&
	    count == FLOOD, "a client makes %d framebuffers of one buffer",
	    count);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	close(ends[0]);
	close(ends[1]);
	tap(heap_empties(video->name), "it is killed, and nothing is kept");
	tap(works(), "the display works for the next one");
}

/* Shows one of two restricted buffers after the other, until it is killed. */
static void commit_for_ever(void)
{
	struct display display;
	struct frame frames[2];
	struct dumb dumb;

	display_open(&display);
	if (!dumb_create(&display, &dumb) || display_show(&display, dumb.fb) ||
	    frame_get(&display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frames[0]) ||
	    frame_get(&display, RSTMEM_HEAP_SECURE_VIDEO_PLAY, &frames[1]))
		_exit(1);
	for (int i = 0; ; i++)
		if (plane_show(&display, display.overlay, frames[i & 1].fb,
			       VIDEO_WIDTH, VIDEO_HEIGHT))
			_exit(1);
}

static bool kill_one(unsigned int milliseconds)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return false;
	if (!child)
		commit_for_ever();
	usleep(milliseconds * 1000);
	kill(child, SIGKILL);
	return waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

/* Fails where what a commit holds is held when its client is gone. */
void test_killed(void)
{
	int killed = 0;

	for (int i = 0; i < KILLS; i++)
		killed += kill_one(60 + 13 * i);
	tap(killed == KILLS, "%d of %d clients are killed in mid-commit",
	    killed, KILLS);
	tap(heap_empties(video->name), "nothing is kept");
	tap(works(), "the display works for the next one");
}
