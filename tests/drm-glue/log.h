/* SPDX-License-Identifier: GPL-2.0-only */
/* What DRM says of a commit that it refuses */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

/* Begins and ends drm.debug=0x1c: KMS, PRIME, atomic. The kernel's log is emptied. */
void log_begin(void);
void log_end(void);

/* Has the log a line with both words? It is emptied. */
bool log_has(const char *word, const char *other);

/* The same of an error, which the kernel may name or number. */
bool log_has_error(const char *word, const char *name, int error);

#endif /* LOG_H */
