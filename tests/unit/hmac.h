/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's authentication code, by OpenSSL; one key at a time. */
#ifndef TEST_HMAC_H
#define TEST_HMAC_H

#include <string.h>

#include <openssl/evp.h>

#include "../../engine/core/stamp.h"

static struct hmac {
	EVP_MAC_CTX *context;
	uint8_t key[32];
	void (*meanwhile)(void);	/* called before each byte is taken */
} hmac;

static enum rst_status hmac_start(void *priv)
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	char digest[] = "SHA256";
	const OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string("digest", digest, 0),
		OSSL_PARAM_construct_end(),
	};

	EVP_MAC_CTX_free(hmac.context);
	hmac.context = EVP_MAC_CTX_new(mac);
	EVP_MAC_free(mac);

	return EVP_MAC_init(hmac.context, hmac.key, sizeof(hmac.key), params) == 1 ?
	       RST_OK : RST_FAILED;
}

static enum rst_status hmac_update(void *priv, const void *data, size_t size)
{
	if (hmac.meanwhile)
		hmac.meanwhile();

	return EVP_MAC_update(hmac.context, data, size) == 1 ? RST_OK : RST_FAILED;
}

static enum rst_status hmac_finish(void *priv, uint8_t code[RST_MAC_SIZE])
{
	size_t size;

	return EVP_MAC_final(hmac.context, code, &size, RST_MAC_SIZE) == 1 &&
	       size == RST_MAC_SIZE ? RST_OK : RST_FAILED;
}

static const struct rst_mac mac = {
	.start = hmac_start,
	.update = hmac_update,
	.finish = hmac_finish,
};

static inline void hmac_set_key(uint8_t byte)
{
	memset(hmac.key, byte, sizeof(hmac.key));
}

static inline void hmac_close(void)
{
	EVP_MAC_CTX_free(hmac.context);
	hmac.context = NULL;
}

#endif /* TEST_HMAC_H */
