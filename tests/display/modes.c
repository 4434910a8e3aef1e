// SPDX-License-Identifier: GPL-2.0-only
/*
 * Modes that a client brings itself
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "atomic.h"
#include "lib/text.h"
#include "restricted.h"
#include "tests.h"

/* Fails where a client decides how often the vblank's timer fires. */
static void test_rates(const struct display *display, uint32_t fb)
{
	static const struct {
		const char *what;
		int want;
		uint32_t clock, flags;
	} cases[] = {
		{ "half the pixel clock", 0, 9000, 0 },
		{ "a pixel clock of 2 THz", -EINVAL, 2147483647, 0 },
		{ "a pixel clock of 1 kHz", -EINVAL, 1, 0 },
		{ "an interlaced mode", -EINVAL, 18000, DRM_MODE_FLAG_INTERLACE },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct display other = *display;
		int ret;

		other.mode.clock = cases[i].clock;
		other.mode.flags |= cases[i].flags;
		ret = display_show(&other, fb);
		tap(ret == cases[i].want, "%s: %s (%s)",
		    cases[i].want ? "refused" : "accepted", cases[i].what,
		    ret ? strerror(-ret) : "accepted");
	}
	tap(!display_show(display, fb), "back to the display's own mode");
}

static drmModeModeInfo sized(const struct display *display, uint16_t width,
			     uint16_t height)
{
	drmModeModeInfo mode = display->mode;

	mode.hdisplay = width;
	mode.hsync_start = width + 16;
	mode.hsync_end = width + 48;
	mode.htotal = width + 160;
	mode.vdisplay = height;
	mode.vsync_start = height + 2;
	mode.vsync_end = height + 6;
	mode.vtotal = height + 15;
	mode.clock = mode.htotal * mode.vtotal * 60 / 1000;
	return mode;
}

/*
 * Atomic clients' primary plane may be smaller than the mode, so that nothing
 * but the driver looks at the mode's size. Fails where a mode is accepted that
 * the engine doesn't take: every frame would be lost, and so would be the dark
 * one when the display is turned off.
 */
static void test_sizes(const struct display *display, uint32_t fb)
{
	static const struct {
		uint16_t width, height;
		int want;
	} cases[] = {
		{ 4096, 64, 0 }, { 64, 4096, 0 }, { 96, 96, 0 }, { 16, 16, 0 },
		{ 5000, 100, -EINVAL }, { 100, 4097, -EINVAL },
		{ 4097, 100, -EINVAL }, { 8, 100, -EINVAL },
		{ 100, 15, -EINVAL },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		drmModeModeInfo mode = sized(display, cases[i].width,
					     cases[i].height);
		struct request request = { 0 };
		int ret;

		request_mode(&request, display, &mode);
		request_plane(&request, display, display->primary, fb, 0, 0, 64,
			      64);
		ret = request_commit(&request, display,
				     DRM_MODE_ATOMIC_ALLOW_MODESET, NULL);
		tap(ret == cases[i].want, "%s: a mode of %ux%u (%s)",
		    cases[i].want ? "refused" : "accepted", cases[i].width,
		    cases[i].height, ret ? strerror(-ret) : "accepted");
	}
	tap(!display_show(display, fb), "back to the display's own mode");
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Fails where a frame doesn't wait for a vblank that takes long to come. */
static void test_slow(const struct display *display, uint32_t fb)
{
	struct display slow = *display;
	struct flip first, flip;
	double start;
	int ret;

	display_set_rate(&slow, 2);
	ret = display_show(&slow, fb);
	tap(!ret, "a mode of 2 Hz (%s)", strerror(-ret));
	tap(!flip_and_wait(&slow, fb, &first) &&
	    !flip_and_wait(&slow, fb, &flip) &&
	    !flip_and_wait(&slow, fb, &flip) &&
	    flip.sequence == first.sequence + 2 &&
	    flip.time > first.time + 990000,
	    "two flips take a second: %u vblanks, %llu us",
	    flip.sequence - first.sequence,
	    (unsigned long long)(flip.time - first.time));
	start = now();
	for (int i = 0; i < 3; i++)
		overlay_show(&slow, fb);
	tap(now() - start > 0.9, "three planes set take %.1f s", now() - start);
	overlay_off(&slow);
	tap(!display_show(display, fb), "back to the display's own mode");
}

/* The slowest: once is enough, it takes two to three seconds. */
static void test_slowest(const struct display *display, uint32_t fb)
{
	struct display slow = *display;
	struct flip first, flip;
	int ret;

	display_set_rate(&slow, 1);
	ret = display_show(&slow, fb);
	tap(!ret, "a mode of 1 Hz (%s)", strerror(-ret));
	tap(!flip_and_wait(&slow, fb, &first) &&
	    !flip_and_wait(&slow, fb, &flip) &&
	    flip.sequence == first.sequence + 1 &&
	    flip.time > first.time + 990000 &&
	    flip.time < first.time + 1010000,
	    "a flip takes a second: %u vblanks, %llu us",
	    flip.sequence - first.sequence,
	    (unsigned long long)(flip.time - first.time));
	tap(!display_show(display, fb), "back to the display's own mode");
}

#define WISHES "/sys/module/rst_disp/parameters/modes"

static bool offers(const struct display *display, uint16_t width,
		   uint16_t height, uint32_t rate)
{
	drmModeConnector *connector =
		drmModeGetConnector(display->fd, display->connector);
	bool found = false;

	for (int i = 0; connector && i < connector->count_modes; i++) {
		const drmModeModeInfo *mode = &connector->modes[i];

		found |= mode->hdisplay == width && mode->vdisplay == height &&
			 mode->vrefresh == rate;
	}
	drmModeFreeConnector(connector);
	return found;
}

/* Fails where a wish is not offered, or one that can't be shown is. */
static void test_wishes(const struct display *display)
{
	static const struct {
		const char *text;
		int want;
	} bad[] = {
		{ "8x8", -ERANGE }, { "96x4097", -ERANGE },
		{ "96x96@0", -ERANGE }, { "96x96@241", -ERANGE },
		{ "96", -EINVAL }, { "96x96@", -EINVAL },
		{ "96x96 ,64x64", -EINVAL }, { "96x96,,64x64", -EINVAL },
		{ "-96x96", -EINVAL },
		{ "16x16,16x17,16x18,16x19,16x20,16x21,16x22,16x23,16x24",
		  -E2BIG },
	};
	int ret = text_write(WISHES, "96x96,640x272@24\n");

	tap(!ret && offers(display, 96, 96, 60) &&
	    offers(display, 640, 272, 24) && offers(display, 640, 360, 60),
	    "modes that are wished are offered");
	tap(!text_write(WISHES, "96x96@1,16x16@240\n") &&
	    offers(display, 96, 96, 1) && offers(display, 16, 16, 240),
	    "so are the slowest and the fastest");
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		ret = text_write(WISHES, bad[i].text);
		tap(ret == bad[i].want, "refused: \"%s\" (%s)", bad[i].text,
		    strerror(-ret));
	}
	tap(offers(display, 96, 96, 1), "which changes nothing");
	tap(!text_write(WISHES, "\n") && !offers(display, 96, 96, 1),
	    "none are wished");
}

void test_modes(const struct display *display)
{
	struct dumb dumb;

	if (!dumb_create(display, &dumb))
		return;
	if (tap(!display_show(display, dumb.fb), "set a mode")) {
		test_rates(display, dumb.fb);
		test_sizes(display, dumb.fb);
		test_slow(display, dumb.fb);
		test_slowest(display, dumb.fb);
		test_wishes(display);
	}
	dumb_destroy(display, &dumb);
}
