/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Key identifiers and keys, as people write them */
#ifndef RSTCTL_HEX_H
#define RSTCTL_HEX_H

#include <stdbool.h>
#include <stdint.h>

#define ID_SIZE 16
#define ID_TEXT_SIZE (2 * ID_SIZE + 1)

/* 32 digits, in either case; dashes, as in a UUID, are skipped. */
bool parse_id(const char *text, uint8_t bytes[ID_SIZE]);

void format_id(const uint8_t bytes[ID_SIZE], char text[ID_TEXT_SIZE]);

#endif /* RSTCTL_HEX_H */
