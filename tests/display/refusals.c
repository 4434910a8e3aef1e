// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the display refuses. Each refusal stands beside the nearest thing that
 * is accepted: a driver that refuses everything fails here, too.
 */
#include <errno.h>
#include <string.h>

#include "atomic.h"
#include "tests.h"

struct placement {
	uint32_t src_x, src_y, src_w, src_h;	/* 16.16 */
	int32_t x, y;
	uint32_t w, h;
};

static int try_placement(const struct display *display, uint32_t fb,
			 const struct placement *place)
{
	struct request request = { 0 };
	uint32_t plane = display->overlay;

	request_add(&request, plane, "FB_ID", fb);
	request_add(&request, plane, "CRTC_ID", display->crtc);
	request_add(&request, plane, "SRC_X", place->src_x);
	request_add(&request, plane, "SRC_Y", place->src_y);
	request_add(&request, plane, "SRC_W", place->src_w);
	request_add(&request, plane, "SRC_H", place->src_h);
	request_add(&request, plane, "CRTC_X", (uint64_t)place->x);
	request_add(&request, plane, "CRTC_Y", (uint64_t)place->y);
	request_add(&request, plane, "CRTC_W", place->w);
	request_add(&request, plane, "CRTC_H", place->h);
	return request_commit(&request, display, DRM_MODE_ATOMIC_TEST_ONLY,
			      NULL);
}

#define FIXED(pixels) ((uint32_t)((pixels) * 65536))

static void test_placements(const struct display *display, uint32_t fb)
{
	static const struct {
		const char *what;
		int want;
		struct placement place;
	} cases[] = {
		{ "NV12 at its size", 0,
		  { 0, 0, FIXED(640), FIXED(360), 0, 0, 640, 360 } },
		{ "an even part of it", 0,
		  { FIXED(2), FIXED(4), FIXED(320), FIXED(180), 7, 9, 320, 180 } },
		{ "over the panel's edge", 0,
		  { 0, 0, FIXED(640), FIXED(360), -2, -2, 640, 360 } },
		{ "enlarged", -ERANGE,
		  { 0, 0, FIXED(320), FIXED(180), 0, 0, 640, 360 } },
		{ "reduced", -ERANGE,
		  { 0, 0, FIXED(640), FIXED(360), 0, 0, 320, 180 } },
		{ "from half a pixel on", -EINVAL,
		  { FIXED(0.5), 0, FIXED(320), FIXED(180), 0, 0, 320, 180 } },
		{ "half a line high", -ERANGE,
		  { 0, 0, FIXED(320), FIXED(180.5), 0, 0, 320, 180 } },
		{ "NV12 from an odd column on", 0,
		  { FIXED(1), 0, FIXED(320), FIXED(180), 0, 0, 320, 180 } },
		{ "NV12 from an odd line on", 0,
		  { 0, FIXED(1), FIXED(320), FIXED(180), 0, 0, 320, 180 } },
		{ "NV12 cut at an odd column by the panel's edge", 0,
		  { 0, 0, FIXED(640), FIXED(360), -1, 0, 640, 360 } },
		{ "a source beyond the framebuffer", -ENOSPC,
		  { FIXED(2), 0, FIXED(640), FIXED(360), 0, 0, 640, 360 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *want = cases[i].want ? "refused" : "accepted";
		int ret = try_placement(display, fb, &cases[i].place);

		tap(ret == cases[i].want, "%s: %s (%s)", want, cases[i].what,
		    ret ? strerror(-ret) : "accepted");
	}
}

static void test_framebuffers(const struct display *display,
			      const struct dumb *one, const struct dumb *two)
{
	uint32_t luma = VIDEO_WIDTH * VIDEO_HEIGHT;
	uint32_t fb;

	tap(add_nv12(display, one->handle, one->handle, VIDEO_WIDTH - 2,
		     luma, &fb) == -EINVAL,
	    "refused: lines shorter than the picture");
	tap(add_nv12(display, one->handle, one->handle, VIDEO_WIDTH,
		     one->size - luma / 2 + 1, &fb) == -EINVAL,
	    "refused: chroma reaches one byte beyond the object");
	tap(add_nv12(display, one->handle, one->handle, 8 * VIDEO_WIDTH,
		     luma, &fb) == -EINVAL,
	    "refused: lines so long that the picture doesn't fit");
	tap(add_nv12(display, one->handle, two->handle, VIDEO_WIDTH, 0,
		     &fb) == -EINVAL,
	    "refused: luma and chroma in two objects");
	tap(add_nv12(display, one->handle, 0, VIDEO_WIDTH, luma,
		     &fb) == -EINVAL, "refused: no chroma");
}

static int add_modified(const struct display *display, uint32_t handle,
			uint32_t format, uint64_t modifier, uint32_t *fb)
{
	uint32_t handles[4] = { handle, handle };
	uint32_t pitches[4] = { VIDEO_WIDTH, VIDEO_WIDTH };
	uint32_t offsets[4] = { 0, VIDEO_WIDTH * VIDEO_HEIGHT };
	uint64_t modifiers[4] = { modifier, modifier };

	return drmModeAddFB2WithModifiers(display->fd, VIDEO_WIDTH,
					  VIDEO_HEIGHT, format, handles,
					  pitches, offsets, modifiers, fb,
					  DRM_MODE_FB_MODIFIERS);
}

static void test_modifiers(const struct display *display, uint32_t handle)
{
	uint32_t fb = 0;

	tap(!add_modified(display, handle, DRM_FORMAT_NV12,
			  DRM_FORMAT_MOD_LINEAR, &fb),
	    "accepted: NV12 with the linear modifier");
	drmModeRmFB(display->fd, fb);
	tap(add_modified(display, handle, DRM_FORMAT_NV12,
			 DRM_FORMAT_MOD_SAMSUNG_64_32_TILE,
			 &fb) == -EINVAL, "refused: NV12 in tiles");
	tap(add_modified(display, handle, DRM_FORMAT_NV21,
			 DRM_FORMAT_MOD_LINEAR, &fb) == -EINVAL,
	    "refused: NV21");
}

void test_refusals(const struct display *display)
{
	struct dumb one, two;
	uint32_t fb;

	if (!dumb_create(display, &one) || !dumb_create(display, &two))
		return;

	tap(!display_show(display, one.fb), "set a mode with a dumb buffer");
	if (tap(!add_nv12(display, one.handle, one.handle, VIDEO_WIDTH,
			  VIDEO_WIDTH * VIDEO_HEIGHT, &fb),
		"accepted: NV12 in a dumb buffer")) {
		test_placements(display, fb);
		drmModeRmFB(display->fd, fb);
	}
	test_framebuffers(display, &one, &two);
	test_modifiers(display, one.handle);
	dumb_destroy(display, &two);
	dumb_destroy(display, &one);
}
