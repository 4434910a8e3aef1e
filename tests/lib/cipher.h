/* SPDX-License-Identifier: GPL-2.0-only */
/* The core's cipher interface, by OpenSSL. */
#ifndef TEST_CIPHER_H
#define TEST_CIPHER_H

#include <openssl/evp.h>

#include "../../engine/core/cipher.h"

static inline enum rst_status cipher_start(void *priv,
					   enum rst_cipher_mode mode,
					   const uint8_t *key,
					   const uint8_t *iv)
{
	const EVP_CIPHER *aes = mode == RST_CIPHER_CTR ? EVP_aes_128_ctr() :
							 EVP_aes_128_cbc();

	return EVP_DecryptInit_ex(priv, aes, NULL, key, iv) == 1 &&
	       EVP_CIPHER_CTX_set_padding(priv, 0) == 1 ? RST_OK : RST_FAILED;
}

static inline enum rst_status cipher_restart(void *priv, const uint8_t *iv)
{
	return EVP_DecryptInit_ex(priv, NULL, NULL, NULL, iv) == 1 ?
	       RST_OK : RST_FAILED;
}

/* What is given is what comes: in CBC nothing waits for more. */
static inline enum rst_status cipher_update(void *priv, const uint8_t *in,
					    uint8_t *out, size_t size)
{
	int written;

	return EVP_DecryptUpdate(priv, out, &written, in, size) == 1 &&
	       written == (int)size ? RST_OK : RST_FAILED;
}

static inline struct rst_cipher cipher_open(void)
{
	return (struct rst_cipher) {
		.start = cipher_start,
		.restart = cipher_restart,
		.update = cipher_update,
		.priv = EVP_CIPHER_CTX_new(),
	};
}

static inline void cipher_close(struct rst_cipher *cipher)
{
	EVP_CIPHER_CTX_free(cipher->priv);
}

#endif /* TEST_CIPHER_H */
