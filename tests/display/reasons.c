// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the display refuses, it says why: drm.debug has a line for each, beside
 * those of planes (tests/drm-glue/commits.c)
 */
#include <errno.h>
#include <linux/rstmem.h>
#include <unistd.h>

#include "../drm-glue/log.h"
#include "capture.h"
#include "lib/udmabuf.h"
#include "restricted.h"
#include "tests.h"

static void test_copies(const struct display *display)
{
	struct display small = *display;
	struct request nothing = { 0 }, off = { 0 };
	struct dumb target = { 0 };

	small.mode.hdisplay -= 16;
	if (!dumb_create(&small, &target))
		return;
	tap(capture(display, &nothing, &target) == -EINVAL &&
	    log_has("a copy of 624x360", "the mode is 640x360"),
	    "a copy that is too small: EINVAL, and both sizes");
	request_add(&off, display->crtc, "ACTIVE", 0);
	tap(capture(display, &off, &target) == -EINVAL &&
	    log_has("has framebuffer, but", "is off"),
	    "a copy of a display that is off: EINVAL, and that it is");
	dumb_destroy(&small, &target);

	target.fb = restricted_fb(display, NULL);
	tap(target.fb && capture(display, &nothing, &target) == -EACCES &&
	    log_has("a copy to restricted memory", ""),
	    "a copy to restricted memory: EACCES, and that it is");
	drmModeRmFB(display->fd, target.fb);
}

static void test_framebuffers(const struct display *display)
{
	struct dumb one, two;
	uint32_t fb;

	if (!dumb_create(display, &one) || !dumb_create(display, &two))
		return;
	tap(add_nv12(display, one.handle, two.handle, VIDEO_WIDTH, 0, &fb) ==
	    -EINVAL && log_has("colour planes", "several objects"),
	    "colour planes in two objects: EINVAL, and that they are");
	dumb_destroy(display, &two);
	dumb_destroy(display, &one);
}

static void test_imports_refused(const struct display *display)
{
	int fd = udmabuf_create(1 << 20);
	uint32_t handle;

	if (fd < 0)
		return (void)tap_skip("an ordinary dma-buf", "no udmabuf");
	tap(drmPrimeFDToHandle(display->fd, fd, &handle) && errno == EINVAL &&
	    log_has("import refused", "neither restricted nor"),
	    "an ordinary dma-buf: EINVAL, and what would do");
	close(fd);
	fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_RECORD, VIDEO_SIZE);
	tap(drmPrimeFDToHandle(display->fd, fd, &handle) && errno == EACCES &&
	    log_has_error("restricted buffer refused", "EACCES", EACCES),
	    "what the policy denies: EACCES, and that it does");
	close(fd);
}

void test_reasons(const struct display *display)
{
	struct dumb dumb;

	if (!dumb_create(display, &dumb) ||
	    !tap(!display_show(display, dumb.fb), "set a mode"))
		return;
	log_begin();
	test_copies(display);
	test_framebuffers(display);
	test_imports_refused(display);
	log_end();
	dumb_destroy(display, &dumb);
}
