// SPDX-License-Identifier: BSD-2-Clause
#include <stddef.h>
#include <string.h>

#include "keys.h"
#include "wipe.h"

static int find_slot(const struct rst_keys *keys, const uint8_t *kid)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		if (keys->slots[i].used &&
		    !memcmp(keys->slots[i].kid, kid, RST_KEY_SIZE))
			return i;
	}

	return -1;
}

static int find_free_slot(const struct rst_keys *keys)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		if (!keys->slots[i].used)
			return i;
	}

	return -1;
}

enum rst_status rst_keys_set(struct rst_keys *keys, const uint8_t *kid,
			     const uint8_t *key, uint32_t usage,
			     uint64_t first_iv)
{
	int i = find_slot(keys, kid);

	if (usage != RST_CENC_USAGE_PLAY && usage != RST_CENC_USAGE_RECORD)
		return RST_BAD_PARAMETERS;

	if (i < 0)
		i = find_free_slot(keys);
	if (i < 0)
		return RST_NO_SPACE;

	memcpy(keys->slots[i].kid, kid, RST_KEY_SIZE);
	memcpy(keys->slots[i].key, key, RST_KEY_SIZE);
	keys->slots[i].usage = usage;
	keys->slots[i].next_iv = first_iv;
	keys->slots[i].used = true;

	return RST_OK;
}

enum rst_status rst_keys_remove(struct rst_keys *keys, const uint8_t *kid)
{
	int i = find_slot(keys, kid);

	if (i < 0)
		return RST_NOT_FOUND;

	rst_wipe(&keys->slots[i], sizeof(keys->slots[i]));

	return RST_OK;
}

const uint8_t *rst_keys_find(const struct rst_keys *keys, const uint8_t *kid)
{
	int i = find_slot(keys, kid);

	return i < 0 ? NULL : keys->slots[i].key;
}

enum rst_status rst_keys_record(struct rst_keys *keys, const uint8_t *kid,
				const uint8_t **key,
				uint8_t iv[RST_CENC_RECORD_IV_SIZE])
{
	int i = find_slot(keys, kid);
	uint64_t value;

	if (i < 0)
		return RST_NOT_FOUND;
	if (keys->slots[i].usage != RST_CENC_USAGE_RECORD)
		return RST_DENIED;

	value = keys->slots[i].next_iv++;
	for (int n = RST_CENC_RECORD_IV_SIZE - 1; n >= 0; n--) {
		iv[n] = value;
		value >>= 8;
	}
	*key = keys->slots[i].key;

	return RST_OK;
}

void rst_keys_wipe(struct rst_keys *keys)
{
	rst_wipe(keys, sizeof(*keys));
}
