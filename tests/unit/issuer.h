/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who issues licences, and the device's side of the cryptography, both by OpenSSL
 *
 * For tests of engine/core on the host.
 */
#ifndef TEST_ISSUER_H
#define TEST_ISSUER_H

#include <openssl/evp.h>
#include <stddef.h>

#include "../../engine/core/jwe.h"

struct issuer_device {
	EVP_PKEY *key;
	struct rst_point point;
	struct rst_jwe_crypto crypto;	/* .priv is this */
};

void issuer_device_init(struct issuer_device *device);
void issuer_device_free(struct issuer_device *device);

/* A JWE of @content for @device, allocated; ends with NUL. */
char *issuer_seal(struct issuer_device *device, const char *content);

/*
 * The same, with @header for a header: a format in which %1$s is the recipient's
 * thumbprint, %2$s and %3$s are the sender's x and y.
 */
char *issuer_seal_with(struct issuer_device *device, const char *header,
		       const char *content);

#define ISSUER_HEADER \
	"{\"alg\":\"ECDH-ES+A128KW\",\"enc\":\"A128GCM\",\"kid\":\"%1$s\"," \
	"\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%2$s\",\"y\":\"%3$s\"}}"

#endif /* TEST_ISSUER_H */
