/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message for this device: JWE in compact form (RFC 7516), ECDH-ES+A128KW on
 * P-256 and A128GCM (RFC 7518), nothing else
 *
 * The elliptic curve's, because a device makes such a key in milliseconds, where
 * one of RSA takes a TEE minutes, and because the cipher's operations, which all
 * TEEs have, are enough for the rest.
 */
#ifndef RST_JWE_H
#define RST_JWE_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "status.h"

#define RST_JWE_MAX		RST_CENC_MAX_LICENCE
#define RST_P256_SIZE		32	/* bytes of a coordinate */
#define RST_SHA256_SIZE		32
#define RST_JWE_KEY_SIZE	16	/* AES-128, of content and key alike */

/* A point of the curve P-256, each coordinate with the first byte first. */
struct rst_point {
	uint8_t x[RST_P256_SIZE];
	uint8_t y[RST_P256_SIZE];
};

/**
 * struct rst_jwe - a message, taken apart
 * @recipient:	thumbprint (RFC 7638) of the key that it is for
 * @sender:	the sender's key, which is made for this message alone; not looked
 *		at beyond its size
 * @wrapped:	the content's key, wrapped (RFC 3394)
 * @iv:		of the content
 * @tag:	of the content
 * @aad:	what the tag also covers, in the text
 * @aad_size:	its bytes
 * @content:	what is encrypted, later what is in it
 * @size:	its bytes
 */
struct rst_jwe {
	uint8_t recipient[RST_SHA256_SIZE];
	struct rst_point sender;
	uint8_t wrapped[RST_JWE_KEY_SIZE + 8];
	uint8_t iv[12];
	uint8_t tag[16];
	const char *aad;
	size_t aad_size;
	uint8_t content[RST_JWE_MAX];
	size_t size;
};

/**
 * struct rst_jwe_crypto - what opening one asks of the platform
 * @agree:	ECDH with the device's key. BAD_FORMAT where @sender is not a point
 *		of the curve: what comes of others tells of the device's key
 * @sha256:	a digest
 * @decrypt:	one block of AES-128
 * @open:	AES-128-GCM, @data in place; DENIED where the tag is wrong
 * @priv:	for the platform
 */
struct rst_jwe_crypto {
	enum rst_status (*agree)(void *priv, const struct rst_point *sender,
				 uint8_t secret[RST_P256_SIZE]);
	enum rst_status (*sha256)(void *priv, const uint8_t *data, size_t size,
				  uint8_t digest[RST_SHA256_SIZE]);
	enum rst_status (*decrypt)(void *priv, const uint8_t *key,
				   uint8_t block[16]);
	enum rst_status (*open)(void *priv, const uint8_t *key,
				const struct rst_jwe *jwe, uint8_t *data);
	void *priv;
};

/*
 * BAD_FORMAT: no JWE, or one that is cut off; BAD_PARAMETERS: one of other
 * algorithms, or that has parameters which would have to be understood. @text must
 * stay as long as @jwe is used.
 */
enum rst_status rst_jwe_parse(const char *text, size_t size,
			      struct rst_jwe *jwe);

/*
 * Decrypts the content in place. BAD_FORMAT: the sender's key is none; DENIED: it
 * is not for this device's key, or has been changed. Wipe @jwe afterwards.
 */
enum rst_status rst_jwe_open(struct rst_jwe *jwe,
			     const struct rst_jwe_crypto *crypto);

/*
 * A key's thumbprint (RFC 7638): SHA-256 of its members in one spelling.
 */
enum rst_status rst_jwe_thumbprint(const struct rst_point *point,
				   const struct rst_jwe_crypto *crypto,
				   uint8_t thumbprint[RST_SHA256_SIZE]);

#endif /* RST_JWE_H */
