/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other end of the cable, which these tests hold: lab/run --link gives the
 * file to the display's trusted application, and who judges the panel's record
 * gets it, too.
 */
#ifndef LINK_H
#define LINK_H

#include <stdbool.h>
#include <stdint.h>

#define LINK_FILE	"/mnt/share/link"

uint64_t moment_now(void);

/* Appends a line, with the time in front; 0 or -errno. */
int moment_note(const char *path, const char *text);

/* NEEDED SINK STATE, see engine/core/link.h */
bool link_set(const char *state);

#endif /* LINK_H */
