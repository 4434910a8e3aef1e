// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "black.h"
#include "capture.h"
#include "crc.h"
#include "lib/tap.h"
#include "restricted.h"

#define COPIES 100

void black_in_copies(const struct display *display, struct dumb *primary,
		     struct dumb *copy,
		     bool (*is_right)(const struct display *display,
				      const struct dumb *copy),
		     const char *what)
{
	uint32_t fbs[2] = { restricted_fb(display, NULL),
			    restricted_fb(display, NULL) };
	int ret = 0, right = 0, copies;
	long long fetches;

	dumb_fill(primary, 0xa5);
	tap(fbs[0] && fbs[1] && !overlay_show(display, fbs[1]),
	    "two restricted pictures");
	fetches = display_fetches(display);
	for (copies = 0; !ret && copies < COPIES; copies++) {
		struct request next = { 0 };

		request_plane(&next, display, display->overlay, fbs[copies & 1],
			      0, 0, 16, 16);
		memset(copy->pixels, 0x5a, copy->size);
		ret = capture(display, &next, copy);
		right += is_right(display, copy);
	}
	tap(!ret && right == COPIES,
	    "taking turns, they are black in %d of %d %s (%s)", right, copies,
	    what, strerror(-ret));
	fetches = display_fetches(display) - fetches;
	tap(fetches >= COPIES, "meanwhile the panel got %lld of them", fetches);
	overlay_off(display);
	drmModeRmFB(display->fd, fbs[0]);
	drmModeRmFB(display->fd, fbs[1]);
}
