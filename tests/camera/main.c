// SPDX-License-Identifier: GPL-2.0-only
/*
 * The camera's V4L2 interface, by raw ioctls
 *
 * vcap [all] [CASE…]	what it is, gives and refuses
 * vcap broken		its sensor has fewer frames than it says
 * vcap death COMMAND	the command kills its trusted application
 * vcap sleep COMMAND	the command lets it sleep and wake
 * vcap unbind
 */
#include <string.h>

#include "tests.h"

int main(int argc, char **argv)
{
	const char *test = argc > 1 ? argv[1] : "";

	if (!strcmp(test, "broken")) {
		test_broken_sensor();
	} else if (!strcmp(test, "death") && argc > 2) {
		test_death(argv[2]);
	} else if (!strcmp(test, "unbind")) {
		test_unbind();
	} else if (!strcmp(test, "sleep") && argc > 2) {
		test_sleep(argv[2]);
	} else {
		if (!strcmp(test, "all"))
			tap_start(argc - 1, argv + 1);
		else
			tap_start(argc, argv);
		TAP_CASE(test_description);
		test_refusals();
		TAP_CASE(test_streaming);
	}
	return tap_done();
}
