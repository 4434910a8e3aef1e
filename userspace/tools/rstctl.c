// SPDX-License-Identifier: LGPL-2.1-or-later
/* rstctl: look at restricted memory, and try it */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "rstctl.h"

static const struct command *const commands[] = {
	&heaps_command,
	&alloc_command,
	&describe_command,
	&policy_command,
	&check_command,
	&firewall_command,
	&keys_command,
	&device_key_command,
	&licence_command,
#if RSTCTL_LAB_KEY
	&lab_key_command,
#endif
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
	     "'rstctl COMMAND -h' tells of one command.\n"
	     "Exit status: 0, 1 (failed), 2 (wrong usage). See rstctl(1).");
	return 0;
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < NUM_COMMANDS; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];

	fprintf(stderr, "rstctl: unknown command '%s'\nTry 'rstctl --help'.\n",
		name);
	return NULL;
}

static int print_command_help(const char *name)
{
	const struct command *command = find_command(name);

	if (!command)
		return 2;
	fputs(command->help, stdout);
	return 0;
}

static bool is_help(const char *argument)
{
	return !strcmp(argument, "--help") || !strcmp(argument, "-h");
}

int main(int argc, char **argv)
{
	const struct command *command;
	int i;

	if (argc < 2) {
		fputs("rstctl: no command given\nTry 'rstctl --help'.\n",
		      stderr);
		return 2;
	}
	if (is_help(argv[1]) || !strcmp(argv[1], "help"))
		return argc > 2 ? print_command_help(argv[2]) : print_help();
	if (!strcmp(argv[1], "--version")) {
		puts("rstctl " RSTMEM_VERSION);
		return 0;
	}

	for (i = 2; i < argc; i++)
		if (is_help(argv[i]))
			return print_command_help(argv[1]);

	command = find_command(argv[1]);
	return command ? command->run(argc - 1, argv + 1) : 2;
}
