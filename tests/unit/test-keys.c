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

	return rst_keys_set(keys, &key, 0, usage == RST_CENC_USAGE_RECORD ? UINT64_MAX : 0);
}

static enum rst_status set(struct rst_keys *keys, uint8_t kid, uint8_t value)
{
	return set_for(keys, RST_KEYS_ALL, kid, value, RST_CENC_USAGE_PLAY, 0);
}

static const uint8_t *find(struct rst_keys *keys, uint8_t kid)
{
	const uint8_t *key = NULL;

	return rst_keys_find(keys, RST_KEYS_ALL, bytes(kid), 0, 0, &key) ? NULL : key;
}

/* Which key a session plays by; 0: none */
static int plays_by(struct rst_keys *keys, uint32_t owner, uint8_t kid, uint32_t how, uint64_t now)
{
	const uint8_t *key;

	return rst_keys_find(keys, owner, bytes(kid), how, now, &key) ? 0 : key[0];
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
	uint32_t count = rst_keys_list(keys, RST_KEYS_ALL, 0, list);

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
	tap(rst_keys_list(&keys, RST_KEYS_ALL, 0, list) == 0, "an empty table has an empty list");
	set_for(&keys, RST_KEYS_ALL, 1, 101, RST_CENC_USAGE_PLAY, 0);
	set_for(&keys, RST_KEYS_ALL, 2, 101, RST_CENC_USAGE_RECORD, 0);
	set_for(&keys, RST_KEYS_ALL, 3, 101, RST_CENC_USAGE_PLAY, 0);
	find(&keys, 1);
	record(&keys, 2, &key, iv);
	tap(rst_keys_list(&keys, RST_KEYS_ALL, 0, list) == 3 && !memcmp(list[0].kid, bytes(2), RST_KEY_SIZE) &&
	    !memcmp(list[1].kid, bytes(1), RST_KEY_SIZE) &&
	    !memcmp(list[2].kid, bytes(3), RST_KEY_SIZE), "the last used comes first");
	tap(list[0].usage == RST_CENC_USAGE_RECORD && list[1].usage == RST_CENC_USAGE_PLAY,
	    "each with its usage");
	for (size_t i = 0; i < 3 * sizeof(list[0]); i++)
		secret += bytes_of_list[i] == 101;
	tap(secret == 0, "and with no byte of a key");

	fill(&keys, RST_CENC_USAGE_PLAY);
	tap(rst_keys_list(&keys, RST_KEYS_ALL, 0, list) == RST_CENC_MAX_KEYS, "a full table is listed whole");
}

/* Fails if a key that may leave restricted memory can be one that may not. */
static void test_audio(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;

	set_for(&keys, RST_KEYS_ALL, 1, 101, RST_CENC_USAGE_PLAY, 0);
	set_for(&keys, RST_KEYS_ALL, 2, 102, RST_CENC_USAGE_RECORD, 0);
	set_for(&keys, RST_KEYS_ALL, 3, 103, RST_CENC_USAGE_AUDIO, 0);
	tap(rst_keys_find(&keys, 7, bytes(1), RST_KEYS_FOR_AUDIO, 0, &key) == RST_DENIED && !key,
	    "a picture's key is not given for sound");
	tap(rst_keys_find(&keys, 7, bytes(2), RST_KEYS_FOR_AUDIO, 0, &key) == RST_DENIED && !key,
	    "nor is a recording's");
	tap(rst_keys_find(&keys, 7, bytes(3), 0, 0, &key) == RST_DENIED && !key,
	    "a sound's key is not given for pictures");
	tap(plays_by(&keys, 7, 3, RST_KEYS_FOR_AUDIO, 0) == 103, "but for sound");
}

static void test_owners(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;

	set_for(&keys, 7, 1, 101, RST_CENC_USAGE_PLAY, 0);
	tap(rst_keys_find(&keys, 7, bytes(1), 0, 0, &key) == RST_OK && key[0] == 101,
	    "a session finds the key that it has brought");
	tap(rst_keys_find(&keys, 8, bytes(1), 0, 0, &key) == RST_NOT_FOUND &&
	    !find(&keys, 1), "another session does not");
	set(&keys, 1, 111);
	tap(rst_keys_find(&keys, 7, bytes(1), 0, 0, &key) == RST_OK && key[0] == 101,
	    "everybody's key does not replace it");
	tap(rst_keys_find(&keys, 8, bytes(1), 0, 0, &key) == RST_OK && key[0] == 111,
	    "the other session has that one");
	tap(rst_keys_remove(&keys, bytes(1)) == RST_OK &&
	    rst_keys_find(&keys, 7, bytes(1), 0, 0, &key) == RST_OK,
	    "which goes without the session's");
	set(&keys, 1, 111);
	rst_keys_end(&keys, 7);
	tap(rst_keys_find(&keys, 7, bytes(1), 0, 0, &key) == RST_OK && key[0] == 111,
	    "what the session had goes with it, what is everybody's stays");
	rst_keys_end(&keys, 8);
	tap(find(&keys, 1) != NULL, "and does not go with another session");
	set_for(&keys, 7, 1, 101, RST_CENC_USAGE_PLAY, 1000);
	tap(rst_keys_find(&keys, 7, bytes(1), 0, 1000, &key) == RST_OK && key[0] == 111,
	    "a session's key that is over does not hide everybody's");
	set_for(&keys, 7, 1, 101, RST_CENC_USAGE_AUDIO, 0);
	tap(rst_keys_find(&keys, 7, bytes(1), 0, 0, &key) == RST_OK && key[0] == 111 &&
	    plays_by(&keys, 7, 1, RST_KEYS_FOR_AUDIO, 0) == 101,
	    "nor does one that is for sound");
	rst_keys_remove(&keys, bytes(1));
	tap(rst_keys_find(&keys, 7, bytes(1), 0, 0, &key) == RST_DENIED,
	    "where there is none of everybody's the answer is of the session's");
}

static void test_time(void)
{
	static struct rst_keys keys;
	const uint8_t *key = NULL;
	uint8_t iv[RST_CENC_RECORD_IV_SIZE];

	set_for(&keys, RST_KEYS_ALL, 1, 101, RST_CENC_USAGE_PLAY, 1000);
	set_for(&keys, RST_KEYS_ALL, 2, 102, RST_CENC_USAGE_RECORD, 1000);
	tap(rst_keys_find(&keys, 0, bytes(1), 0, 999, &key) == RST_OK && key[0] == 101,
	    "a key is found until its time is over");
	tap(rst_keys_find(&keys, 0, bytes(1), 0, 1000, &key) == RST_EXPIRED &&
	    is_zero(key, RST_KEY_SIZE), "then it is wiped, and the answer says why");
	tap(rst_keys_find(&keys, 0, bytes(1), 0, 0, &key) == RST_EXPIRED,
	    "no clock that goes back brings it back");
	tap(rst_keys_record(&keys, bytes(2), 1000, &key, iv) == RST_EXPIRED, "recording ends alike");
	set_for(&keys, RST_KEYS_ALL, 1, 121, RST_CENC_USAGE_PLAY, 2000);
	tap(rst_keys_find(&keys, 0, bytes(1), 0, 1500, &key) == RST_OK && key[0] == 121,
	    "the next licence goes on");

	rst_keys_wipe(&keys);
	fill(&keys, RST_CENC_USAGE_RECORD);
	set_for(&keys, RST_KEYS_ALL, 3, 103, RST_CENC_USAGE_RECORD, 1000);
	rst_keys_record(&keys, bytes(3), 1000, &key, iv);
	tap(set(&keys, 50, 150) == RST_OK && !has(&keys, 3),
	    "a recording key whose time is over makes room");
}

static enum rst_status set_licensed(struct rst_keys *keys, uint32_t owner, uint8_t kid,
				    uint8_t value, uint64_t expires, uint64_t now)
{
	struct rst_key key = { .owner = owner, .expires = expires, .licensed = true };

	memset(key.kid, kid, sizeof(key.kid));
	memset(key.key, value, sizeof(key.key));

	return rst_keys_set(keys, &key, now, 0);
}

/* By a licence for everybody; whether they have it then. */
static bool retain(struct rst_keys *keys, uint32_t owner, uint8_t kid, uint8_t value,
		   uint64_t expires, uint64_t now)
{
	struct rst_key key = {
		.owner = owner, .expires = expires, .licensed = true, .retain = true,
	};

	memset(key.kid, kid, sizeof(key.kid));
	memset(key.key, value, sizeof(key.key));

	return rst_keys_set(keys, &key, now, 0) == RST_OK && key.retain;
}

/* Fails if a key whose time is over has its place until somebody looks for it. */
static void test_over_unasked(void)
{
	static struct rst_keys keys;
	struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS];

	for (int i = 0; i < RST_CENC_MAX_KEYS; i++)
		set_for(&keys, RST_KEYS_ALL, i, 100 + i, RST_CENC_USAGE_RECORD, i ? 0 : 1000);
	tap(set_licensed(&keys, 7, 50, 150, 0, 999) == RST_NO_SPACE,
	    "recording keys fill the table");
	tap(set_licensed(&keys, 7, 50, 150, 0, 1000) == RST_OK && !has(&keys, 0),
	    "one whose time is over makes room, though nobody has looked for it");
	set_licensed(&keys, 7, 50, 150, 3500, 1000);
	tap(rst_keys_list(&keys, 7, 2499, list) == RST_CENC_MAX_KEYS && list[0].seconds == 2 &&
	    !list[0].expired, "a list has the seconds that are left");
	tap(rst_keys_list(&keys, 7, 3500, list) == RST_CENC_MAX_KEYS && list[0].seconds == 0 &&
	    list[0].expired && is_zero(keys.slots[0].key.key, RST_KEY_SIZE),
	    "and which key's time is over, which is wiped by then");
}

static void test_whose(void)
{
	static struct rst_keys keys;
	struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS];

	set(&keys, 1, 101);
	set_for(&keys, 7, 2, 102, RST_CENC_USAGE_PLAY, 0);
	set_for(&keys, 8, 3, 103, RST_CENC_USAGE_PLAY, 0);
	tap(rst_keys_list(&keys, 7, 0, list) == 3 && list[0].whose == RST_CENC_WHOSE_OTHER &&
	    list[1].whose == RST_CENC_WHOSE_OWN && list[2].whose == RST_CENC_WHOSE_ALL &&
	    !list[2].seconds, "whose a key is, to who asks");
}

/* Fails if one session alone can take all places. */
static void test_shares(void)
{
	static struct rst_keys keys;

	set(&keys, 90, 1);
	set_licensed(&keys, 8, 91, 1, 0, 0);
	retain(&keys, 9, 92, 1, 0, 0);
	rst_keys_end(&keys, 9);
	for (int i = 0; i < 3 * RST_CENC_MAX_KEYS; i++)
		set_licensed(&keys, 7, i, 1, 0, 0);
	tap(has(&keys, 90) && has(&keys, 91) && has(&keys, 92),
	    "a session that brings keys without end makes room by its own");
	tap(has(&keys, 3 * RST_CENC_MAX_KEYS - RST_CENC_SESSION_KEYS) &&
	    !has(&keys, 3 * RST_CENC_MAX_KEYS - RST_CENC_SESSION_KEYS - 1),
	    "of which it has the last %d", RST_CENC_SESSION_KEYS);
	rst_keys_end(&keys, 7);
	for (int i = 0; i < 3 * RST_CENC_MAX_KEYS; i++) {
		retain(&keys, 100 + i, i, 1, 0, 0);
		rst_keys_end(&keys, 100 + i);
	}
	tap(has(&keys, 90) && has(&keys, 91) && !has(&keys, 92),
	    "what licences leave to everybody makes room among itself");
	tap(has(&keys, 3 * RST_CENC_MAX_KEYS - RST_CENC_SESSION_KEYS) &&
	    !has(&keys, 3 * RST_CENC_MAX_KEYS - RST_CENC_SESSION_KEYS - 1),
	    "of which there are the last %d", RST_CENC_SESSION_KEYS);
}

/* Keys for recording, which stay, and are a session's. Fails if they are not counted. */
static void test_staying_share(void)
{
	static struct rst_keys keys;

	set_for(&keys, 7, 0, 100, RST_CENC_USAGE_PLAY, 0);
	for (int i = 1; i <= 5; i++)
		set_for(&keys, 7, i, 100 + i, RST_CENC_USAGE_RECORD, 0);
	tap(rst_keys_room(&keys, 7, 0) == 3 &&
	    rst_keys_room(&keys, 8, 0) == RST_CENC_SESSION_KEYS,
	    "a session that records has the rest of its share, another all of its own");
	for (int i = 6; i <= 8; i++)
		set_for(&keys, 7, i, 100 + i, RST_CENC_USAGE_RECORD, 0);
	tap(!has(&keys, 0) && rst_keys_room(&keys, 7, 0) == 0, "until none is left");
	tap(set_for(&keys, 7, 50, 150, RST_CENC_USAGE_PLAY, 0) == RST_NO_SPACE && has(&keys, 1),
	    "then it gets no key in");
	tap(set_for(&keys, 7, 1, 151, RST_CENC_USAGE_PLAY, 0) == RST_OK,
	    "but in place of one of its own");
	tap(set_for(&keys, 8, 50, 150, RST_CENC_USAGE_PLAY, 0) == RST_OK, "others do");
	rst_keys_wipe(&keys);
	fill(&keys, RST_CENC_USAGE_RECORD);
	rst_keys_remove(&keys, bytes(0));
	tap(rst_keys_room(&keys, 7, 0) == 1, "nor is there more than the table has");
}

/* Fails if somebody's made-up key takes the place of the one that others play by. */
static void test_replaced(void)
{
	static struct rst_keys keys;

	retain(&keys, 7, 1, 101, 2000, 0);
	tap(plays_by(&keys, 9, 1, 0, 0) == 101, "what a licence retains is everybody's at once");
	tap(!retain(&keys, 8, 1, 111, 0, 0) && plays_by(&keys, 9, 1, 0, 0) == 101,
	    "another licence does not replace it");
	tap(plays_by(&keys, 8, 1, 0, 0) == 111 && plays_by(&keys, 7, 1, 0, 0) == 101,
	    "but brings one that is its session's");
	tap(!retain(&keys, 7, 1, 112, 0, 0) && plays_by(&keys, 9, 1, 0, 0) == 101 &&
	    plays_by(&keys, 7, 1, 0, 0) == 112, "nor does one of the same session");
	rst_keys_end(&keys, 7);
	rst_keys_end(&keys, 8);
	tap(plays_by(&keys, 9, 1, 0, 0) == 101, "it stays when they end");
	tap(retain(&keys, 8, 1, 101, 3000, 0) && plays_by(&keys, 9, 1, 0, 2500) == 101,
	    "the same key may come again, for longer");
	tap(retain(&keys, 8, 1, 121, 0, 3000) && plays_by(&keys, 9, 1, 0, 3000) == 121,
	    "and another one when its time is over");
	set(&keys, 1, 131);
	tap(plays_by(&keys, 9, 1, 0, 3000) == 131 && plays_by(&keys, 8, 1, 0, 3000) == 121,
	    "a laboratory may do as it likes, but not with a session's");
	rst_keys_end(&keys, 8);
	tap(plays_by(&keys, 9, 1, 0, 3000) == 131, "whose key is not left then");
}

/* Fails if a licence, or somebody who makes one up, ends others' key sooner. */
static void test_shorter(void)
{
	static struct rst_keys keys;
	struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS];

	retain(&keys, 7, 1, 101, 3000, 0);
	tap(retain(&keys, 8, 1, 101, 2000, 0) && plays_by(&keys, 9, 1, 0, 2500) == 101,
	    "the same key with a shorter time does not shorten everybody's");
	tap(plays_by(&keys, 8, 1, RST_KEYS_NOT_OTHERS, 2500) == 0, "its session's own is over");
	set_licensed(&keys, 7, 1, 101, 2600, 2500);
	tap(plays_by(&keys, 9, 1, 0, 2700) == 101, "nor by the session that has brought it");
	rst_keys_wipe(&keys);
	set(&keys, 1, 101);
	tap(retain(&keys, 7, 1, 101, 1000, 0) && plays_by(&keys, 9, 1, 0, 1000) == 101 &&
	    rst_keys_list(&keys, 9, 1000, list) == 2 && !list[0].licensed &&
	    list[0].whose == RST_CENC_WHOSE_ALL && !list[0].seconds,
	    "a laboratory's stays its own, without end");
}

/*
 * Somebody leaves a key that he has made up to everybody, before a player asks a licence
 * server for its own. Fails if the player then plays by that.
 */
static void test_not_others(void)
{
	static struct rst_keys keys;
	struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS];
	uint32_t count;

	retain(&keys, 7, 1, 66, 0, 0);
	tap(plays_by(&keys, 8, 1, RST_KEYS_NOT_OTHERS, 0) == 0 && plays_by(&keys, 8, 1, 0, 0) == 66,
	    "who wants no key of others' licences finds none, while their session lives");
	tap(plays_by(&keys, 7, 1, RST_KEYS_NOT_OTHERS, 0) == 66, "but the one who has brought it");
	count = rst_keys_list(&keys, 8, 0, list);
	tap(count == 1 && list[0].whose == RST_CENC_WHOSE_ALL && list[0].licensed,
	    "a list tells that it came by a licence");
	rst_keys_end(&keys, 7);
	tap(plays_by(&keys, 8, 1, RST_KEYS_NOT_OTHERS, 0) == 0, "nor when that has ended");
	tap(!retain(&keys, 8, 1, 108, 1000, 0) &&
	    plays_by(&keys, 8, 1, RST_KEYS_NOT_OTHERS, 0) == 108, "its own licence brings its own");
	tap(plays_by(&keys, 8, 1, RST_KEYS_NOT_OTHERS, 1000) == 0,
	    "and where that is over the other is not taken for it");
	tap(retain(&keys, 9, 1, 66, 0, 0) && plays_by(&keys, 9, 1, RST_KEYS_NOT_OTHERS, 0) == 66,
	    "a licence with the key that everybody has brings it to its session, too");
	set(&keys, 2, 102);
	count = rst_keys_list(&keys, 8, 0, list);
	tap(plays_by(&keys, 8, 2, RST_KEYS_NOT_OTHERS, 0) == 102 && !list[0].licensed,
	    "a laboratory's key is none of a licence's");
}

/* Fails if what is taken from everybody stays theirs, or is a session's no more. */
static void test_removed(void)
{
	static struct rst_keys keys;

	retain(&keys, 7, 1, 101, 0, 0);
	tap(rst_keys_remove(&keys, bytes(1)) == RST_OK && plays_by(&keys, 8, 1, 0, 0) == 0,
	    "a key that is removed is everybody's no more");
	tap(plays_by(&keys, 7, 1, 0, 0) == 101, "but its session's");
	rst_keys_end(&keys, 7);
	tap(plays_by(&keys, 8, 1, 0, 0) == 0 && !has(&keys, 1), "which leaves it to nobody");
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
	TAP_CASE(test_over_unasked);
	TAP_CASE(test_whose);
	TAP_CASE(test_shares);
	TAP_CASE(test_staying_share);
	TAP_CASE(test_replaced);
	TAP_CASE(test_shorter);
	TAP_CASE(test_not_others);
	TAP_CASE(test_removed);

	return tap_done();
}
