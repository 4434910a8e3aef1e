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
	tap(set(&keys, bytes(50), bytes(1)) == RST_NO_SPACE, "one more does not");

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

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_table);
	TAP_CASE(test_usage);

	return tap_done();
}
