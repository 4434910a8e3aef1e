// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes what reads licences: the JWE around one, and what is in it. The first byte
 * says which. Nothing is encrypted here: whoever has the device's public key can
 * seal what he likes, so that all that is read behind the seal is hostile, too.
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/grant.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum rst_status agree(void *priv, const struct rst_point *sender,
			     uint8_t secret[RST_P256_SIZE])
{
	memset(secret, 1, RST_P256_SIZE);

	return RST_OK;
}

static enum rst_status sha256(void *priv, const uint8_t *data, size_t size,
			      uint8_t digest[RST_SHA256_SIZE])
{
	memset(digest, 2, RST_SHA256_SIZE);

	return RST_OK;
}

/* Unwraps everything: the integrity value is the last block's first half. */
static enum rst_status decrypt(void *priv, const uint8_t *key, uint8_t block[16])
{
	memset(block, 0xa6, 8);

	return RST_OK;
}

static enum rst_status open_content(void *priv, const uint8_t *key,
				    const struct rst_jwe *jwe, uint8_t *data)
{
	return RST_OK;
}

static void take(const char *text, size_t size)
{
	static const struct rst_jwe_crypto crypto = {
		.agree = agree, .sha256 = sha256, .decrypt = decrypt, .open = open_content,
	};
	static const uint8_t nonce[RST_NONCE_SIZE];
	uint8_t thumbprint[RST_SHA256_SIZE];
	struct rst_grant_clock clock = { .now = 1000, .own = true };
	struct rst_cenc_licence answer = { 0 };
	struct rst_grant grant = { .owner = 1 };
	static struct rst_keys keys;

	/* the one that sha256() above makes */
	memset(thumbprint, 2, sizeof(thumbprint));
	rst_grant_ask(&grant, nonce, 0);
	if (rst_grant_take(&grant, text, size, thumbprint, &crypto, &clock, &keys, 1, &answer))
		abort();
	if (answer.num_keys > RST_CENC_LICENCE_KEYS ||
	    (answer.num_keys && answer.result != RST_LICENCE_TAKEN &&
	     answer.result != RST_LICENCE_NO_SPACE))
		abort();
	rst_keys_wipe(&keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rst_licence licence;
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	if (data[0] & 1)
		take(text, size - 1);
	else if (!rst_licence_parse(text, size - 1, &licence) &&
		 (!licence.num_keys || licence.num_keys > RST_LICENCE_MAX_KEYS))
		abort();
	free(text);

	return 0;
}
