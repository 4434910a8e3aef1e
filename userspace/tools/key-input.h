/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys that are not to be seen in a list of processes, or in a history */
#ifndef RSTCTL_KEY_INPUT_H
#define RSTCTL_KEY_INPUT_H

#include "hex.h"

/*
 * Reads the 32 digits of a key, and nothing else, from a file; NULL is standard
 * input, where a terminal does not show what is typed. Returns 0, or says what
 * is wrong and returns 1.
 */
int read_key(const char *file, uint8_t key[ID_SIZE]);

#endif /* RSTCTL_KEY_INPUT_H */
