// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is left when a client was killed, or lost its display
 */
#include "tests.h"

void expect_as_before(void)
{
	struct display display;
	struct dumb dumb;
	struct flip flip;

	tap(heap_empties("secure-video"), "no restricted buffer is held");

	display_open(&display);
	if (dumb_create(&display, &dumb)) {
		tap(!display_show(&display, dumb.fb) &&
		    !flip_and_wait(&display, dumb.fb, &flip),
		    "the display works as before");
		dumb_destroy(&display, &dumb);
	}
	display_close(&display);
}
