// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "../../engine/core/keys.h"
#include "tap.h"

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

int main(void)
{
	static struct rst_keys keys;
	const uint8_t *found;
	int i, full = 0;

	ok(!rst_keys_find(&keys, bytes(0)), "an empty table has no key, not even for KID 0");

	for (i = 0; i < RST_CENC_MAX_KEYS; i++)
		full += rst_keys_set(&keys, bytes(i), bytes(100 + i)) == RST_OK;
	ok(full == RST_CENC_MAX_KEYS, "%d keys fit", RST_CENC_MAX_KEYS);
	ok(rst_keys_set(&keys, bytes(50), bytes(1)) == RST_NO_SPACE, "one more does not");

	ok(rst_keys_set(&keys, bytes(3), bytes(200)) == RST_OK,
	   "a known KID may be set again when full");
	found = rst_keys_find(&keys, bytes(3));
	ok(found && !memcmp(found, bytes(200), RST_KEY_SIZE), "and has the new key");
	found = rst_keys_find(&keys, bytes(4));
	ok(found && !memcmp(found, bytes(104), RST_KEY_SIZE), "its neighbour keeps its own");

	ok(rst_keys_remove(&keys, bytes(60)) == RST_NOT_FOUND, "an unknown KID cannot be removed");
	found = rst_keys_find(&keys, bytes(5));
	ok(rst_keys_remove(&keys, bytes(5)) == RST_OK && is_zero(found, RST_KEY_SIZE),
	   "a removed key is wiped");
	ok(!rst_keys_find(&keys, bytes(5)), "and not found");
	ok(rst_keys_set(&keys, bytes(50), bytes(1)) == RST_OK, "its place can be had");

	rst_keys_wipe(&keys);
	ok(is_zero(&keys, sizeof(keys)), "wiping leaves nothing");

	return tap_done();
}
