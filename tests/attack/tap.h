/* SPDX-License-Identifier: GPL-2.0-only */
/* "ok 1 - what" on standard output, and the number of failures at the end. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static unsigned int tap_count, tap_failures;

__attribute__((format(printf, 2, 3)))
static inline bool tap(bool passed, const char *format, ...)
{
	va_list args;

	printf("%sok %u - ", passed ? "" : "not ", ++tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	tap_failures += !passed;
	return passed;
}

static inline int tap_done(void)
{
	printf("1..%u\n", tap_count);
	return tap_failures || !tap_count;
}

#endif /* TESTS_TAP_H */
