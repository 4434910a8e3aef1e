// SPDX-License-Identifier: GPL-2.0-only
/*
 * Restricted buffers of rst_drm.ko, as the clients of rst_disp see them
 */
#include "tests.h"

int main(int argc, char **argv)
{
	struct display display;

	tap_start(argc, argv);
	display_open(&display);
	TAP_CASE(test_denied, &display);
	display_close(&display);
	return tap_done();
}
