// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <clearkey.h>

#include "../lib/tap.h"

#define KID	"\"kid\":\"EBESExQVFhcYGRobHB0eHw\""
#define K	"\"k\":\"ICEiIyQlJicoKSorLC0uLw\""
#define OCT	"\"kty\":\"oct\""
#define KEY	"{" OCT "," KID "," K "}"
#define LICENCE(keys) "{\"keys\":[" keys "],\"type\":\"temporary\"}"

static struct clearkey licence;
static char error[CLEARKEY_ERROR_SIZE];

/* What the client has sent to the TEE */
static unsigned int everybodys, sessions, last_usage;
static enum cenc_status answer;

enum cenc_status cenc_client_set_lab_key(struct cenc_client *client, const uint8_t kid[16],
					 const uint8_t key[16], uint32_t usage)
{
	everybodys++;
	last_usage = usage;

	return answer;
}

enum cenc_status cenc_client_set_session_key(struct cenc_client *client, const uint8_t kid[16],
					     const uint8_t key[16], uint32_t usage)
{
	sessions++;
	last_usage = usage;

	return answer;
}

static bool parse_part(const char *text, size_t size)
{
	char *copy = malloc(size ? size : 1);
	bool good;

	memcpy(copy, text, size);
	good = clearkey_parse(copy, size, &licence, error);
	free(copy);

	return good;
}

static bool parse(const char *text)
{
	return parse_part(text, strlen(text));
}

static bool counts_from(const uint8_t *bytes, uint8_t first)
{
	for (int i = 0; i < 16; i++) {
		if (bytes[i] != first + i)
			return false;
	}

	return true;
}

static void test_good(void)
{
	tap(parse(LICENCE(KEY)) && licence.count == 1 && counts_from(licence.keys[0].kid, 16) &&
	    counts_from(licence.keys[0].key, 32) && !*error, "a key with its KID");
	/* as the specification's example */
	tap(parse("{ \"keys\": [{ \"kty\":\"oct\", \"k\":\"tQ0bJVWb6b0KPL6KtZIy_A\", "
		  "\"kid\":\"LwVHf8JLtPrv2GUXFW2v_A\" }], \"type\":\"temporary\" }") &&
	    licence.keys[0].key[0] == 0xb5 && licence.keys[0].kid[0] == 0x2f,
	    "with space, in another order");
	tap(parse("{\"keys\":[" KEY "]}") && licence.count == 1, "the type may be left away");
	tap(parse("\r\n{\"note\":\"\\\"\\u00e4\",\"x\":[{\"keys\":1}],\"keys\":[{\"alg\":\"A128KW\","
		  OCT "," KID ",\"use\":[1,{}]," K "}]}\n") && counts_from(licence.keys[0].key, 32),
	    "members that are not known are passed over");
}

static void test_bad(void)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "it is empty" },
		{ " \r\n\t", "it is empty" },
		{ "[" KEY "]", "it is no JSON object" },
		{ "<html>", "it is no JSON object" },
		{ "eyJhbGciOiJ.x.y", "it is no JSON object" },
		{ "{\"keys\":[" KEY "]", "it is cut off: its JSON has no end" },
		{ "{\"keys\":[" KEY ",]}", "it is not JSON: character 84 is wrong" },
		{ "{}", "it has no \"keys\"" },
		{ "{\"keys\":[]}", "there is no key in it" },
		{ "{\"keys\":" KEY "}", "its \"keys\" are no array" },
		{ "{\"keys\":[" KEY "],\"keys\":[]}", "it has \"keys\" twice" },
		{ "{\"keys\":[" KEY "],\"type\":\"persistent-license\"}",
		  "its \"type\" is not \"temporary\", and no other is known" },
		{ "{\"keys\":[" KEY "],\"type\":1}",
		  "its \"type\" is not \"temporary\", and no other is known" },
		{ "{\"keys\":[" KEY "],\"type\":\"temporary\",\"type\":\"temporary\"}",
		  "it has \"type\" twice" },
		{ LICENCE("1"), "key 1 is no object" },
		{ LICENCE(KEY ",\"" KID), "it is not JSON: character 86 is wrong" },
		{ LICENCE("{" KID "," K "}"), "key 1 has no \"kty\"" },
		{ LICENCE("{\"kty\":\"RSA\"," KID "," K "}"), "\"kty\" of key 1 is not \"oct\"" },
		{ LICENCE("{\"kty\":\"\\u006fct\"," KID "," K "}"), "\"kty\" of key 1 is not \"oct\"" },
		{ LICENCE("{" OCT "," OCT "," KID "," K "}"), "key 1 has \"kty\" twice" },
		{ LICENCE(KEY ",{" OCT "," K "}"), "key 2 has no \"kid\"" },
		{ LICENCE("{" OCT "," KID "}"), "key 1 has no \"k\"" },
		{ LICENCE("{" OCT "," KID "," K "," K "}"), "key 1 has \"k\" twice" },
		{ LICENCE("{" OCT ",\"kid\":\"EBESExQVFhcYGRobHB0e\"," K "}"),
		  "\"kid\" of key 1 is not 16 bytes in base64url, without \"=\"" },
		{ LICENCE("{" OCT "," KID ",\"k\":\"ICEiIyQlJicoKSorLC0uLw==\"}"),
		  "\"k\" of key 1 is not 16 bytes in base64url, without \"=\"" },
		{ LICENCE("{" OCT "," KID ",\"k\":\"202122232425262728292a2b2c2d2e2f\"}"),
		  "\"k\" of key 1 is not 16 bytes in base64url, without \"=\"" },
		{ LICENCE("{" OCT "," KID ",\"k\":7}"),
		  "\"k\" of key 1 is not 16 bytes in base64url, without \"=\"" },
		{ LICENCE(KEY "," KEY), "key 2 has the KID of key 1" },
	};
	static const struct clearkey zeros;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		memset(&licence, 0xa5, sizeof(licence));
		tap(!parse(bad[i].text) && !strcmp(error, bad[i].why) &&
		    !memcmp(&licence, &zeros, sizeof(zeros)), "%s", error);
	}
}

/* @count keys with as many members more. */
static bool parse_many(int count, const char *more)
{
	char *text = malloc(CLEARKEY_MAX_SIZE), *end = text;
	bool good;

	end += sprintf(end, "{\"keys\":[");
	for (int i = 0; i < count; i++)
		end += sprintf(end, "%s{" OCT "," K ",\"kid\":\"EBESExQVFhcYGRobHB0%cHw\"%s}",
			       i ? "," : "", 'A' + i, more);
	sprintf(end, "]}");
	good = parse(text);
	free(text);

	return good;
}

static void test_bounds(void)
{
	static const char text[] = LICENCE(KEY);
	static char long_text[CLEARKEY_MAX_SIZE + 1];
	size_t refused = 0;

	tap(parse_many(CLEARKEY_MAX_KEYS, "") && licence.count == CLEARKEY_MAX_KEYS, "%d keys",
	    CLEARKEY_MAX_KEYS);
	tap(!parse_many(CLEARKEY_MAX_KEYS + 1, "") && !strcmp(error, "it has more than 8 keys"),
	    "one more: %s", error);
	tap(!parse_many(CLEARKEY_MAX_KEYS, ",\"x\":[1,2,3,4,5,6,7,8,9]") &&
	    !strcmp(error, "it has more than 128 names and values"), "much else: %s", error);
	memset(long_text, ' ', sizeof(long_text));
	memcpy(long_text, text, strlen(text));
	tap(parse_part(long_text, CLEARKEY_MAX_SIZE), "%d characters", CLEARKEY_MAX_SIZE);
	tap(!parse_part(long_text, CLEARKEY_MAX_SIZE + 1) &&
	    !strcmp(error, "it has more than 16384 characters"), "one more: %s", error);
	for (size_t size = 0; size < strlen(text); size++)
		refused += !parse_part(text, size) && *error;
	memset(long_text, 0, sizeof(long_text));
	tap(!parse_part(long_text, 9) && !strcmp(error, "it is no JSON object"),
	    "NULs: %s", error);
	tap(refused == strlen(text), "cut off anywhere it is refused");
}

static void test_set(void)
{
	parse_many(3, "");
	answer = CENC_OK;
	tap(clearkey_set(NULL, &licence, RST_CENC_USAGE_AUDIO, true) == CENC_OK && sessions == 3 &&
	    !everybodys && last_usage == RST_CENC_USAGE_AUDIO, "all keys, for one session");
	tap(clearkey_set(NULL, &licence, RST_CENC_USAGE_PLAY, false) == CENC_OK && everybodys == 3 &&
	    sessions == 3, "or for everybody");
	answer = CENC_NO_COMMAND;
	tap(clearkey_set(NULL, &licence, RST_CENC_USAGE_PLAY, false) == CENC_NO_COMMAND &&
	    everybodys == 4, "a TEE that takes none is asked once");
}

static void test_request(void)
{
	uint8_t kids[2][16];
	char *text;

	for (int i = 0; i < 16; i++) {
		kids[0][i] = 0x10 + i;
		kids[1][i] = 0x20 + i;
	}
	text = clearkey_request((const uint8_t (*)[16])kids, 2);
	tap(!strcmp(text, "{\"kids\":[\"EBESExQVFhcYGRobHB0eHw\",\"ICEiIyQlJicoKSorLC0uLw\"],"
		    "\"type\":\"temporary\"}"), "what is asked for: %s", text);
	free(text);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_good);
	TAP_CASE(test_bad);
	TAP_CASE(test_bounds);
	TAP_CASE(test_set);
	TAP_CASE(test_request);

	return tap_done();
}
