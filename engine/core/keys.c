// SPDX-License-Identifier: BSD-2-Clause
#include <stddef.h>
#include <string.h>

#include "keys.h"
#include "wipe.h"

static struct rst_key_slot *find_slot(struct rst_keys *keys, const uint8_t *kid)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (slot->used && !memcmp(slot->kid, kid, RST_KEY_SIZE))
			return slot;
	}

	return NULL;
}

/* A free one, or that of the playing key which was unused longest. */
static struct rst_key_slot *make_room(struct rst_keys *keys)
{
	struct rst_key_slot *oldest = NULL;

	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		struct rst_key_slot *slot = &keys->slots[i];

		if (!slot->used)
			return slot;
		if (slot->usage == RST_CENC_USAGE_PLAY &&
		    (!oldest || slot->last_use < oldest->last_use))
			oldest = slot;
	}
	if (oldest)
		rst_wipe(oldest, sizeof(*oldest));

	return oldest;
}

static void use(struct rst_keys *keys, struct rst_key_slot *slot)
{
	slot->last_use = ++keys->now;
}

enum rst_status rst_keys_set(struct rst_keys *keys, const uint8_t *kid,
			     const uint8_t *key, uint32_t usage,
			     uint64_t first_iv)
{
	struct rst_key_slot *slot;

	if (usage != RST_CENC_USAGE_PLAY && usage != RST_CENC_USAGE_RECORD)
		return RST_BAD_PARAMETERS;

	slot = find_slot(keys, kid);
	if (!slot)
		slot = make_room(keys);
	if (!slot)
		return RST_NO_SPACE;

	memcpy(slot->kid, kid, RST_KEY_SIZE);
	memcpy(slot->key, key, RST_KEY_SIZE);
	slot->usage = usage;
	slot->next_iv = first_iv;
	slot->used = true;
	use(keys, slot);

	return RST_OK;
}

enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid)
{
	struct rst_key_slot *slot = find_slot(keys, kid);

	if (!slot)
		return RST_NOT_FOUND;

	rst_wipe(slot, sizeof(*slot));

	return RST_OK;
}

const uint8_t *rst_keys_find(struct rst_keys *keys, const uint8_t *kid)
{
	struct rst_key_slot *slot = find_slot(keys, kid);

	if (!slot)
		return NULL;
	use(keys, slot);

	return slot->key;
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
		memcpy(list[count].kid, slot->kid, RST_KEY_SIZE);
		list[count++].usage = slot->usage;
		before = slot->last_use;
	}

	return count;
}

enum rst_status rst_keys_record(struct rst_keys *keys, const uint8_t *kid,
				const uint8_t **key,
				uint8_t iv[RST_CENC_RECORD_IV_SIZE])
{
	struct rst_key_slot *slot = find_slot(keys, kid);
	uint64_t value;

	if (!slot)
		return RST_NOT_FOUND;
	if (slot->usage != RST_CENC_USAGE_RECORD)
		return RST_DENIED;

	value = slot->next_iv++;
	for (int n = RST_CENC_RECORD_IV_SIZE - 1; n >= 0; n--) {
		iv[n] = value;
		value >>= 8;
	}
	*key = slot->key;
	use(keys, slot);

	return RST_OK;
}

void rst_keys_wipe(struct rst_keys *keys)
{
	rst_wipe(keys, sizeof(*keys));
}
