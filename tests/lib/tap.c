// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

#define MAX_CASES	128
#define MAX_NAME	64

static unsigned int count, failures;

/* What the command line asks for */
static char **wanted;
static int num_wanted;
static bool list;

/* Each case that main() has come to, by name */
static char cases[MAX_CASES][MAX_NAME];
static unsigned int num_cases;

bool tap_result(bool passed, const char *file, int line, const char *format,
		...)
{
	va_list args;

	count++;
	failures += !passed;
	/* A list has no results in it, except why it is not complete. */
	if (list && passed)
		return true;
	printf("%sok %u - ", passed ? "" : "not ", count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (!passed)
		printf("# at %s:%d\n", file, line);
	fflush(stdout);
	return passed;
}

void tap_skip(const char *what, const char *why)
{
	count++;
	if (list)
		return;
	printf("ok %u - %s # SKIP %s\n", count, what, why);
	fflush(stdout);
}

void tap_start(int argc, char **argv)
{
	if (argc < 2)
		return;
	wanted = argv + 1;
	num_wanted = argc - 1;
	list = !strcmp(wanted[0], "--list");
}

static void name_case(char *name, const char *what)
{
	if (!strncmp(what, "test_", 5))
		what += 5;
	snprintf(name, MAX_NAME, "%s", what);
	for (; *name; name++) {
		if (*name == '_' || *name == ' ')
			*name = '-';
	}
}

static bool is_case(const char *name)
{
	unsigned int i;

	for (i = 0; i < num_cases; i++) {
		if (!strcmp(cases[i], name))
			return true;
	}
	return false;
}

static void add_case(const char *name)
{
	if (is_case(name))
		return;
	if (num_cases == MAX_CASES) {
		fprintf(stderr, "tap: more than %d cases\n", MAX_CASES);
		abort();
	}
	strcpy(cases[num_cases++], name);
	if (list)
		puts(name);
}

bool tap_case(const char *what)
{
	char name[MAX_NAME];
	int i;

	name_case(name, what);
	add_case(name);
	if (list)
		return false;
	for (i = 0; i < num_wanted; i++) {
		if (!strcmp(wanted[i], name))
			return true;
	}
	return !num_wanted;
}

static void print_missing(const char *name)
{
	unsigned int i;

	fprintf(stderr, "no case %s; there are:", name);
	for (i = 0; i < num_cases; i++)
		fprintf(stderr, " %s", cases[i]);
	fputc('\n', stderr);
}

static bool missing_cases(void)
{
	bool missing = false;
	int i;

	for (i = 0; i < num_wanted && !list; i++) {
		if (is_case(wanted[i]))
			continue;
		print_missing(wanted[i]);
		missing = true;
	}
	return missing;
}

int tap_done(void)
{
	printf("1..%u\n", list ? failures : count);
	if (list)
		return !!failures;
	/* After a failed set-up, main() does not come to the cases. */
	if ((num_cases || !failures) && missing_cases())
		return 2;
	return failures || !count;
}
