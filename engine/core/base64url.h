/* SPDX-License-Identifier: BSD-2-Clause */
/* base64url without padding (RFC 4648, section 5), as JOSE has it */
#ifndef RST_BASE64URL_H
#define RST_BASE64URL_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/*
 * Decodes all of @text. BAD_FORMAT for other characters, padding, a length that
 * cannot be, and for bits behind the last byte, so that one text has one meaning;
 * SHORT_BUFFER where @room is too small. @written is the number of bytes. @out
 * may be @text.
 */
enum rst_status rst_base64url_decode(const char *text, size_t size,
				     uint8_t *out, size_t room,
				     size_t *written);

/* How many characters @size bytes become. */
#define RST_BASE64URL_SIZE(size) (((size) * 4 + 2) / 3)

/* Encodes; @text gets RST_BASE64URL_SIZE(@size) characters, and no NUL. */
void rst_base64url_encode(const uint8_t *data, size_t size, char *text);

#endif /* RST_BASE64URL_H */
