/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RSTCTL_H
#define RSTCTL_H

/*
 * A command gets its own arguments, argv[0] being its name, and returns the
 * exit status: 0, 1 (it failed, and said why) or 2 (wrong usage).
 */
struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;	/* usage, then what it does; ends in a newline */
};

extern const struct command heaps_command;
extern const struct command alloc_command;
extern const struct command describe_command;
extern const struct command policy_command;
extern const struct command check_command;
extern const struct command firewall_command;
extern const struct command keys_command;
extern const struct command device_key_command;
extern const struct command licence_command;
/* Where RSTCTL_LAB_KEY is 1: a product is built without. */
extern const struct command lab_key_command;

/* "rstctl: " and the message on standard error; returns 1. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same with a hint how to go on; returns 2. */
int usage_error(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* RSTCTL_H */
