// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "grant.h"
#include "wipe.h"

/* Too large for a TA's stack, and one call at a time comes here. */
static struct rst_jwe jwe;

static enum rst_status open_licence(const char *text, size_t size,
				    const uint8_t *thumbprint,
				    const struct rst_jwe_crypto *crypto,
				    struct rst_licence *licence,
				    uint32_t *result)
{
	enum rst_status status;

	status = rst_jwe_parse(text, size, &jwe);
	if (!status && memcmp(jwe.recipient, thumbprint, RST_SHA256_SIZE)) {
		*result = RST_LICENCE_FOREIGN;
		return RST_OK;
	}
	if (!status) {
		status = rst_jwe_open(&jwe, crypto);
		if (status == RST_DENIED) {
			*result = RST_LICENCE_CHANGED;
			return RST_OK;
		}
	}
	if (!status)
		status = rst_licence_parse((const char *)jwe.content, jwe.size,
					   licence);

	switch (status) {
	case RST_OK:
		*result = RST_LICENCE_TAKEN;
		return RST_OK;
	case RST_BAD_FORMAT:
	case RST_SHORT_BUFFER:
		*result = RST_LICENCE_MALFORMED;
		return RST_OK;
	case RST_BAD_PARAMETERS:
		*result = RST_LICENCE_UNSUPPORTED;
		return RST_OK;
	default:
		return status;
	}
}

static uint64_t expiry(const struct rst_grant *grant,
		       const struct rst_licence_key *key)
{
	return key->duration ? grant->since + key->duration * 1000ull : 0;
}

static uint32_t check(const struct rst_grant *grant,
		      const struct rst_licence *licence,
		      const struct rst_grant_clock *clock)
{
	if (!grant->asked)
		return RST_LICENCE_UNASKED;
	if (memcmp(licence->nonce, grant->nonce, sizeof(grant->nonce)))
		return RST_LICENCE_STALE;

	for (uint32_t i = 0; i < licence->num_keys; i++) {
		uint64_t expires = expiry(grant, &licence->keys[i]);

		if (expires && !clock->own)
			return RST_LICENCE_NO_CLOCK;
		if (expires && clock->now >= expires)
			return RST_LICENCE_EXPIRED;
	}

	return RST_LICENCE_TAKEN;
}

static uint32_t take_key(const struct rst_grant *grant,
			 const struct rst_licence_key *from,
			 const struct rst_grant_clock *clock,
			 struct rst_keys *keys, uint64_t first_iv,
			 struct rst_cenc_licence *answer)
{
	struct rst_cenc_licence_key *told = &answer->keys[answer->num_keys];
	struct rst_key key = {
		.usage = from->usage,
		.owner = from->retain ? RST_KEYS_ALL : grant->owner,
		.expires = expiry(grant, from),
	};
	enum rst_status status;

	memcpy(key.kid, from->kid, sizeof(key.kid));
	memcpy(key.key, from->key, sizeof(key.key));
	status = rst_keys_set(keys, &key, first_iv);
	if (!status) {
		memcpy(told->kid, key.kid, sizeof(told->kid));
		told->usage = key.usage;
		told->seconds = key.expires ?
			(key.expires - clock->now + 999) / 1000 : 0;
		answer->num_keys++;
	}
	rst_wipe(&key, sizeof(key));

	return status ? RST_LICENCE_NO_SPACE : RST_LICENCE_TAKEN;
}

enum rst_status rst_grant_take(struct rst_grant *grant, const char *text,
			       size_t size,
			       const uint8_t thumbprint[RST_SHA256_SIZE],
			       const struct rst_jwe_crypto *crypto,
			       const struct rst_grant_clock *clock,
			       struct rst_keys *keys, uint64_t first_iv,
			       struct rst_cenc_licence *answer)
{
	struct rst_licence licence = { 0 };
	enum rst_status status;

	answer->num_keys = 0;
	memset(answer->keys, 0, sizeof(answer->keys));
	status = open_licence(text, size, thumbprint, crypto, &licence,
			      &answer->result);
	if (!status && answer->result == RST_LICENCE_TAKEN)
		answer->result = check(grant, &licence, clock);
	if (!status && answer->result == RST_LICENCE_TAKEN) {
		grant->asked = false;
		for (uint32_t i = 0; i < licence.num_keys &&
		     answer->result == RST_LICENCE_TAKEN; i++)
			answer->result = take_key(grant, &licence.keys[i],
						  clock, keys, first_iv,
						  answer);
	}
	rst_wipe(&licence, sizeof(licence));
	rst_wipe(&jwe, sizeof(jwe));

	return status;
}
