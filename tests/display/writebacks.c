// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of what the display shows: restricted layers are black in them, and
 * what can't be copied to is refused
 */
#include <errno.h>
#include <linux/rstmem.h>
#include <string.h>
#include <unistd.h>

#include "black.h"
#include "capture.h"
#include "crc.h"
#include "restricted.h"
#include "tests.h"

/* Bit by bit, as engine/panel.h's. */
static uint32_t slow_crc(const uint8_t *data, size_t size)
{
	uint32_t crc = ~0u;

	while (size--) {
		crc ^= *data++;
		for (int i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static bool is_black(const struct dumb *copy, unsigned int width,
		     unsigned int height)
{
	for (unsigned int y = 0; y < height; y++)
		for (unsigned int x = 0; x < width; x++)
			if (pixel_at(copy, x, y))
				return false;
	return true;
}

static bool is_right(const struct display *display, const struct dumb *copy)
{
	(void)display;
	return is_black(copy, 16, 16) && pixel_at(copy, 16, 0) == 0xa5a5a5;
}

/* Fails where the CRCs are of another picture than the copies. */
static void test_same_picture(const struct display *display, int crcs,
			      struct dumb *primary, struct dumb *copy)
{
	struct request nothing = { 0 };
	uint32_t crc, own;

	for (size_t i = 0; i < primary->size; i++)
		primary->pixels[i] = i * 7 + i / 4096;
	crc = crc_of(display, crcs, primary->fb);
	tap(!capture(display, &nothing, copy), "a copy");
	own = slow_crc(copy->pixels, (size_t)copy->pitch *
		       display->mode.vdisplay);
	tap(crc == own, "its CRC is the frame's (%08x, %08x)", own, crc);
}

static void test_refused(const struct display *display, struct dumb *copy)
{
	struct display small = *display;
	struct request nothing = { 0 };
	struct dumb target = *copy;
	uint32_t handle = 0, handles[4], pitches[4], offsets[4] = { 0 };
	int fd, ret;

	small.mode.hdisplay -= 16;
	if (dumb_create(&small, &target)) {
		tap(capture(display, &nothing, &target) == -EINVAL,
		    "refused: a copy that is smaller than the mode");
		dumb_destroy(&small, &target);
	}

	fd = heap_alloc(RSTMEM_HEAP_TRUSTED_UI,
			display->mode.hdisplay * display->mode.vdisplay * 4);
	drmPrimeFDToHandle(display->fd, fd, &handle);
	handles[0] = handle;
	pitches[0] = display->mode.hdisplay * 4;
	ret = drmModeAddFB2(display->fd, display->mode.hdisplay,
			    display->mode.vdisplay, DRM_FORMAT_XRGB8888,
			    handles, pitches, offsets, &target.fb, 0);
	tap(!ret && capture(display, &nothing, &target) == -EACCES,
	    "refused: a copy to restricted memory");
	drmModeRmFB(display->fd, target.fb);
	close_handle(display, handle);
	close(fd);
}

void test_writebacks(const struct display *display)
{
	struct dumb primary, copy;
	int crcs;

	if (!dumb_create(display, &primary) || !dumb_create(display, &copy) ||
	    !tap(!display_show(display, primary.fb), "set a mode"))
		return;
	black_in_copies(display, &primary, &copy, is_right, "copies");
	crcs = crc_begin(display);
	test_same_picture(display, crcs, &primary, &copy);
	close(crcs);
	test_refused(display, &copy);
	dumb_destroy(display, &copy);
	dumb_destroy(display, &primary);
}
