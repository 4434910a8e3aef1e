// SPDX-License-Identifier: GPL-2.0-only
/*
 * restricted [CASE…]: rst_drm.ko's buffers, as clients of rst_disp see them
 */
#include "tests.h"

int main(int argc, char **argv)
{
	struct display display;

	tap_start(argc, argv);
	display_open(&display);
	TAP_CASE(test_denied, &display);
	TAP_CASE(test_ways, &display);
	TAP_CASE(test_commits, &display);
	display_close(&display);
	TAP_CASE(test_flood);
	TAP_CASE(test_killed);
	return tap_done();
}
