/* SPDX-License-Identifier: BSD-2-Clause */
/* What the core asks of the platform's AES */
#ifndef RST_CIPHER_H
#define RST_CIPHER_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define RST_CIPHER_BLOCK 16

enum rst_cipher_mode {
	RST_CIPHER_CTR,		/* en- and decrypts */
	RST_CIPHER_CBC,		/* decrypts, without padding */
};

/**
 * struct rst_cipher - AES-128, as the platform has it
 * @start:	begins with a key at an IV (16 bytes), forgets what was before
 * @restart:	begins at another IV, with mode and key of the last @start
 * @update:	the bytes that follow: in CTR of any size, in CBC whole blocks;
 *		@out may be @in
 * @priv:	for the platform
 *
 * In CTR the IV is the first counter block. Its 128 bits may be incremented as
 * one number: the core restarts where CENC lets only the low 64 bits wrap.
 */
struct rst_cipher {
	enum rst_status (*start)(void *priv, enum rst_cipher_mode mode,
				 const uint8_t *key, const uint8_t *iv);
	enum rst_status (*restart)(void *priv, const uint8_t *iv);
	enum rst_status (*update)(void *priv, const uint8_t *in, uint8_t *out,
				  size_t size);
	void *priv;
};

#endif /* RST_CIPHER_H */
