// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "keywrap.h"
#include "wipe.h"

#define HALF	8	/* bytes: what is wrapped comes in halves of a block */
#define HALVES	(RST_JWE_KEY_SIZE / HALF)
#define ROUNDS	6

/* RFC 3394, section 2.2.2; the integrity check's value is that of 2.2.3.1. */
enum rst_status rst_keywrap_undo(const uint8_t wrapping[RST_JWE_KEY_SIZE],
				 const uint8_t wrapped[RST_JWE_KEY_SIZE + 8],
				 const struct rst_jwe_crypto *crypto,
				 uint8_t key[RST_JWE_KEY_SIZE])
{
	enum rst_status status = RST_OK;
	uint8_t block[2 * HALF];
	uint8_t wrong = 0;

	memcpy(block, wrapped, HALF);
	memcpy(key, wrapped + HALF, RST_JWE_KEY_SIZE);
	for (int step = ROUNDS * HALVES; step > 0 && !status; step--) {
		uint8_t *half = key + (step - 1) % HALVES * HALF;

		block[HALF - 1] ^= step;
		memcpy(block + HALF, half, HALF);
		status = crypto->decrypt(crypto->priv, wrapping, block);
		memcpy(half, block + HALF, HALF);
	}

	for (int i = 0; i < HALF; i++)
		wrong |= block[i] ^ 0xa6;
	if (!status && wrong)
		status = RST_DENIED;
	if (status)
		rst_wipe(key, RST_JWE_KEY_SIZE);
	rst_wipe(block, sizeof(block));

	return status;
}
