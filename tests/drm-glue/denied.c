// SPDX-License-Identifier: GPL-2.0-only
/*
 * The administrator denies the device a buffer that it has already
 */
#include <errno.h>
#include <linux/rstmem.h>
#include <string.h>
#include <unistd.h>

#include "lib/policy.h"
#include "tests.h"

static const struct heap *const video = &heaps[0];

static int import(const struct display *display, int fd, uint32_t *handle)
{
	return drmPrimeFDToHandle(display->fd, fd, handle) ? -errno : 0;
}

static int show(const struct display *display, uint32_t fb)
{
	return drmModeSetPlane(display->fd, display->overlay, display->crtc, fb,
			       0, 0, 0, VIDEO_WIDTH, VIDEO_HEIGHT, 0, 0,
			       VIDEO_WIDTH << 16, VIDEO_HEIGHT << 16);
}

static void test_shown(const struct display *display, int fd, uint32_t fb)
{
	long long refused = books_read(video).refused;
	uint32_t handle;

	show(display, fb);
	tap(books_read(video).refused == refused, "it is shown while it may be");

	tap(trace_begin() && !verdict_write(video, "deny", DISPLAY),
	    "the administrator denies the display");
	refused = books_read(video).refused;
	show(display, fb);
	tap(books_read(video).refused > refused && trace_refused(DISPLAY),
	    "the next frame of an imported buffer is refused, and traced");
	tap(import(display, fd, &handle) == 0,
	    "the client has its handle still");

	verdict_write(video, "forget", DISPLAY);
	refused = books_read(video).refused;
	show(display, fb);
	tap(books_read(video).refused == refused,
	    "when that is forgotten, it is shown again");
}

/* Fails where the policy is asked when a buffer is imported, and never again. */
void test_denied(const struct display *display)
{
	int fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, VIDEO_SIZE);
	struct dumb dumb;
	uint32_t handle, fb;

	if (!tap(fd >= 0, "a buffer (%s)", fd < 0 ? strerror(-fd) : "got it") ||
	    !dumb_create(display, &dumb))
		return;
	if (tap(!display_show(display, dumb.fb) &&
		!import(display, fd, &handle) &&
		!add_nv12(display, handle, handle, VIDEO_WIDTH,
			  VIDEO_WIDTH * VIDEO_HEIGHT, &fb),
		"a framebuffer in it")) {
		test_shown(display, fd, fb);
		drmModeRmFB(display->fd, fb);
		close_handle(display, handle);
	}
	dumb_destroy(display, &dumb);
	close(fd);
}
