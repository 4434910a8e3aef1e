// SPDX-License-Identifier: GPL-2.0-only
/*
 * steady FLIPS: so many page flips, one after the other's event, and not one
 * vblank without. For a guest in emulated time: elsewhere it is the host that is
 * late.
 */
#include <stdlib.h>
#include <string.h>

#include "tests.h"

/* The panel's record has every picture: small ones leave room on the disk. */
#define WIDTH	96
#define HEIGHT	96

static void set_small_mode(drmModeModeInfo *mode)
{
	mode->hdisplay = WIDTH;
	mode->vdisplay = HEIGHT;
}

static bool fill_in(const struct display *display, struct dumb *dumb)
{
	for (int i = 0; i < 2; i++) {
		if (!dumb_create(display, &dumb[i]))
			return false;
		dumb_fill(&dumb[i], 0x40 + 0x60 * i);
	}
	return true;
}

int main(int argc, char **argv)
{
	unsigned int wanted = argc > 1 ? atoi(argv[1]) : 100, done;
	unsigned int missed = 0;
	struct flip last, flip;
	struct display display;
	struct dumb dumb[2];
	int ret;

	display_open(&display);
	set_small_mode(&display.mode);
	if (!fill_in(&display, dumb))
		return tap_done();
	tap(!display_show(&display, dumb[0].fb) &&
	    !flip_and_wait(&display, dumb[1].fb, &last), "a first flip");
	for (done = 0; done < wanted; done++) {
		ret = flip_and_wait(&display, dumb[done & 1].fb, &flip);
		if (ret)
			break;
		missed += flip.sequence - last.sequence - 1;
		last = flip;
	}
	tap(done == wanted, "%u of %u flips had their event (%s)", done, wanted,
	    strerror(-ret));
	tap(!missed, "%u vblanks missed", missed);
	for (int i = 0; i < 2; i++)
		dumb_destroy(&display, &dumb[i]);
	display_close(&display);
	return tap_done();
}
