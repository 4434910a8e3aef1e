// SPDX-License-Identifier: GPL-2.0-only
/* The camera's V4L2 interface, by raw ioctls. */
#include <err.h>
#include <stdio.h>
#include <string.h>

#include "tests.h"

int main(int argc, char **argv)
{
	const char *test = argc > 1 ? argv[1] : "all";

	if (!strcmp(test, "all")) {
		test_description();
		test_refusals();
		test_streaming();
	} else if (!strcmp(test, "broken")) {
		test_broken_sensor();
	} else if (!strcmp(test, "death") && argc > 2) {
		test_death(argv[2]);
	} else if (!strcmp(test, "unbind")) {
		test_unbind();
	} else if (!strcmp(test, "sleep") && argc > 2) {
		test_sleep(argv[2]);
	} else {
		errx(2, "usage: vcap [all|broken|death COMMAND|sleep COMMAND|unbind]");
	}
	return tap_done();
}
