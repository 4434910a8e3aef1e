/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A licence: which keys, for what, how long
 *
 * Inside of a JWE (jwe.h) whose header names the device's key. A JSON object:
 *
 *	nonce	the challenge that it answers: 16 bytes, base64url
 *	keys	1 to RST_LICENCE_MAX_KEYS objects:
 *		kid, k		the key's identifier, and the key: 16 bytes each
 *		use		"video" or "audio"
 *		duration	optional: seconds from the challenge on, at least 1
 *		retain		optional: true, if the key stays when the session
 *				ends that brought the licence in
 *
 * There is no signature. Whoever knows no content key cannot put it into a
 * licence; an old one is refused for its nonce; and a licence that somebody makes
 * up, with a key that he invents, plays nothing that he could not make himself.
 * Of a recording key that would not be true: who invents it reads what the camera
 * records with it. So there are none in licences, until an issuer can be told.
 */
#ifndef RST_LICENCE_H
#define RST_LICENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys.h"
#include "status.h"

#define RST_LICENCE_MAX_KEYS	RST_CENC_LICENCE_KEYS
#define RST_NONCE_SIZE		16

struct rst_licence_key {
	uint8_t kid[RST_KEY_SIZE];
	uint8_t key[RST_KEY_SIZE];
	uint32_t usage;		/* RST_CENC_USAGE_* */
	uint32_t duration;	/* seconds; 0: for ever */
	bool retain;
};

struct rst_licence {
	uint8_t nonce[RST_NONCE_SIZE];
	uint32_t num_keys;
	struct rst_licence_key keys[RST_LICENCE_MAX_KEYS];
};

/*
 * BAD_FORMAT: no licence, or a KID comes twice; BAD_PARAMETERS: a use that is
 * not known. Members that are not known are passed over. Wipe @licence afterwards.
 */
enum rst_status rst_licence_parse(const char *text, size_t size,
				  struct rst_licence *licence);

#endif /* RST_LICENCE_H */
