// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of rst_disp, as a client sees it
 */
#include "lib/drm.h"

int main(void)
{
	struct display display;

	display_open(&display);
	test_refusals(&display);
	test_flips(&display);
	test_imports(&display);
	test_crcs(&display);
	display_close(&display);
	test_kills();
	return tap_done();
}
