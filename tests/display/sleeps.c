// SPDX-License-Identifier: GPL-2.0-only
/*
 * The display is suspended and resumed, as the machine would
 */
#include <stdlib.h>
#include <unistd.h>

#include "crc.h"
#include "lib/heap.h"
#include "restricted.h"
#include "tests.h"

#define MODULE	"rst_sleep_test"

/*
 * Fails where the display goes on to call the secure world, or where what was
 * shown is not there again. A flip that is under way has its event.
 */
void test_sleeps(const struct display *display)
{
	uint32_t fb, bare, again;
	struct dumb dumb;
	struct flip flip;
	int crcs, ret;

	if (access("/sys/power/state", F_OK)) {
		tap_skip("suspend and resume", "this kernel does not sleep");
		return;
	}
	if (!dumb_create(display, &dumb))
		return;
	dumb_fill(&dumb, 0x90);
	fb = restricted_fb(display, NULL);
	tap(!display_show(display, dumb.fb), "set a mode");
	crcs = crc_begin(display);
	bare = crc_of(display, crcs, dumb.fb);
	tap(fb && !overlay_show(display, fb),
	    "a restricted picture on the overlay");

	ret = drmModePageFlip(display->fd, display->crtc, dumb.fb,
			      DRM_MODE_PAGE_FLIP_EVENT, &flip);
	tap(!ret && !module_load(MODULE, "device=rst_engine.disp.0"),
	    "suspended during a flip");
	tap(!wait_for_flip(display, &flip), "the flip has its event");
	tap(flip_and_wait(display, dumb.fb, &flip) < 0,
	    "refused: a flip while it sleeps");
	tap(!module_unload(MODULE), "resumed");
	/* A restricted picture that is sent again has another CRC. */
	again = crc_of(display, crcs, dumb.fb);
	tap(again && again != bare, "and it shows the picture (%#x, bare %#x)",
	    again, bare);
	tap(!overlay_off(display) &&
	    crc_of(display, crcs, dumb.fb) == bare, "on what it did");
	close(crcs);
	drmModeRmFB(display->fd, fb);
	dumb_destroy(display, &dumb);
}
