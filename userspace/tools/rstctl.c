// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl: look at restricted memory, and try it */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rstctl.h"

static const struct command *const commands[] = {
	&heaps_command,
	&alloc_command,
	&describe_command,
	&policy_command,
	&lab_key_command,
};

#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_error(const char *format, va_list args)
{
	fputs("rstctl: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

int fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(format, args);
	va_end(args);
	return 1;
}

int usage_error(const struct command *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(format, args);
	va_end(args);
	fprintf(stderr, "Try 'rstctl %s --help'.\n", command->name);
	return 2;
}

static int print_help(void)
{
	size_t i;

	puts("Usage: rstctl COMMAND [ARGUMENT]...\n"
	     "Looks at TEE-restricted memory, and tries it.\n");
	for (i = 0; i < NUM_COMMANDS; i++)
		printf("%s\n", commands[i]->help);
	puts("Sizes take the suffixes K, M and G (powers of 1024).\n"
	     "Exit status: 0, 1 (failed), 2 (wrong usage). See rstctl(1).");
	return 0;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc < 2) {
		fputs("rstctl: no command given\nTry 'rstctl --help'.\n",
		      stderr);
		return 2;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return print_help();
	if (!strcmp(argv[1], "--version")) {
		puts("rstctl " RSTMEM_VERSION);
		return 0;
	}

	for (i = 0; i < NUM_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i]->name))
			continue;
		if (argc > 2 && !strcmp(argv[2], "--help")) {
			fputs(commands[i]->help, stdout);
			return 0;
		}
		return commands[i]->run(argc - 1, argv + 1);
	}

	fprintf(stderr, "rstctl: unknown command '%s'\nTry 'rstctl --help'.\n",
		argv[1]);
	return 2;
}
