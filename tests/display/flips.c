// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page flips: their rate, their order, their events
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include "tests.h"

#define FLIPS		60
/* Even a busy machine keeps up with it. */
#define SLOW_RATE	10	/* Hz */
#define SLOW_FLIPS	20

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/*
 * Fails where flips come faster than the mode, where events are lost or
 * doubled, or where an event's time is not its vblank's.
 */
static void test_rate(const struct display *display, const struct dumb *dumb)
{
	double period = 1e6 / display->mode.vrefresh;
	struct flip first, last, flip;
	double worst = 0, rate;
	bool rising = true;
	int done;

	if (!tap(!flip_and_wait(display, dumb[0].fb, &first), "a page flip"))
		return;

	last = first;
	for (done = 0; done < FLIPS; done++) {
		double error;

		if (flip_and_wait(display, dumb[~done & 1].fb, &flip))
			break;
		rising &= flip.sequence > last.sequence;
		error = (double)(flip.time - first.time) -
			(flip.sequence - first.sequence) * period;
		worst = error > worst ? error : -error > worst ? -error : worst;
		last = flip;
	}

	tap(done == FLIPS, "%d of %d flips had their event", done, FLIPS);
	tap(rising, "no two flips in one vblank");
	tap(worst < 2000, "vblanks at the mode's rate, %.0f us off at worst",
	    worst);
	rate = done * 1e6 / (last.time - first.time);
	tap(rate < display->mode.vrefresh * 1.01,
	    "%.1f flips/s of %u vblanks/s", rate, display->mode.vrefresh);
}

/* Fails where a second flip overtakes or replaces one that is under way. */
static void test_busy(const struct display *display, const struct dumb *dumb)
{
	struct flip flip = { 0 };
	int ret;

	ret = drmModePageFlip(display->fd, display->crtc, dumb[0].fb,
			      DRM_MODE_PAGE_FLIP_EVENT, &flip);
	tap(!ret && drmModePageFlip(display->fd, display->crtc, dumb[1].fb,
				    DRM_MODE_PAGE_FLIP_EVENT,
				    &flip) == -EBUSY,
	    "refused: a flip during a flip");
	tap(!wait_for_flip(display, &flip), "the first flip's event comes");
}

static int wait_for_vblank(const struct display *display)
{
	drmVBlank vblank = {
		.request = { .type = DRM_VBLANK_RELATIVE, .sequence = 1 },
	};

	return drmWaitVBlank(display->fd, &vblank);
}

/*
 * What kmssink does for each frame. Fails where setting the plane waits for a
 * vblank of its own, so that every frame takes two.
 */
static void test_set_plane(const struct display *display,
			   const struct dumb *dumb)
{
	struct display slow = *display;
	uint32_t fbs[2] = { 0 };
	double start, seconds;
	int done;

	display_set_rate(&slow, SLOW_RATE);
	tap(!display_show(&slow, dumb[0].fb), "a mode of %u Hz", SLOW_RATE);
	for (int i = 0; i < 2; i++)
		add_nv12(display, dumb[i].handle, dumb[i].handle, VIDEO_WIDTH,
			 VIDEO_WIDTH * VIDEO_HEIGHT, &fbs[i]);

	start = now();
	for (done = 0; done < SLOW_FLIPS; done++)
		if (drmModeSetPlane(display->fd, display->overlay,
				    display->crtc, fbs[done & 1], 0, 0, 0,
				    VIDEO_WIDTH, VIDEO_HEIGHT, 0, 0,
				    VIDEO_WIDTH << 16, VIDEO_HEIGHT << 16) ||
		    wait_for_vblank(display))
			break;
	seconds = now() - start;

	tap(done == SLOW_FLIPS, "%d of %d planes set", done, SLOW_FLIPS);
	tap(done / seconds > SLOW_RATE * 0.7, "%.1f planes/s with a vblank each",
	    done / seconds);
	tap(!drmModeSetPlane(display->fd, display->overlay, 0, 0, 0, 0, 0, 0,
			     0, 0, 0, 0, 0), "turn the overlay off");
	tap(!display_show(display, dumb[0].fb), "the mode of before");
	for (int i = 0; i < 2; i++)
		drmModeRmFB(display->fd, fbs[i]);
}

void test_flips(const struct display *display)
{
	struct dumb dumb[2];

	for (int i = 0; i < 2; i++) {
		if (!dumb_create(display, &dumb[i]))
			return;
		dumb_fill(&dumb[i], 0x30 + 0x60 * i);
	}

	if (tap(!display_show(display, dumb[0].fb), "set a mode")) {
		test_rate(display, dumb);
		test_busy(display, dumb);
		test_set_plane(display, dumb);
	}
	for (int i = 0; i < 2; i++)
		dumb_destroy(display, &dumb[i]);
}
