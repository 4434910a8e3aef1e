// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/base64url.h"
#include "../../engine/core/grant.h"
#include "issuer.h"
#include "../lib/tap.h"

#define KID	"EBESExQVFhcYGRobHB0eHw"

static struct issuer_device device, other;
static struct rst_cenc_licence answer;
static struct rst_keys keys;
static uint8_t kid[RST_KEY_SIZE];
static uint8_t thumbprint[RST_SHA256_SIZE];

/* As the command CHALLENGE asks. */
static struct rst_grant ask(uint32_t owner, uint8_t nonce, uint64_t since)
{
	struct rst_grant grant = { .owner = owner };
	uint8_t nonce_bytes[RST_NONCE_SIZE];

	memset(nonce_bytes, nonce, sizeof(nonce_bytes));
	rst_grant_ask(&grant, nonce_bytes, since);

	return grant;
}

static char *issue(struct issuer_device *to, const struct rst_grant *grant, const char *more)
{
	char nonce[RST_BASE64URL_SIZE(RST_NONCE_SIZE) + 1] = "", *json = NULL, *text;

	/* what was asked last */
	rst_base64url_encode(grant->challenges[(grant->next + RST_GRANT_CHALLENGES - 1) %
					       RST_GRANT_CHALLENGES].nonce, RST_NONCE_SIZE, nonce);
	if (asprintf(&json, "{\"nonce\":\"%s\",\"keys\":[{\"kid\":\"" KID "\","
		     "\"k\":\"ICEiIyQlJicoKSorLC0uLw\",%s}]}", nonce, more) < 0)
		abort();
	text = issuer_seal(to, json);
	free(json);

	return text;
}

static uint32_t take_at(struct rst_grant *grant, const char *text, uint64_t now, bool own)
{
	struct rst_grant_clock clock = { .now = now, .own = own };

	memset(&answer, 0xa5, sizeof(answer));
	if (rst_grant_take(grant, text, strlen(text), thumbprint, &device.crypto, &clock, &keys,
			   1, &answer))
		return UINT32_MAX;

	return answer.result;
}

static uint32_t take(struct rst_grant *grant, const char *text)
{
	return take_at(grant, text, 0, true);
}

static enum rst_status find(uint32_t owner, bool audio, uint64_t now)
{
	const uint8_t *key = NULL;
	enum rst_status status = rst_keys_find(&keys, owner, kid, audio ? RST_KEYS_FOR_AUDIO : 0,
					       now, &key);

	return status || key[0] == 0x20 ? status : RST_FAILED;
}

static void test_taken(void)
{
	struct rst_grant grant = ask(7, 1, 0);
	char *text = issue(&device, &grant, "\"use\":\"video\"");

	tap(take(&grant, text) == RST_LICENCE_TAKEN && answer.num_keys == 1 &&
	    !memcmp(answer.keys[0].kid, kid, sizeof(kid)) &&
	    answer.keys[0].usage == RST_CENC_USAGE_PLAY && !answer.keys[0].seconds,
	    "a licence is taken, and which key came is told");
	tap(find(7, false, 0) == RST_OK && find(7, true, 0) == RST_DENIED,
	    "the session plays, and hears nothing with it");
	tap(find(8, false, 0) == RST_NOT_FOUND, "another session has not the key");
	tap(take(&grant, text) == RST_LICENCE_UNASKED, "the same licence again is refused");
	grant = ask(7, 2, 0);
	tap(take(&grant, text) == RST_LICENCE_STALE, "and where another one was asked for");
	tap(grant.challenges[0].open && answer.num_keys == 0, "which can still come");
	grant = ask(8, 3, 0);
	tap(take(&grant, text) == RST_LICENCE_STALE && find(8, false, 0) == RST_NOT_FOUND,
	    "and in another session");
	rst_keys_end(&keys, 7);
	tap(find(7, false, 0) == RST_NOT_FOUND, "the key goes with its session");
	free(text);
}

static void test_retain(void)
{
	struct rst_grant grant = ask(7, 1, 0);
	char *text = issue(&device, &grant, "\"use\":\"video\",\"retain\":true");

	tap(take(&grant, text) == RST_LICENCE_TAKEN && find(8, false, 0) == RST_OK,
	    "where the licence says so all sessions have the key");
	rst_keys_end(&keys, 7);
	tap(find(8, false, 0) == RST_OK, "and it stays");
	rst_keys_wipe(&keys);
	free(text);
}

static void test_refused(void)
{
	struct rst_grant grant = ask(7, 1, 0);
	char *text = issue(&other, &grant, "\"use\":\"video\""), *end;

	tap(take(&grant, text) == RST_LICENCE_FOREIGN, "another device's licence");
	free(text);
	text = issue(&device, &grant, "\"use\":\"video\"");
	end = strrchr(text, '.');
	end[-2] = end[-2] == 'A' ? 'B' : 'A';
	tap(take(&grant, text) == RST_LICENCE_CHANGED, "one that was changed");
	*end = '\0';
	tap(take(&grant, text) == RST_LICENCE_MALFORMED, "one that was cut off");
	free(text);
	tap(take(&grant, "") == RST_LICENCE_MALFORMED, "none");
	text = issue(&device, &grant, "\"use\":\"copy\"");
	tap(take(&grant, text) == RST_LICENCE_UNSUPPORTED, "one for another use");
	free(text);
	text = issuer_seal(&device, "{}");
	tap(take(&grant, text) == RST_LICENCE_MALFORMED, "an empty one");
	free(text);
	tap(find(7, false, 0) == RST_NOT_FOUND && grant.challenges[0].open,
	    "none of them brought a key, and a good one can still come");
}

static void test_time(void)
{
	struct rst_grant grant = ask(7, 1, 5000);
	char *text = issue(&device, &grant, "\"use\":\"video\",\"duration\":10");

	tap(take_at(&grant, text, 6000, false) == RST_LICENCE_NO_CLOCK,
	    "a licence with a time, where the normal world has the clock");
	tap(take_at(&grant, text, 15000, true) == RST_LICENCE_EXPIRED,
	    "one that was held back until its time was over");
	tap(take_at(&grant, text, 6001, true) == RST_LICENCE_TAKEN && answer.keys[0].seconds == 9,
	    "one in time says how long it plays");
	tap(find(7, false, 14999) == RST_OK && find(7, false, 15000) == RST_EXPIRED,
	    "which counts from the challenge on");
	rst_keys_wipe(&keys);
	free(text);
}

/* Fails if keys that are asked for one by one close each other's doors. */
static void test_several(void)
{
	struct rst_grant grant = ask(7, 0, 0);
	char *texts[RST_GRANT_CHALLENGES + 1];
	uint8_t nonce[RST_NONCE_SIZE];
	int i, taken = 0;

	texts[0] = issue(&device, &grant, "\"use\":\"video\"");
	for (i = 1; i <= RST_GRANT_CHALLENGES; i++) {
		memset(nonce, i, sizeof(nonce));
		rst_grant_ask(&grant, nonce, 0);
		texts[i] = issue(&device, &grant, "\"use\":\"video\"");
	}
	for (i = RST_GRANT_CHALLENGES; i > 0; i--)
		taken += take(&grant, texts[i]) == RST_LICENCE_TAKEN;
	tap(taken == RST_GRANT_CHALLENGES, "%d requests are answered in any order",
	    RST_GRANT_CHALLENGES);
	tap(take(&grant, texts[0]) == RST_LICENCE_UNASKED, "the one before them no more");
	for (i = 0; i <= RST_GRANT_CHALLENGES; i++)
		free(texts[i]);
	rst_keys_wipe(&keys);
}

static void test_full(void)
{
	struct rst_grant grant = ask(7, 1, 0);
	char *text = issue(&device, &grant, "\"use\":\"video\"");
	struct rst_key key = { .usage = RST_CENC_USAGE_RECORD };

	for (int i = 0; i < RST_CENC_MAX_KEYS; i++) {
		key.kid[0] = i;
		rst_keys_set(&keys, &key, 0, 0);
	}
	tap(take(&grant, text) == RST_LICENCE_NO_SPACE && answer.num_keys == 0,
	    "a table full of recording keys is told");
	rst_keys_wipe(&keys);
	free(text);
}

/* A licence with @count keys, for one session or for everybody */
static char *issue_many(const struct rst_grant *grant, int count, bool retain)
{
	char nonce[RST_BASE64URL_SIZE(RST_NONCE_SIZE) + 1] = "", *json = NULL, *text;
	size_t size = 0;
	FILE *file = open_memstream(&json, &size);

	rst_base64url_encode(grant->challenges[0].nonce, RST_NONCE_SIZE, nonce);
	fprintf(file, "{\"nonce\":\"%s\",\"keys\":[", nonce);
	for (int i = 0; i < count; i++)
		fprintf(file, "%s{\"kid\":\"EBESExQVFhcYGRobHB0%cHw\","
			"\"k\":\"ICEiIyQlJicoKSorLC0uLw\",\"use\":\"video\",\"retain\":%s}",
			i ? "," : "", 'A' + i, retain ? "true" : "false");
	fputs("]}", file);
	fclose(file);
	text = issuer_seal(&device, json);
	free(json);

	return text;
}

/* Fails if keys of a licence make room for others of the same one. */
static void test_room(void)
{
	struct rst_grant grant = ask(7, 1, 0);
	char *five = issue_many(&grant, 5, false), *four = issue_many(&grant, 4, false);
	struct rst_cenc_key_entry list[RST_CENC_MAX_KEYS];
	struct rst_key key = { .usage = RST_CENC_USAGE_RECORD };
	uint32_t own = 0;

	for (int i = 0; i < RST_CENC_MAX_KEYS - 4; i++) {
		key.kid[0] = i;
		rst_keys_set(&keys, &key, 0, 0);
	}
	tap(take(&grant, five) == RST_LICENCE_NO_SPACE && answer.num_keys == 0,
	    "a licence with more keys than there is room is not taken");
	tap(take(&grant, four) == RST_LICENCE_TAKEN && answer.num_keys == 4, "one that fits is");
	for (uint32_t i = rst_keys_list(&keys, 7, 0, list); i > 0; i--)
		own += list[i - 1].whose == RST_CENC_WHOSE_OWN;
	tap(own == 4, "and all that it told of are there");
	rst_keys_wipe(&keys);
	free(five);
	free(four);
}

/* Fails if nobody can play by a key any more that somebody has made up anew. */
static void test_squatter(void)
{
	struct rst_grant grant = ask(7, 1, 0);
	char *text = issue(&device, &grant, "\"use\":\"video\",\"retain\":true");
	struct rst_key key = { .owner = 6, .licensed = true, .retain = true };

	memcpy(key.kid, kid, sizeof(kid));
	rst_keys_set(&keys, &key, 0, 0);
	tap(take(&grant, text) == RST_LICENCE_TAKEN && answer.keys[0].retained == 0,
	    "where everybody has another key by that KID, a licence's is not retained");
	tap(find(7, false, 0) == RST_OK && find(8, false, 0) == RST_FAILED,
	    "its session plays by it, others have theirs");
	rst_keys_wipe(&keys);
	grant = ask(7, 1, 0);
	tap(take(&grant, text) == RST_LICENCE_TAKEN && answer.keys[0].retained == 1 &&
	    find(8, false, 0) == RST_OK, "where there is none it is everybody's");
	rst_keys_wipe(&keys);
	free(text);
}

int main(int argc, char **argv)
{
	for (int i = 0; i < RST_KEY_SIZE; i++)
		kid[i] = 0x10 + i;
	issuer_device_init(&device);
	issuer_device_init(&other);
	rst_jwe_thumbprint(&device.point, &device.crypto, thumbprint);
	tap_start(argc, argv);
	TAP_CASE(test_taken);
	TAP_CASE(test_retain);
	TAP_CASE(test_refused);
	TAP_CASE(test_time);
	TAP_CASE(test_several);
	TAP_CASE(test_full);
	TAP_CASE(test_room);
	TAP_CASE(test_squatter);
	issuer_device_free(&device);
	issuer_device_free(&other);

	return tap_done();
}
