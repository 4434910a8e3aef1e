/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Licences of the W3C's ClearKey: keys in the clear, for laboratories
 *
 * Private to rstmem's own tools and plugin. The JSON is that of Encrypted Media
 * Extensions, section 9.1.4:
 *
 *	{"keys": [{"kty": "oct", "kid": BASE64URL, "k": BASE64URL}, ...],
 *	 "type": "temporary"}
 *
 * Whoever has one has the keys. They go to the TEE by LAB_SET_KEY, which a
 * product's lacks.
 */
#ifndef CLEARKEY_H
#define CLEARKEY_H

#include "cenc-client.h"

#define CLEARKEY_MAX_SIZE	16384	/* characters */
#define CLEARKEY_MAX_KEYS	RST_CENC_LICENCE_KEYS
#define CLEARKEY_ERROR_SIZE	128

struct clearkey {
	unsigned int count;
	struct {
		uint8_t kid[16];
		uint8_t key[16];
	} keys[CLEARKEY_MAX_KEYS];
};

/*
 * false: it is none, and @error says why: a line, lower case, without a full stop
 * and without anything that stands in the text. Members that are not known are
 * passed over. Wipe @licence, and @text, afterwards.
 */
bool clearkey_parse(const char *text, size_t size, struct clearkey *licence,
		    char error[CLEARKEY_ERROR_SIZE]);

/* All keys, for RST_CENC_USAGE_*. In @session: the client's alone, and they go with
 * it; otherwise everybody's, and they stay. NO_COMMAND: the TEE is a product's. */
enum cenc_status clearkey_set(struct cenc_client *client,
			      const struct clearkey *licence, uint32_t usage,
			      bool session);

/* What NO_COMMAND means then. */
extern const char clearkey_no_laboratory[];

/* The request for a licence with these keys, JSON; NULL without memory. */
char *clearkey_request(const uint8_t (*kids)[16], unsigned int count);

#endif /* CLEARKEY_H */
