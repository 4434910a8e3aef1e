// SPDX-License-Identifier: BSD-2-Clause
#include <stddef.h>
#include <string.h>

#include "keys.h"
#include "wipe.h"

static struct rst_key_slot *find_slot(struct rst_keys *keys, uint32_t owner,
				      const uint8_t *kid)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (slot->used && slot->key.owner == owner &&
		    !memcmp(slot->key.kid, kid, RST_KEY_SIZE))
			return slot;
	}

	return NULL;
}

static bool is_older(const struct rst_key_slot *slot,
		     const struct rst_key_slot *other)
{
	if (slot->expired != other->expired)
		return slot->expired;

	return slot->last_use < other->last_use;
}

/* A free one, one that has expired, or that which was unused longest. */
static struct rst_key_slot *make_room(struct rst_keys *keys)
{
	struct rst_key_slot *oldest = NULL;

	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (!slot->used)
			return slot;
		if (slot->key.usage == RST_CENC_USAGE_RECORD && !slot->expired)
			continue;
		if (!oldest || is_older(slot, oldest))
			oldest = slot;
	}
	if (oldest)
		rst_wipe(oldest, sizeof(*oldest));

	return oldest;
}

static void use(struct rst_keys *keys, struct rst_key_slot *slot)
{
	slot->last_use = ++keys->uses;
}

/* What is over stays as a name without a key, so that who asks is told why. */
static bool is_over(struct rst_key_slot *slot, uint64_t now)
{
	if (!slot->expired && slot->key.expires && now >= slot->key.expires) {
		rst_wipe(slot->key.key, sizeof(slot->key.key));
		slot->expired = true;
	}

	return slot->expired;
}

enum rst_status rst_keys_set(struct rst_keys *keys, const struct rst_key *key,
			     uint64_t first_iv)
{
	struct rst_key_slot *slot;

	if (key->usage > RST_CENC_USAGE_AUDIO)
		return RST_BAD_PARAMETERS;

	slot = find_slot(keys, key->owner, key->kid);
	if (!slot)
		slot = make_room(keys);
	if (!slot)
		return RST_NO_SPACE;

	slot->key = *key;
	slot->next_iv = first_iv;
	slot->used = true;
	slot->expired = false;
	use(keys, slot);

	return RST_OK;
}

enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid)
{
	struct rst_key_slot *slot = find_slot(keys, RST_KEYS_ALL, kid);

	if (!slot)
		return RST_NOT_FOUND;

	rst_wipe(slot, sizeof(*slot));

	return RST_OK;
}

void rst_keys_end(struct rst_keys *keys, uint32_t owner)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (slot->used && slot->key.owner == owner)
			rst_wipe(slot, sizeof(*slot));
	}
}

static enum rst_status try_slot(struct rst_key_slot *slot, bool audio,
				uint64_t now)
{
	if (!slot)
		return RST_NOT_FOUND;
	if (is_over(slot, now))
		return RST_EXPIRED;
	if ((slot->key.usage == RST_CENC_USAGE_AUDIO) != audio)
		return RST_DENIED;

	return RST_OK;
}

enum rst_status rst_keys_find(struct rst_keys *keys, uint32_t owner,
			      const uint8_t *kid, bool audio, uint64_t now,
			      const uint8_t **key)
{
	struct rst_key_slot *slot = find_slot(keys, owner, kid);
	enum rst_status own = try_slot(slot, audio, now), all;

	if (own) {
		slot = find_slot(keys, RST_KEYS_ALL, kid);
		all = try_slot(slot, audio, now);
		if (all)
			return own == RST_NOT_FOUND ? all : own;
	}
	use(keys, slot);
	*key = slot->key.key;

	return RST_OK;
}

/* The slot in use whose last use is the latest before @before. */
static const struct rst_key_slot *used_before(const struct rst_keys *keys,
					      uint64_t before)
{
	const struct rst_key_slot *latest = NULL;

	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		const struct rst_key_slot *slot = &keys->slots[i];

		if (slot->used && slot->last_use < before &&
		    (!latest || slot->last_use > latest->last_use))
			latest = slot;
	}

	return latest;
}

uint32_t rst_keys_list(const struct rst_keys *keys,
		       struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS])
{
	const struct rst_key_slot *slot;
	uint64_t before = UINT64_MAX;
	uint32_t count = 0;

	while ((slot = used_before(keys, before))) {
		memset(&list[count], 0, sizeof(list[count]));
		memcpy(list[count].kid, slot->key.kid, RST_KEY_SIZE);
		list[count++].usage = slot->key.usage;
		before = slot->last_use;
	}

	return count;
}

/* A recording key before another with the same KID. */
static struct rst_key_slot *find_record(struct rst_keys *keys,
					const uint8_t *kid)
{
	struct rst_key_slot *other = NULL;

	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (!slot->used || memcmp(slot->key.kid, kid, RST_KEY_SIZE))
			continue;
		if (slot->key.usage == RST_CENC_USAGE_RECORD)
			return slot;
		other = slot;
	}

	return other;
}

enum rst_status rst_keys_record(struct rst_keys *keys, const uint8_t *kid,
				uint64_t now, const uint8_t **key,
				uint8_t iv[RST_CENC_RECORD_IV_SIZE])
{
	struct rst_key_slot *slot = find_record(keys, kid);
	uint64_t value;

	if (!slot)
		return RST_NOT_FOUND;
	if (slot->key.usage != RST_CENC_USAGE_RECORD)
		return RST_DENIED;
	if (is_over(slot, now))
		return RST_EXPIRED;

	value = slot->next_iv++;
	for (int n = RST_CENC_RECORD_IV_SIZE - 1; n >= 0; n--) {
		iv[n] = value;
		value >>= 8;
	}
	*key = slot->key.key;
	use(keys, slot);

	return RST_OK;
}

void rst_keys_wipe(struct rst_keys *keys)
{
	rst_wipe(keys, sizeof(*keys));
}
