/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * "ok 1 - what" on standard output, and the number of failures at the end.
 * Weak, so that the files of a program count together.
 */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

unsigned int tap_count __attribute__((weak));
unsigned int tap_failures __attribute__((weak));

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

static inline void tap_skip(const char *what, const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++tap_count, what, why);
	fflush(stdout);
}

static inline int tap_done(void)
{
	printf("1..%u\n", tap_count);
	return tap_failures || !tap_count;
}

#endif /* TESTS_TAP_H */
