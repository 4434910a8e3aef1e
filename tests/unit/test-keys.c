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

static enum rst_status set_for(struct rst_keys *keys, uint32_t owner, uint8_t kid, uint8_t value,
			       uint32_t usage, uint64_t expires)
{
	struct rst_key key = { .usage = usage, .owner = owner, .expires = expires };

	memset(key.kid, kid, sizeof(key.kid));
	memset(key.key, value, sizeof(key.key));

	return rst_keys_set(keys, &key, usage == RST_CENC_USAGE_RECORD ? UINT64_MAX : 0);
}

static enum rst_status set(struct rst_keys *keys, uint8_t kid, uint8_t value)
{
	return set_for(keys, RST_KEYS_ALL, kid, value, RST_CENC_USAGE_PLAY, 0);
}

static const uint8_t *find(struct rst_keys *keys, uint8_t kid)
{
	const uint8_t *key = NULL;

	return rst_keys_find(keys, RST_KEYS_ALL, bytes(kid), false, 0, &key) ? NULL : key;
}

static enum rst_status record(struct rst_keys *keys, uint8_t kid, const uint8_t **key, uint8_t *iv)
{
	return rst_keys_record(keys, bytes(kid), 0, key, iv);
}

static void test_usage(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;
	uint8_t iv[RST_CENC_RECORD_IV_SIZE] = { 0 };

	set_for(&keys, RST_KEYS_ALL, 1, 101, RST_CENC_USAGE_PLAY, 0);
	set_for(&keys, RST_KEYS_ALL, 2, 102, RST_CENC_USAGE_RECORD, 0);
	tap(set_for(&keys, RST_KEYS_ALL, 3, 103, 3, 0) == RST_BAD_PARAMETERS &&
	    !find(&keys, 3), "a key for something else is refused");

	tap(record(&keys, 1, &key, iv) == RST_DENIED && !key,
	    "a playing key is not given for recording");
	tap(record(&keys, 9, &key, iv) == RST_NOT_FOUND && !key,
	    "nor one that is not there");
	tap(record(&keys, 2, &key, iv) == RST_OK &&
	    !memcmp(key, bytes(102), RST_KEY_SIZE) && !memcmp(iv, bytes(255), sizeof(iv)),
	    "a recording key is, with the first IV");
	tap(record(&keys, 2, &key, iv) == RST_OK && is_zero(iv, sizeof(iv)),
	    "and then with the next, past the end of the numbers, too");
	key = find(&keys, 2);
	tap(key && !memcmp(key, bytes(102), RST_KEY_SIZE), "it is found for decryption, too");

	set_for(&keys, RST_KEYS_ALL, 2, 102, RST_CENC_USAGE_PLAY, 0);
	tap(record(&keys, 2, &key, iv) == RST_DENIED,
	    "what replaces it has a usage of its own");
}

static void test_table(void)
{
	static struct rst_keys keys;
	const uint8_t *found;
	int i, full = 0;

	tap(!find(&keys, 0), "an empty table has no key, not even for KID 0");

	for (i = 0; i < RST_CENC_MAX_KEYS; i++)
		full += set(&keys, i, 100 + i) == RST_OK;
	tap(full == RST_CENC_MAX_KEYS, "%d keys fit", RST_CENC_MAX_KEYS);
	tap(set(&keys, 3, 200) == RST_OK,
	    "a known KID may be set again when full");
	found = find(&keys, 3);
	tap(found && !memcmp(found, bytes(200), RST_KEY_SIZE), "and has the new key");
	found = find(&keys, 4);
	tap(found && !memcmp(found, bytes(104), RST_KEY_SIZE), "its neighbour keeps its own");

	tap(rst_keys_remove(&keys, bytes(60)) == RST_NOT_FOUND, "an unknown KID cannot be removed");
	found = find(&keys, 5);
	tap(rst_keys_remove(&keys, bytes(5)) == RST_OK && is_zero(found, RST_KEY_SIZE),
	    "a removed key is wiped");
	tap(!find(&keys, 5), "and not found");
	tap(set(&keys, 50, 1) == RST_OK, "its place can be had");

	rst_keys_wipe(&keys);
	tap(is_zero(&keys, sizeof(keys)), "wiping leaves nothing");
}

static void fill(struct rst_keys *keys, uint32_t usage)
{
	for (int i = 0; i < RST_CENC_MAX_KEYS; i++)
		set_for(keys, RST_KEYS_ALL, i, 100 + i, usage, 0);
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
	find(&keys, 0);
	set(&keys, 1, 101);
	tap(set(&keys, 50, 150) == RST_OK && has(&keys, 50) && !has(&keys, 2),
	    "the key that was unused longest makes room");
	tap(has(&keys, 0) && has(&keys, 1), "not one that was found or set again since");
	tap(set(&keys, 51, 151) == RST_OK && !has(&keys, 3) && has(&keys, 4) &&
	    has(&keys, 50), "and so on");
	tap(set_for(&keys, RST_KEYS_ALL, 52, 152, 3, 0) == RST_BAD_PARAMETERS &&
	    has(&keys, 4), "a request that is refused costs no key");

	rst_keys_wipe(&keys);
	fill(&keys, RST_CENC_USAGE_RECORD);
	tap(set(&keys, 50, 150) == RST_NO_SPACE && has(&keys, 0),
	    "recording keys do not make room");
	set(&keys, 7, 107);
	tap(set(&keys, 50, 150) == RST_OK && !has(&keys, 7),
	    "a playing key among them does, last used or not");
	rst_keys_remove(&keys, bytes(3));
	tap(set(&keys, 51, 151) == RST_OK && has(&keys, 50),
	    "a free place is taken before that");
	tap(record(&keys, 0, &key, iv) == RST_OK, "and the others still record");
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
	set_for(&keys, RST_KEYS_ALL, 1, 101, RST_CENC_USAGE_PLAY, 0);
	set_for(&keys, RST_KEYS_ALL, 2, 101, RST_CENC_USAGE_RECORD, 0);
	set_for(&keys, RST_KEYS_ALL, 3, 101, RST_CENC_USAGE_PLAY, 0);
	find(&keys, 1);
	record(&keys, 2, &key, iv);
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

/* Fails if a key that may leave restricted memory can be one that may not. */
static void test_audio(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;

	set_for(&keys, RST_KEYS_ALL, 1, 101, RST_CENC_USAGE_PLAY, 0);
	set_for(&keys, RST_KEYS_ALL, 2, 102, RST_CENC_USAGE_RECORD, 0);
	set_for(&keys, RST_KEYS_ALL, 3, 103, RST_CENC_USAGE_AUDIO, 0);
	tap(rst_keys_find(&keys, 7, bytes(1), true, 0, &key) == RST_DENIED && !key,
	    "a picture's key is not given for sound");
	tap(rst_keys_find(&keys, 7, bytes(2), true, 0, &key) == RST_DENIED && !key,
	    "nor is a recording's");
	tap(rst_keys_find(&keys, 7, bytes(3), false, 0, &key) == RST_DENIED && !key,
	    "a sound's key is not given for pictures");
	tap(rst_keys_find(&keys, 7, bytes(3), true, 0, &key) == RST_OK && key[0] == 103,
	    "but for sound");
}

static void test_owners(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;

	set_for(&keys, 7, 1, 101, RST_CENC_USAGE_PLAY, 0);
	tap(rst_keys_find(&keys, 7, bytes(1), false, 0, &key) == RST_OK && key[0] == 101,
	    "a session finds the key that it has brought");
	tap(rst_keys_find(&keys, 8, bytes(1), false, 0, &key) == RST_NOT_FOUND &&
	    !find(&keys, 1), "another session does not");
	set(&keys, 1, 111);
	tap(rst_keys_find(&keys, 7, bytes(1), false, 0, &key) == RST_OK && key[0] == 101,
	    "everybody's key does not replace it");
	tap(rst_keys_find(&keys, 8, bytes(1), false, 0, &key) == RST_OK && key[0] == 111,
	    "the other session has that one");
	tap(rst_keys_remove(&keys, bytes(1)) == RST_OK &&
	    rst_keys_find(&keys, 7, bytes(1), false, 0, &key) == RST_OK,
	    "which goes without the session's");
	set(&keys, 1, 111);
	rst_keys_end(&keys, 7);
	tap(rst_keys_find(&keys, 7, bytes(1), false, 0, &key) == RST_OK && key[0] == 111,
	    "what the session had goes with it, what is everybody's stays");
	rst_keys_end(&keys, 8);
	tap(find(&keys, 1) != NULL, "and does not go with another session");
	set_for(&keys, 7, 1, 101, RST_CENC_USAGE_PLAY, 1000);
	tap(rst_keys_find(&keys, 7, bytes(1), false, 1000, &key) == RST_OK && key[0] == 111,
	    "a session's key that is over does not hide everybody's");
	set_for(&keys, 7, 1, 101, RST_CENC_USAGE_AUDIO, 0);
	tap(rst_keys_find(&keys, 7, bytes(1), false, 0, &key) == RST_OK && key[0] == 111 &&
	    rst_keys_find(&keys, 7, bytes(1), true, 0, &key) == RST_OK && key[0] == 101,
	    "nor does one that is for sound");
	rst_keys_remove(&keys, bytes(1));
	tap(rst_keys_find(&keys, 7, bytes(1), false, 0, &key) == RST_DENIED,
	    "where there is none of everybody's the answer is of the session's");
}

static void test_time(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;
	uint8_t iv[RST_CENC_RECORD_IV_SIZE];

	set_for(&keys, RST_KEYS_ALL, 1, 101, RST_CENC_USAGE_PLAY, 1000);
	set_for(&keys, RST_KEYS_ALL, 2, 102, RST_CENC_USAGE_RECORD, 1000);
	tap(rst_keys_find(&keys, 0, bytes(1), false, 999, &key) == RST_OK && key[0] == 101,
	    "a key is found until its time is over");
	tap(rst_keys_find(&keys, 0, bytes(1), false, 1000, &key) == RST_EXPIRED &&
	    is_zero(key, RST_KEY_SIZE), "then it is wiped, and the answer says why");
	tap(rst_keys_find(&keys, 0, bytes(1), false, 0, &key) == RST_EXPIRED,
	    "no clock that goes back brings it back");
	tap(rst_keys_record(&keys, bytes(2), 1000, &key, iv) == RST_EXPIRED, "recording ends alike");
	set_for(&keys, RST_KEYS_ALL, 1, 121, RST_CENC_USAGE_PLAY, 2000);
	tap(rst_keys_find(&keys, 0, bytes(1), false, 1500, &key) == RST_OK && key[0] == 121,
	    "the next licence goes on");

	rst_keys_wipe(&keys);
	fill(&keys, RST_CENC_USAGE_RECORD);
	set_for(&keys, RST_KEYS_ALL, 3, 103, RST_CENC_USAGE_RECORD, 1000);
	rst_keys_record(&keys, bytes(3), 1000, &key, iv);
	tap(set(&keys, 50, 150) == RST_OK && !has(&keys, 3),
	    "a recording key whose time is over makes room");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_table);
	TAP_CASE(test_usage);
	TAP_CASE(test_room);
	TAP_CASE(test_list);
	TAP_CASE(test_audio);
	TAP_CASE(test_owners);
	TAP_CASE(test_time);

	return tap_done();
}
