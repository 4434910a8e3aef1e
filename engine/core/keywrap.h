/* SPDX-License-Identifier: BSD-2-Clause */
/* AES key wrap (RFC 3394), of one AES-128 key by another */
#ifndef RST_KEYWRAP_H
#define RST_KEYWRAP_H

#include <stdint.h>

#include "jwe.h"
#include "status.h"

/* DENIED where it was wrapped by another key, or changed; @key is zero then. */
enum rst_status rst_keywrap_undo(const uint8_t wrapping[RST_JWE_KEY_SIZE],
				 const uint8_t wrapped[RST_JWE_KEY_SIZE + 8],
				 const struct rst_jwe_crypto *crypto,
				 uint8_t key[RST_JWE_KEY_SIZE]);

#endif /* RST_KEYWRAP_H */
