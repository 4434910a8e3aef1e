// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <assert.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/base64url.h"
#include "issuer.h"

static EVP_PKEY *point_to_key(const struct rst_point *point)
{
	unsigned char encoded[1 + sizeof(*point)] = { POINT_CONVERSION_UNCOMPRESSED };
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 5),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, encoded,
					sizeof(encoded)),
		OSSL_PARAM_END,
	};
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	EVP_PKEY *key = NULL;

	memcpy(encoded + 1, point, sizeof(*point));
	assert(EVP_PKEY_fromdata_init(ctx) > 0);
	if (EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);

	return key;
}

static void key_to_point(EVP_PKEY *key, struct rst_point *point)
{
	unsigned char encoded[1 + sizeof(*point)];
	size_t size = 0;

	assert(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, encoded,
					       sizeof(encoded), &size) &&
	       size == sizeof(encoded));
	memcpy(point, encoded + 1, sizeof(*point));
}

static void agree_keys(EVP_PKEY *own, EVP_PKEY *peer, uint8_t secret[RST_P256_SIZE])
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(own, NULL);
	size_t size = RST_P256_SIZE;

	assert(EVP_PKEY_derive_init(ctx) > 0 &&
	       EVP_PKEY_derive_set_peer(ctx, peer) > 0 &&
	       EVP_PKEY_derive(ctx, secret, &size) > 0 && size == RST_P256_SIZE);
	EVP_PKEY_CTX_free(ctx);
}

static enum rst_status agree(void *priv, const struct rst_point *sender,
			     uint8_t secret[RST_P256_SIZE])
{
	struct issuer_device *device = priv;
	EVP_PKEY *peer = point_to_key(sender);

	if (!peer)
		return RST_BAD_FORMAT;
	agree_keys(device->key, peer, secret);
	EVP_PKEY_free(peer);

	return RST_OK;
}

static enum rst_status sha256(void *priv, const uint8_t *data, size_t size,
			      uint8_t digest[RST_SHA256_SIZE])
{
	SHA256(data, size, digest);

	return RST_OK;
}

static enum rst_status decrypt(void *priv, const uint8_t *key, uint8_t block[16])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int size;

	assert(EVP_DecryptInit_ex(ctx, EVP_aes_128_ecb(), NULL, key, NULL));
	EVP_CIPHER_CTX_set_padding(ctx, 0);
	assert(EVP_DecryptUpdate(ctx, block, &size, block, 16));
	EVP_CIPHER_CTX_free(ctx);

	return RST_OK;
}

static enum rst_status gcm_open(void *priv, const uint8_t *key,
				const struct rst_jwe *jwe, uint8_t *data)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int size, fits;

	assert(EVP_DecryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key, jwe->iv));
	EVP_DecryptUpdate(ctx, NULL, &size, (const uint8_t *)jwe->aad, jwe->aad_size);
	EVP_DecryptUpdate(ctx, data, &size, data, jwe->size);
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, sizeof(jwe->tag),
			    (void *)jwe->tag);
	fits = EVP_DecryptFinal_ex(ctx, data, &size);
	EVP_CIPHER_CTX_free(ctx);

	return fits > 0 ? RST_OK : RST_DENIED;
}

void issuer_device_init(struct issuer_device *device)
{
	device->key = EVP_EC_gen("P-256");
	key_to_point(device->key, &device->point);
	device->crypto = (struct rst_jwe_crypto){
		.agree = agree,
		.sha256 = sha256,
		.decrypt = decrypt,
		.open = gcm_open,
		.priv = device,
	};
}

void issuer_device_free(struct issuer_device *device)
{
	EVP_PKEY_free(device->key);
}

static char *encode(const void *data, size_t size)
{
	char *text = calloc(1, RST_BASE64URL_SIZE(size) + 1);

	rst_base64url_encode(data, size, text);

	return text;
}

/* OpenSSL's own Concat KDF and key wrap: not the core's. */
static void wrap(const uint8_t secret[RST_P256_SIZE], const uint8_t key[16],
		 uint8_t wrapped[24])
{
	static unsigned char info[] = "\0\0\0\016ECDH-ES+A128KW\0\0\0\0\0\0\0\0\0\0\0\200";
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, "SHA256", 6),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, (void *)secret, RST_P256_SIZE),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, info, sizeof(info) - 1),
		OSSL_PARAM_END,
	};
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "SSKDF", NULL);
	EVP_KDF_CTX *ctx = EVP_KDF_CTX_new(kdf);
	EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
	uint8_t wrapping[16];
	int size;

	assert(EVP_KDF_derive(ctx, wrapping, sizeof(wrapping), params) > 0);
	EVP_CIPHER_CTX_set_flags(cipher, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
	assert(EVP_EncryptInit_ex(cipher, EVP_aes_128_wrap(), NULL, wrapping, NULL) &&
	       EVP_EncryptUpdate(cipher, wrapped, &size, key, 16) && size == 24);
	EVP_CIPHER_CTX_free(cipher);
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
}

static void gcm_seal(const uint8_t *key, const uint8_t *iv, const char *aad,
		     uint8_t *data, size_t size, uint8_t tag[16])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int out;

	assert(EVP_EncryptInit_ex(ctx, EVP_aes_128_gcm(), NULL, key, iv));
	EVP_EncryptUpdate(ctx, NULL, &out, (const uint8_t *)aad, strlen(aad));
	EVP_EncryptUpdate(ctx, data, &out, data, size);
	EVP_EncryptFinal_ex(ctx, data, &out);
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, tag);
	EVP_CIPHER_CTX_free(ctx);
}

static char *make_header(struct issuer_device *device, const char *format,
			 const struct rst_point *sender)
{
	uint8_t thumbprint[RST_SHA256_SIZE];
	char *kid, *x, *y, *json = NULL, *header;

	rst_jwe_thumbprint(&device->point, &device->crypto, thumbprint);
	kid = encode(thumbprint, sizeof(thumbprint));
	x = encode(sender->x, sizeof(sender->x));
	y = encode(sender->y, sizeof(sender->y));
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	assert(asprintf(&json, format, kid, x, y) > 0);
#pragma GCC diagnostic pop
	header = encode(json, strlen(json));
	free(kid);
	free(x);
	free(y);
	free(json);

	return header;
}

char *issuer_seal_with(struct issuer_device *device, const char *format,
		       const char *content)
{
	uint8_t secret[RST_P256_SIZE], key[16], iv[12], tag[16], wrapped[24];
	EVP_PKEY *own = EVP_EC_gen("P-256");
	char *header, *parts[4], *text = NULL;
	size_t size = strlen(content);
	uint8_t *data = malloc(size + 1);
	struct rst_point sender;

	RAND_bytes(key, sizeof(key));
	RAND_bytes(iv, sizeof(iv));
	key_to_point(own, &sender);
	agree_keys(own, device->key, secret);
	EVP_PKEY_free(own);
	wrap(secret, key, wrapped);

	header = make_header(device, format, &sender);
	memcpy(data, content, size);
	gcm_seal(key, iv, header, data, size, tag);
	parts[0] = encode(wrapped, sizeof(wrapped));
	parts[1] = encode(iv, sizeof(iv));
	parts[2] = encode(data, size);
	parts[3] = encode(tag, sizeof(tag));
	assert(asprintf(&text, "%s.%s.%s.%s.%s", header, parts[0], parts[1], parts[2],
			parts[3]) > 0);
	for (int i = 0; i < 4; i++)
		free(parts[i]);
	free(header);
	free(data);

	return text;
}

char *issuer_seal(struct issuer_device *device, const char *content)
{
	return issuer_seal_with(device, ISSUER_HEADER, content);
}
