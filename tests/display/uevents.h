/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel tells user space of a display */
#ifndef UEVENTS_H
#define UEVENTS_H

#include <stdbool.h>
#include <stdint.h>

/* A socket that hears them from now on, or -1. */
int uevents_open(void);

/*
 * Waits for one of the DRM subsystem that has both words, NAME=VALUE; @second
 * may be NULL. False if none comes in @ms.
 */
bool uevents_has(int socket, const char *first, const char *second, int ms);

/* How many of those with the word come in @ms. */
unsigned int uevents_count(int socket, const char *word, int ms);

#endif /* UEVENTS_H */
