/* SPDX-License-Identifier: GPL-2.0-only */
/* Test results as lines of "ok" and "not ok". */
#ifndef TAP_H
#define TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failures;

#define ok(condition, ...) \
	tap_result(condition, __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 4, 5)))
static bool tap_result(bool good, const char *file, int line,
		       const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("%s %d - ", good ? "ok" : "not ok", ++tap_count);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (!good) {
		printf("# at %s:%d\n", file, line);
		tap_failures++;
	}
	fflush(stdout);

	return good;
}

/* The plan goes last; the result is main()'s. A program that dies has none. */
static int tap_done(void)
{
	printf("1..%d\n", tap_count);

	return tap_failures ? 1 : 0;
}

#endif /* TAP_H */
