// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of rst_disp, as a client sees it
 */
#include <stdarg.h>
#include <stdio.h>

#include "display.h"

static unsigned int checks, failures;

bool check(bool passed, const char *format, ...)
{
	va_list args;

	printf("%sok %u - ", passed ? "" : "not ", ++checks);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	failures += !passed;
	return passed;
}

void skip(const char *sentence, const char *why)
{
	printf("ok %u - %s # SKIP %s\n", ++checks, sentence, why);
	fflush(stdout);
}

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
	printf("1..%u\n", checks);
	return failures != 0;
}
