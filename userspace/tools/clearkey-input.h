/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ClearKey licences that are not to be seen in a list of processes */
#ifndef RSTCTL_CLEARKEY_INPUT_H
#define RSTCTL_CLEARKEY_INPUT_H

#include <clearkey.h>

/* Reads one from a file; "-" is standard input. Returns 0, or says what is wrong
 * and returns 1. */
int read_clearkey(const char *file, struct clearkey *licence);

#endif /* RSTCTL_CLEARKEY_INPUT_H */
