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

void rst_grant_ask(struct rst_grant *grant, const uint8_t nonce[RST_NONCE_SIZE],
		   uint64_t now)
{
	struct rst_challenge *challenge = &grant->challenges[grant->next];

	grant->next = (grant->next + 1) % RST_GRANT_CHALLENGES;
	memcpy(challenge->nonce, nonce, sizeof(challenge->nonce));
	challenge->since = now;
	challenge->open = true;
}

/* NULL, and in @result why there is none. */
static struct rst_challenge *find_challenge(struct rst_grant *grant,
					    const uint8_t *nonce,
					    uint32_t *result)
{
	*result = RST_LICENCE_UNASKED;
	for (int i = 0; i < RST_GRANT_CHALLENGES; i++) {
		struct rst_challenge *challenge = &grant->challenges[i];

		if (!challenge->open)
			continue;
		if (!memcmp(challenge->nonce, nonce, RST_NONCE_SIZE))
			return challenge;
		*result = RST_LICENCE_STALE;
	}

	return NULL;
}

static uint64_t expiry(const struct rst_licence_key *key, uint64_t since)
{
	return key->duration ? since + key->duration * 1000ull : 0;
}

static uint32_t check_times(const struct rst_licence *licence, uint64_t since,
			    const struct rst_grant_clock *clock)
{
	for (uint32_t i = 0; i < licence->num_keys; i++) {
		uint64_t expires = expiry(&licence->keys[i], since);

		if (expires && !clock->own)
			return RST_LICENCE_NO_CLOCK;
		if (expires && clock->now >= expires)
			return RST_LICENCE_EXPIRED;
	}

	return RST_LICENCE_TAKEN;
}

static void tell(const struct rst_key *key, uint64_t now,
		 struct rst_cenc_licence *answer)
{
	struct rst_cenc_licence_key *told = &answer->keys[answer->num_keys++];

	memcpy(told->kid, key->kid, sizeof(told->kid));
	told->usage = key->usage;
	told->seconds = key->expires ? (key->expires - now + 999) / 1000 : 0;
	told->retained = key->retain;
}

static enum rst_status take_key(const struct rst_licence_key *from,
				uint32_t owner, uint64_t since,
				const struct rst_grant_clock *clock,
				struct rst_keys *keys, uint64_t first_iv,
				struct rst_cenc_licence *answer)
{
	struct rst_key key = {
		.usage = from->usage,
		.owner = owner,
		.expires = expiry(from, since),
		.retain = from->retain,
		.licensed = true,
	};
	enum rst_status status;

	memcpy(key.kid, from->kid, sizeof(key.kid));
	memcpy(key.key, from->key, sizeof(key.key));
	status = rst_keys_set(keys, &key, clock->now, first_iv);
	if (!status)
		tell(&key, clock->now, answer);
	rst_wipe(&key, sizeof(key));

	return status;
}

static uint32_t take_keys(struct rst_grant *grant,
			  const struct rst_licence *licence,
			  const struct rst_grant_clock *clock,
			  struct rst_keys *keys, uint64_t first_iv,
			  struct rst_cenc_licence *answer)
{
	struct rst_challenge *challenge;
	uint32_t result;

	challenge = find_challenge(grant, licence->nonce, &result);
	if (!challenge)
		return result;
	result = check_times(licence, challenge->since, clock);
	if (result != RST_LICENCE_TAKEN)
		return result;

	/* none of them may make room for another */
	if (rst_keys_room(keys, grant->owner, clock->now) < licence->num_keys)
		return RST_LICENCE_NO_SPACE;

	challenge->open = false;
	for (uint32_t i = 0; i < licence->num_keys; i++) {
		if (take_key(&licence->keys[i], grant->owner, challenge->since,
			     clock, keys, first_iv, answer))
			return RST_LICENCE_NO_SPACE;
	}

	return RST_LICENCE_TAKEN;
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
		answer->result = take_keys(grant, &licence, clock, keys,
					   first_iv, answer);
	rst_wipe(&licence, sizeof(licence));
	rst_wipe(&jwe, sizeof(jwe));

	return status;
}
