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

static bool is_shared(const struct rst_key_slot *slot)
{
	return slot->key.owner == RST_KEYS_ALL || slot->key.retain;
}

/* There is one at most. */
static struct rst_key_slot *find_shared(struct rst_keys *keys,
					const uint8_t *kid)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (slot->used && is_shared(slot) &&
		    !memcmp(slot->key.kid, kid, RST_KEY_SIZE))
			return slot;
	}

	return NULL;
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

/* Nobody need have looked for a key whose time is over. */
static void expire(struct rst_keys *keys, uint64_t now)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		if (keys->slots[i].used)
			is_over(&keys->slots[i], now);
	}
}

static bool is_older(const struct rst_key_slot *slot,
		     const struct rst_key_slot *other)
{
	if (!other)
		return true;
	if (slot->expired != other->expired)
		return slot->expired;

	return slot->last_use < other->last_use;
}

static bool stays(const struct rst_key_slot *slot)
{
	return slot->used && slot->key.usage == RST_CENC_USAGE_RECORD &&
	       !slot->expired;
}

/* Whether both are of those that have a share of the table. */
static bool shares(const struct rst_key *key, const struct rst_key *other)
{
	if (key->owner != other->owner)
		return false;

	return key->owner != RST_KEYS_ALL || (key->licensed && other->licensed);
}

/* How many there are of @key's share, and the oldest of those that may go. */
static uint32_t count_share(struct rst_keys *keys, const struct rst_key *key,
			    struct rst_key_slot **oldest)
{
	uint32_t count = 0;

	*oldest = NULL;
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (!slot->used || !shares(&slot->key, key))
			continue;
		count++;
		if (!stays(slot) && is_older(slot, *oldest))
			*oldest = slot;
	}

	return count;
}

/* A free one, one that has expired, or that which was unused longest. */
static struct rst_key_slot *oldest_of_all(struct rst_keys *keys)
{
	struct rst_key_slot *oldest = NULL;

	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (!slot->used)
			return slot;
		if (!stays(slot) && is_older(slot, oldest))
			oldest = slot;
	}

	return oldest;
}

static struct rst_key_slot *make_room(struct rst_keys *keys,
				      const struct rst_key *key)
{
	struct rst_key_slot *slot;

	if (count_share(keys, key, &slot) < RST_CENC_SESSION_KEYS)
		slot = oldest_of_all(keys);
	if (slot)
		rst_wipe(slot, sizeof(*slot));

	return slot;
}

/* How long it takes tells nothing of where they differ. */
static bool is_same(const uint8_t *key, const uint8_t *other)
{
	uint8_t differences = 0;

	for (int i = 0; i < RST_KEY_SIZE; i++)
		differences |= key[i] ^ other[i];

	return !differences;
}

static bool has_same_key(const struct rst_key_slot *slot,
			 const struct rst_key *key)
{
	return slot->key.usage == key->usage && is_same(slot->key.key, key->key);
}

/* What a session leaves to everybody is without it from now on. */
static void hand_over(struct rst_keys *keys, struct rst_key_slot *slot)
{
	struct rst_key_slot *oldest;

	slot->key.owner = RST_KEYS_ALL;
	slot->key.retain = false;
	if (count_share(keys, &slot->key, &oldest) > RST_CENC_SESSION_KEYS &&
	    oldest)
		rst_wipe(oldest, sizeof(*oldest));
}

static void unshare(struct rst_key_slot *slot)
{
	if (slot->key.owner == RST_KEYS_ALL)
		rst_wipe(slot, sizeof(*slot));
	else
		slot->key.retain = false;
}

static uint64_t later(uint64_t expires, uint64_t other)
{
	if (!expires || !other)
		return 0;

	return expires > other ? expires : other;
}

/*
 * What a session's key means to everybody, who may have one by its KID. Returns
 * whether the session's is to be theirs; @key->retain says whether they have it then.
 */
static bool share(struct rst_keys *keys, struct rst_key *key)
{
	struct rst_key_slot *slot = find_shared(keys, key->kid);
	bool own = slot && slot->key.owner == key->owner;

	if (slot && slot->expired) {
		unshare(slot);
		slot = NULL;
	}
	if (!slot)
		return key->retain;
	if (!has_same_key(slot, key)) {
		if (own)
			hand_over(keys, slot);
		key->retain = false;
		return false;
	}
	if (own) {
		key->expires = later(key->expires, slot->key.expires);
		key->retain = true;
	} else if (key->retain) {
		slot->key.expires = later(key->expires, slot->key.expires);
		use(keys, slot);
	}

	return own;
}

/* A laboratory does as it likes with what is everybody's. */
static void replace_shared(struct rst_keys *keys, const struct rst_key *key)
{
	struct rst_key_slot *slot = find_shared(keys, key->kid);

	if (slot && slot->key.owner != RST_KEYS_ALL)
		unshare(slot);
}

enum rst_status rst_keys_set(struct rst_keys *keys, struct rst_key *key,
			     uint64_t now, uint64_t first_iv)
{
	struct rst_key_slot *slot;
	bool shared = false;

	if (key->usage > RST_CENC_USAGE_AUDIO)
		return RST_BAD_PARAMETERS;

	expire(keys, now);
	if (key->owner == RST_KEYS_ALL)
		replace_shared(keys, key);
	else
		shared = share(keys, key);
	slot = find_slot(keys, key->owner, key->kid);
	if (!slot)
		slot = make_room(keys, key);
	if (!slot)
		return RST_NO_SPACE;

	slot->key = *key;
	slot->key.retain = shared;
	slot->next_iv = first_iv;
	slot->used = true;
	slot->expired = false;
	use(keys, slot);

	return RST_OK;
}

uint32_t rst_keys_room(struct rst_keys *keys, uint32_t owner, uint64_t now)
{
	uint32_t room = 0, share = RST_CENC_SESSION_KEYS;

	expire(keys, now);
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		const struct rst_key_slot *slot = &keys->slots[i];

		if (!stays(slot))
			room++;
		else if (slot->key.owner == owner && share)
			share--;
	}

	return room < share ? room : share;
}

enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid)
{
	struct rst_key_slot *slot = find_shared(keys, kid);

	if (!slot)
		return RST_NOT_FOUND;

	unshare(slot);

	return RST_OK;
}

void rst_keys_end(struct rst_keys *keys, uint32_t owner)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (!slot->used || slot->key.owner != owner)
			continue;
		if (slot->key.retain && !slot->expired)
			hand_over(keys, slot);
		else
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

/* Everybody's key; what a licence of another session's has left only if @how says so. */
static struct rst_key_slot *find_of_all(struct rst_keys *keys,
					const uint8_t *kid, uint32_t how)
{
	struct rst_key_slot *slot = find_shared(keys, kid);

	if (slot && slot->key.licensed && how & RST_KEYS_NOT_OTHERS)
		return NULL;

	return slot;
}

enum rst_status rst_keys_find(struct rst_keys *keys, uint32_t owner,
			      const uint8_t *kid, uint32_t how, uint64_t now,
			      const uint8_t **key)
{
	struct rst_key_slot *slot = find_slot(keys, owner, kid);
	bool audio = how & RST_KEYS_FOR_AUDIO;
	enum rst_status own = try_slot(slot, audio, now), all;

	if (own) {
		slot = find_of_all(keys, kid, how);
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

static uint32_t whose(const struct rst_key_slot *slot, uint32_t owner)
{
	if (slot->key.owner == owner && owner != RST_KEYS_ALL)
		return RST_CENC_WHOSE_OWN;

	return is_shared(slot) ? RST_CENC_WHOSE_ALL : RST_CENC_WHOSE_OTHER;
}

static void describe(const struct rst_key_slot *slot, uint32_t owner,
		     uint64_t now, struct rst_cenc_key_entry *entry)
{
	const struct rst_key *key = &slot->key;

	memset(entry, 0, sizeof(*entry));
	memcpy(entry->kid, key->kid, RST_KEY_SIZE);
	entry->usage = key->usage;
	entry->whose = whose(slot, owner);
	entry->expired = slot->expired;
	entry->licensed = key->licensed;
	if (key->expires && !slot->expired)
		entry->seconds = (key->expires - now + 999) / 1000;
}

uint32_t rst_keys_list(struct rst_keys *keys, uint32_t owner, uint64_t now,
		       struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS])
{
	const struct rst_key_slot *slot;
	uint64_t before = UINT64_MAX;
	uint32_t count = 0;

	expire(keys, now);
	while ((slot = used_before(keys, before))) {
		describe(slot, owner, now, &list[count++]);
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
