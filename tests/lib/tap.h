/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "ok 1 - what" on standard output, the plan at the end, and cases that can be
 * named on the command line. For programs in the guest and on the host.
 *
 *	int main(int argc, char **argv)
 *	{
 *		tap_start(argc, argv);
 *		TAP_CASE(test_bad_requests, node);
 *		TAP_CASE(test_exhaustion, node);
 *		return tap_done();
 *	}
 *
 * Without arguments, all cases run. "PROGRAM bad-requests" runs the first one,
 * and "PROGRAM --list" names both. What main() does outside of cases is done
 * each time: set-up that all cases need. A case must not need another one.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdbool.h>
#include <stdio.h>

/* Returns @passed. A failure is followed by "# at file:line". */
#define tap(passed, ...) tap_result(passed, __FILE__, __LINE__, __VA_ARGS__)

/*
 * Calls @function unless other cases were named. The case's name is the
 * function's, without test_ and with hyphens; two calls with different arguments
 * are one case. Cases that are rows of a table ask tap_case() by name.
 */
#define TAP_CASE(function, ...) \
	do { \
		if (tap_case(#function)) \
			function(__VA_ARGS__); \
	} while (0)

/*
 * Which cases are wanted: all arguments behind argv[0]. A program whose first
 * argument selects a mode passes argc - 1 and argv + 1. @argv is kept.
 */
void tap_start(int argc, char **argv);
void tap_skip(const char *what, const char *why);

/*
 * Prints the plan, and returns what main() returns: 0, 1 if something failed or
 * nothing was tested, 2 if a case was named that does not exist.
 */
int tap_done(void);

/* Whether the case runs. Spaces and underscores in its name become hyphens. */
bool tap_case(const char *name);

__attribute__((format(printf, 4, 5)))
bool tap_result(bool passed, const char *file, int line, const char *format,
		...);

#endif /* TESTS_TAP_H */
