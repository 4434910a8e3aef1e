// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "../../engine/core/keys.h"
#include "../lib/tap.h"

static const uint8_t *bytes(uint8_t value)
{
	static uint8_t all[256][RST_KEY_SIZE];

	return memset(all[value], value, RST_KEY_SIZE);
}

static bool is_zero(const void *data, size_t size)
{
	const uint8_t *p = data;

	while (size--) {
		if (*p++)
			return false;
	}

	return true;
}

static enum rst_status set(struct rst_keys *keys, const uint8_t *kid, const uint8_t *key)
{
	return rst_keys_set(keys, kid, key, RST_CENC_USAGE_PLAY, 0);
}

static void test_usage(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;
	uint8_t iv[RST_CENC_RECORD_IV_SIZE] = { 0 };

	rst_keys_set(&keys, bytes(1), bytes(101), RST_CENC_USAGE_PLAY, 0);
	rst_keys_set(&keys, bytes(2), bytes(102), RST_CENC_USAGE_RECORD, UINT64_MAX);
	tap(rst_keys_set(&keys, bytes(3), bytes(103), 2, 0) == RST_BAD_PARAMETERS &&
	    !rst_keys_find(&keys, bytes(3)), "a key for something else is refused");

	tap(rst_keys_record(&keys, bytes(1), &key, iv) == RST_DENIED && !key,
	    "a playing key is not given for recording");
	tap(rst_keys_record(&keys, bytes(9), &key, iv) == RST_NOT_FOUND && !key,
	    "nor one that is not there");
	tap(rst_keys_record(&keys, bytes(2), &key, iv) == RST_OK &&
	    !memcmp(key, bytes(102), RST_KEY_SIZE) && !memcmp(iv, bytes(255), sizeof(iv)),
	    "a recording key is, with the first IV");
	tap(rst_keys_record(&keys, bytes(2), &key, iv) == RST_OK && is_zero(iv, sizeof(iv)),
	    "and then with the next, past the end of the numbers, too");
	key = rst_keys_find(&keys, bytes(2));
	tap(key && !memcmp(key, bytes(102), RST_KEY_SIZE), "it is found for decryption, too");

	rst_keys_set(&keys, bytes(2), bytes(102), RST_CENC_USAGE_PLAY, 0);
	tap(rst_keys_record(&keys, bytes(2), &key, iv) == RST_DENIED,
	    "what replaces it has a usage of its own");
}

static void test_table(void)
{
	static struct rst_keys keys;
	const uint8_t *found;
	int i, full = 0;

	tap(!rst_keys_find(&keys, bytes(0)), "an empty table has no key, not even for KID 0");

	for (i = 0; i < RST_CENC_MAX_KEYS; i++)
		full += set(&keys, bytes(i), bytes(100 + i)) == RST_OK;
	tap(full == RST_CENC_MAX_KEYS, "%d keys fit", RST_CENC_MAX_KEYS);
	tap(set(&keys, bytes(3), bytes(200)) == RST_OK,
	    "a known KID may be set again when full");
	found = rst_keys_find(&keys, bytes(3));
	tap(found && !memcmp(found, bytes(200), RST_KEY_SIZE), "and has the new key");
	found = rst_keys_find(&keys, bytes(4));
	tap(found && !memcmp(found, bytes(104), RST_KEY_SIZE), "its neighbour keeps its own");

	tap(rst_keys_remove(&keys, bytes(60)) == RST_NOT_FOUND, "an unknown KID cannot be removed");
	found = rst_keys_find(&keys, bytes(5));
	tap(rst_keys_remove(&keys, bytes(5)) == RST_OK && is_zero(found, RST_KEY_SIZE),
	    "a removed key is wiped");
	tap(!rst_keys_find(&keys, bytes(5)), "and not found");
	tap(set(&keys, bytes(50), bytes(1)) == RST_OK, "its place can be had");

	rst_keys_wipe(&keys);
	tap(is_zero(&keys, sizeof(keys)), "wiping leaves nothing");
}

static void fill(struct rst_keys *keys, uint32_t usage)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++)
		rst_keys_set(keys, bytes(i), bytes(100 + i), usage, 0);
}

static bool has(struct rst_keys *keys, uint8_t kid)
{
	struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS];
	uint32_t count = rst_keys_list(keys, list);

	for (uint32_t i = 0; i < count; i++) {
		if (!memcmp(list[i].kid, bytes(kid), RST_KEY_SIZE))
			return true;
	}

	return false;
}

/* Fails if a key that plays now is the one to go. */
static void test_room(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;
	uint8_t iv[RST_CENC_RECORD_IV_SIZE];

	fill(&keys, RST_CENC_USAGE_PLAY);
	rst_keys_find(&keys, bytes(0));
	set(&keys, bytes(1), bytes(101));
	tap(set(&keys, bytes(50), bytes(150)) == RST_OK && has(&keys, 50) && !has(&keys, 2),
	    "the key that was unused longest makes room");
	tap(has(&keys, 0) && has(&keys, 1), "not one that was found or set again since");
	tap(set(&keys, bytes(51), bytes(151)) == RST_OK && !has(&keys, 3) && has(&keys, 4) &&
	    has(&keys, 50), "and so on");
	tap(rst_keys_set(&keys, bytes(52), bytes(152), 2, 0) == RST_BAD_PARAMETERS &&
	    has(&keys, 4), "a request that is refused costs no key");

	rst_keys_wipe(&keys);
	fill(&keys, RST_CENC_USAGE_RECORD);
	tap(set(&keys, bytes(50), bytes(150)) == RST_NO_SPACE && has(&keys, 0),
	    "recording keys do not make room");
	set(&keys, bytes(7), bytes(107));
	tap(set(&keys, bytes(50), bytes(150)) == RST_OK && !has(&keys, 7),
	    "a playing key among them does, last used or not");
	rst_keys_remove(&keys, bytes(3));
	tap(set(&keys, bytes(51), bytes(151)) == RST_OK && has(&keys, 50),
	    "a free place is taken before that");
	tap(rst_keys_record(&keys, bytes(0), &key, iv) == RST_OK, "and the others still record");
}

static void test_list(void)
{
	static struct rst_keys keys;
	struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS];
	const uint8_t *bytes_of_list = (const uint8_t *)list;
	uint8_t iv[RST_CENC_RECORD_IV_SIZE];
	const uint8_t *key;
	int secret = 0;

	memset(list, 0xa5, sizeof(list));
	tap(rst_keys_list(&keys, list) == 0, "an empty table has an empty list");
	rst_keys_set(&keys, bytes(1), bytes(101), RST_CENC_USAGE_PLAY, 0);
	rst_keys_set(&keys, bytes(2), bytes(101), RST_CENC_USAGE_RECORD, 0x6565);
	rst_keys_set(&keys, bytes(3), bytes(101), RST_CENC_USAGE_PLAY, 0);
	rst_keys_find(&keys, bytes(1));
	rst_keys_record(&keys, bytes(2), &key, iv);
	tap(rst_keys_list(&keys, list) == 3 && !memcmp(list[0].kid, bytes(2), RST_KEY_SIZE) &&
	    !memcmp(list[1].kid, bytes(1), RST_KEY_SIZE) &&
	    !memcmp(list[2].kid, bytes(3), RST_KEY_SIZE), "the last used comes first");
	tap(list[0].usage == RST_CENC_USAGE_RECORD && list[1].usage == RST_CENC_USAGE_PLAY,
	    "each with its usage");
	for (size_t i = 0; i < 3 * sizeof(list[0]); i++)
		secret += bytes_of_list[i] == 101;
	tap(secret == 0 && list[0].reserved == 0, "and with no byte of a key");

	fill(&keys, RST_CENC_USAGE_PLAY);
	tap(rst_keys_list(&keys, list) == RST_CENC_MAX_KEYS, "a full table is listed whole");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_table);
	TAP_CASE(test_usage);
	TAP_CASE(test_room);
	TAP_CASE(test_list);

	return tap_done();
}
