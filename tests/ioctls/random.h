/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands and arguments at random, of the kind that may get somewhere */
#ifndef TESTS_IOCTLS_RANDOM_H
#define TESTS_IOCTLS_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Of a process; what it has open. -1: nothing */
#define SLOTS	24
extern int slots[SLOTS];

void random_seed(unsigned int seed);
uint32_t random_below(uint32_t end);
int random_slot(void);

/* A command of @kind's table, or one that is no longer quite that */
enum kind { HEAP, TEE, VIDEO, CARD, BUFFER, KINDS };
unsigned long random_command(enum kind kind);

/* Where the argument of @command is: rarely nowhere, or at a page's end */
void *random_argument(unsigned long command);

#endif /* TESTS_IOCTLS_RANDOM_H */
