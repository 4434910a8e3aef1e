/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel tells of the display in files */
#ifndef ENTRIES_H
#define ENTRIES_H

#include "lib/drm.h"

/* The folders of the display's minor; one buffer for all. */
const char *debugfs_of(const struct display *display);
const char *sysfs_of(const struct display *display);

/*
 * Reads each file below @folder to its end, and does not wait for what is still
 * to happen. The subtest fails where one cannot be read, or has no end.
 */
void entries_read(const char *folder);

#endif /* ENTRIES_H */
