// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of rst_disp, as a client sees it
 */
#include "tests.h"

int main(int argc, char **argv)
{
	struct display display;

	tap_start(argc, argv);
	display_open(&display);
	TAP_CASE(test_refusals, &display);
	TAP_CASE(test_modes, &display);
	TAP_CASE(test_offs, &display);
	TAP_CASE(test_flips, &display);
	TAP_CASE(test_cursors, &display);
	TAP_CASE(test_fences, &display);
	TAP_CASE(test_masters, &display);
	TAP_CASE(test_buffers, &display);
	TAP_CASE(test_sleeps, &display);
	TAP_CASE(test_imports, &display);
	TAP_CASE(test_crcs, &display);
	TAP_CASE(test_denied, &display);
	TAP_CASE(test_pool_gone, &display);
	TAP_CASE(test_planes, &display);
	TAP_CASE(test_writebacks, &display);
	TAP_CASE(test_conversions, &display);
	TAP_CASE(test_reasons, &display);
	TAP_CASE(test_off_at_end, &display);
	display_close(&display);
	TAP_CASE(test_kills);
	TAP_CASE(test_removals);
	return tap_done();
}
