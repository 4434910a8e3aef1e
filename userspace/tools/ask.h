/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef RSTCTL_ASK_H
#define RSTCTL_ASK_H

#include <stddef.h>

/*
 * Runs @command by the shell, with @request on its standard input, and returns
 * what it writes, allocated, with a NUL behind; NULL if it fails, having said why.
 */
char *ask(const char *command, const char *request, size_t *size);

/* The same of a person: @request on standard output, the answer on the input. */
char *ask_terminal(const char *request, size_t *size);

#endif /* RSTCTL_ASK_H */
