// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/licence.h"
#include "../lib/tap.h"

#define NONCE	"\"nonce\":\"AAECAwQFBgcICQoLDA0ODw\""
#define KID	"\"kid\":\"EBESExQVFhcYGRobHB0eHw\""
#define K	"\"k\":\"ICEiIyQlJicoKSorLC0uLw\""
#define KEY(more) "{" KID "," K "," more "}"
#define LICENCE(keys) "{" NONCE ",\"keys\":[" keys "]}"

static struct rst_licence licence;

static enum rst_status parse(const char *text)
{
	size_t size = strlen(text);
	char *copy = malloc(size ? size : 1);
	enum rst_status status;

	memcpy(copy, text, size);
	status = rst_licence_parse(copy, size, &licence);
	free(copy);

	return status;
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
	const struct rst_licence_key *key = licence.keys;

	tap(!parse(LICENCE(KEY("\"use\":\"video\""))) && licence.num_keys == 1 &&
	    counts_from(licence.nonce, 0) && counts_from(key->kid, 16) &&
	    counts_from(key->key, 32), "a key with its KID, and the nonce");
	tap(key->usage == RST_CENC_USAGE_PLAY && !key->duration && !key->retain,
	    "for video, for ever, as long as the session");
	tap(!parse(LICENCE(KEY("\"use\":\"audio\",\"duration\":3600,\"retain\":true"))) &&
	    key->usage == RST_CENC_USAGE_AUDIO && key->duration == 3600 && key->retain,
	    "for sound, for an hour, beyond the session");
	tap(!parse(LICENCE(KEY("\"use\":\"video\",\"duration\":4294967295,\"retain\":false"))) &&
	    key->usage == RST_CENC_USAGE_PLAY && key->duration == UINT32_MAX && !key->retain,
	    "for as long as a number can say");
	tap(!parse(LICENCE(KEY("\"use\":\"video\",\"x\":[1,{\"kid\":\"no\"}],\"y\":null"))) &&
	    counts_from(key->kid, 16), "members that are not known are passed over");
	tap(!parse(" \n{ \"keys\" : [ " KEY("\"use\":\"video\"") " ] , " NONCE " }\t"),
	    "space, and another order");
}

static void test_bad(void)
{
	static const struct {
		const char *what, *text;
		enum rst_status status;
	} bad[] = {
		{ "nothing", "", RST_BAD_FORMAT },
		{ "an array", "[]", RST_BAD_FORMAT },
		{ "an empty object", "{}", RST_BAD_FORMAT },
		{ "no keys", "{" NONCE "}", RST_BAD_FORMAT },
		{ "an empty list of keys", LICENCE(""), RST_BAD_FORMAT },
		{ "no nonce", "{\"keys\":[" KEY("\"use\":\"video\"") "]}", RST_BAD_FORMAT },
		{ "two nonces", "{" NONCE "," NONCE ",\"keys\":[" KEY("\"use\":\"video\"") "]}",
		  RST_BAD_FORMAT },
		{ "a key that is a number", LICENCE("1"), RST_BAD_FORMAT },
		{ "keys that are an object", "{" NONCE ",\"keys\":" KEY("\"use\":\"video\"") "}",
		  RST_BAD_FORMAT },
		{ "no use", LICENCE("{" KID "," K "}"), RST_BAD_FORMAT },
		{ "a use that is not known", LICENCE(KEY("\"use\":\"copy\"")), RST_BAD_PARAMETERS },
		{ "a key for recording", LICENCE(KEY("\"use\":\"record\"")), RST_BAD_PARAMETERS },
		{ "a use in capitals", LICENCE(KEY("\"use\":\"Video\"")), RST_BAD_PARAMETERS },
		{ "two uses", LICENCE(KEY("\"use\":\"video\",\"use\":\"audio\"")), RST_BAD_FORMAT },
		{ "a KID of 15 bytes", LICENCE("{\"kid\":\"EBESExQVFhcYGRobHB0e\"," K
					       ",\"use\":\"video\"}"), RST_BAD_FORMAT },
		{ "a key of 17 bytes", LICENCE("{" KID ",\"k\":\"ICEiIyQlJicoKSorLC0uLzA\","
					       "\"use\":\"video\"}"), RST_BAD_FORMAT },
		{ "an escape", LICENCE(KEY("\"use\":\"vide\\u006f\"")), RST_BAD_FORMAT },
		{ "no time at all", LICENCE(KEY("\"use\":\"video\",\"duration\":0")), RST_BAD_FORMAT },
		{ "a time below zero", LICENCE(KEY("\"use\":\"video\",\"duration\":-1")),
		  RST_BAD_FORMAT },
		{ "a time with a fraction", LICENCE(KEY("\"use\":\"video\",\"duration\":1.5")),
		  RST_BAD_FORMAT },
		{ "a time of 33 bits", LICENCE(KEY("\"use\":\"video\",\"duration\":4294967296")),
		  RST_BAD_FORMAT },
		{ "a time that is text", LICENCE(KEY("\"use\":\"video\",\"duration\":\"1\"")),
		  RST_BAD_FORMAT },
		{ "retain that is a number", LICENCE(KEY("\"use\":\"video\",\"retain\":1")),
		  RST_BAD_FORMAT },
		{ "a KID twice", LICENCE(KEY("\"use\":\"video\"") "," KEY("\"use\":\"audio\"")),
		  RST_BAD_FORMAT },
		{ "a name that is a number", LICENCE("{" KID "," K ",1:2,\"use\":\"video\"}"),
		  RST_BAD_FORMAT },
		{ "a name without a value", LICENCE("{" KID "," K ",\"use\" \"video\"}"),
		  RST_BAD_FORMAT },
		{ "something behind it", LICENCE(KEY("\"use\":\"video\"")) "x", RST_BAD_FORMAT },
		{ "another licence behind it", LICENCE(KEY("\"use\":\"video\"")) "{}",
		  RST_BAD_FORMAT },
	};
	static const struct rst_licence zeros;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		memset(&licence, 0xa5, sizeof(licence));
		tap(parse(bad[i].text) == bad[i].status &&
		    !memcmp(&licence, &zeros, sizeof(zeros)), "%s is refused", bad[i].what);
	}
}

/* @count keys, each with a KID of its own. */
static enum rst_status parse_many(int count)
{
	char *text = malloc(65536), *end = text;
	enum rst_status status;

	end += sprintf(end, "{" NONCE ",\"keys\":[");
	for (int i = 0; i < count; i++)
		end += sprintf(end, "%s{\"kid\":\"EBESExQVFhcYGRobHB0%cHw\"," K
			       ",\"use\":\"video\"}", i ? "," : "", 'A' + i);
	sprintf(end, "]}");
	status = parse(text);
	free(text);

	return status;
}

static void test_many(void)
{
	tap(parse_many(RST_LICENCE_MAX_KEYS) == RST_OK &&
	    licence.num_keys == RST_LICENCE_MAX_KEYS, "%d keys", RST_LICENCE_MAX_KEYS);
	tap(parse_many(RST_LICENCE_MAX_KEYS + 1) == RST_BAD_FORMAT, "one more is too many");
	tap(parse_many(26) == RST_BAD_FORMAT, "as are more than there is room to look at");
}

static void test_cut(void)
{
	static const char text[] = LICENCE(KEY("\"use\":\"audio\",\"duration\":5"));
	size_t refused = 0;

	for (size_t size = 0; size < strlen(text); size++) {
		char *part = strndup(text, size);

		refused += parse(part) != RST_OK;
		free(part);
	}
	tap(refused == strlen(text), "cut off anywhere it is refused");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_good);
	TAP_CASE(test_bad);
	TAP_CASE(test_many);
	TAP_CASE(test_cut);

	return tap_done();
}
