/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's cipher interface, by OpenSSL. */
#ifndef TEST_CIPHER_H
#define TEST_CIPHER_H

#include <openssl/evp.h>

#include "../../engine/core/cenc.h"

static enum rst_status cipher_start(void *priv, const uint8_t *key,
				    const uint8_t *counter)
{
	return EVP_EncryptInit_ex(priv, EVP_aes_128_ctr(), NULL, key,
				  counter) == 1 ? RST_OK : RST_FAILED;
}

static enum rst_status cipher_update(void *priv, const uint8_t *in,
				     uint8_t *out, size_t size)
{
	int written;

	return EVP_EncryptUpdate(priv, out, &written, in, size) == 1 ?
	       RST_OK : RST_FAILED;
}

static inline struct rst_cipher cipher_open(void)
{
	return (struct rst_cipher) {
		.start = cipher_start,
		.update = cipher_update,
		.priv = EVP_CIPHER_CTX_new(),
	};
}

static inline void cipher_close(struct rst_cipher *cipher)
{
	EVP_CIPHER_CTX_free(cipher->priv);
}

#endif /* TEST_CIPHER_H */
