// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two clients, one display: who is master shows, and gets at handles
 */
#include <errno.h>
#include <linux/rstmem.h>
#include <string.h>
#include <unistd.h>

#include "tests.h"

/* XRGB8888 in a restricted buffer: GETFB knows formats of one plane only. */
static uint32_t restricted_rgb(const struct display *display, uint32_t *handle)
{
	uint32_t handles[4] = { 0 }, pitches[4] = { 64 * 4 }, offsets[4] = { 0 };
	int fd = heap_alloc(RSTMEM_HEAP_SECURE_VIDEO_PLAY, 64 * 64 * 4);
	uint32_t fb = 0;

	if (fd < 0 || drmPrimeFDToHandle(display->fd, fd, handle))
		return 0;
	close(fd);
	handles[0] = *handle;
	if (drmModeAddFB2(display->fd, 64, 64, DRM_FORMAT_XRGB8888, handles,
			  pitches, offsets, &fb, 0))
		return 0;
	return fb;
}

/* Fails where a handle of another file's framebuffer gets at the pixels. */
static void test_getfb(const struct display *display,
		       const struct display *other, uint32_t fb)
{
	const struct display *displays[] = { display, other };

	/* Root gets handles whether it is master or not. */
	for (int i = 0; i < 2; i++) {
		drmModeFB *info = drmModeGetFB(displays[i]->fd, fb);
		uint64_t offset;

		tap(info && info->handle, "GETFB gives a handle");
		tap(info && drmModeMapDumbBuffer(displays[i]->fd, info->handle,
						 &offset) == -EINVAL,
		    "refused: to map a handle from GETFB");
		if (info)
			close_handle(displays[i], info->handle);
		drmModeFreeFB(info);
	}
}

/* As when another desktop is switched to and back. */
static void test_switch(const struct display *display,
			const struct display *other, const struct dumb *dumb)
{
	struct dumb theirs;
	struct flip flip;
	int ret;

	if (!dumb_create(other, &theirs))
		return;
	ret = display_show(other, theirs.fb);
	tap(ret == -EACCES, "refused: a mode from who is not master (%s)",
	    strerror(-ret));
	tap(!drmDropMaster(display->fd) && !drmSetMaster(other->fd),
	    "the master changes");
	ret = flip_and_wait(display, dumb->fb, &flip);
	tap(ret == -EACCES, "refused: a flip from who was master (%s)",
	    strerror(-ret));
	tap(!display_show(other, theirs.fb) &&
	    !flip_and_wait(other, theirs.fb, &flip), "the new one shows");
	tap(!drmDropMaster(other->fd) && !drmSetMaster(display->fd) &&
	    !display_show(display, dumb->fb) &&
	    !flip_and_wait(display, dumb->fb, &flip), "and the old one again");
	dumb_destroy(other, &theirs);
}

void test_masters(const struct display *display)
{
	struct display other;
	uint32_t handle = 0, fb;
	struct dumb dumb;

	if (!dumb_create(display, &dumb))
		return;
	tap(!display_show(display, dumb.fb), "set a mode");
	display_open(&other);
	fb = restricted_rgb(display, &handle);
	if (tap(fb, "XRGB8888 in a restricted buffer"))
		test_getfb(display, &other, fb);
	test_switch(display, &other, &dumb);
	drmModeRmFB(display->fd, fb);
	close_handle(display, handle);
	display_close(&other);
	dumb_destroy(display, &dumb);
}
