// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/json.h"
#include "../lib/tap.h"

static struct rst_json json;
static char *copy;

/* From memory that ends where the text does. */
static enum rst_status parse_by(enum rst_status (*parse)(struct rst_json *json, const char *text,
							 size_t size),
				const char *text, size_t size)
{
	free(copy);
	copy = malloc(size ? size : 1);
	memcpy(copy, text, size);

	return parse(&json, copy, size);
}

static enum rst_status parse(const char *text)
{
	return parse_by(rst_json_parse, text, strlen(text));
}

static int member(int object, const char *name)
{
	int value = -2;

	return rst_json_member(&json, object, name, &value) ? -2 : value;
}

static int element(int array, int i)
{
	int value = -2;

	return rst_json_element(&json, array, i, &value) ? -2 : value;
}

static void test_good(void)
{
	static const char *const good[] = {
		"{}", " { } ", "\t\r\n{\"a\":1}\n", "{\"a\":[]}", "{\"a\":[ ]}", "{\"a\":{}}",
		"{\"a\":[[],[{}],{\"b\":[1,2]}],\"c\":null}",
		"{\"a\":0,\"b\":-0,\"c\":-12,\"d\":1.5,\"e\":1e9,\"f\":0.25E-10,\"g\":2e+1}",
		"{\"a\":true,\"b\":false,\"c\":null}", "{\"\":\"\"}", "{\"a\":\"\xc3\xa4 [,]{:}\"}",
	};

	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		tap(!parse(good[i]), "JSON: %.40s",
		    strpbrk(good[i], "\n") ? "with line ends around it" : good[i]);
}

/* Each is something that lax parsers take. */
static void test_lax(void)
{
	static const char *const bad[] = {
		"", " ", "1", "\"a\"", "[]", "null", "{", "}", "{]", "{\"a\":[}", "{\"a\":1]",
		"{\"a\":1}}", "{}{}", "{} x", "{\"a\"}", "{\"a\" 1}", "{\"a\":}", "{:1}",
		"{\"a\"::1}", "{\"a\":1:2}", "{\"a\":1,}", "{,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}",
		"{\"a\":1 \"b\":2}", "{\"a\" \"b\"}", "{1:2}", "{a:1}", "{{}:1}", "{[]:1}",
		"{\"a\":[1,]}", "{\"a\":[,]}", "{\"a\":[,1]}", "{\"a\":[1 2]}", "{\"a\":[1,,2]}",
		"{\"a\":[1:2]}", "{\"a\":[\"b\":2]}", "{\"a\":[\"b\" \"c\"]}", "{\"a\":[{} {}]}",
		"{\"a\":tru}", "{\"a\":truex}", "{\"a\":True}", "{\"a\":nulll}", "{\"a\":fals e}",
		"{\"a\":01}", "{\"a\":-}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}",
		"{\"a\":1x2}", "{\"a\":0x10}", "{\"a\":--1}", "{\"a\":NaN}", "{\"a\":'b'}",
		"{\"a\":\"b}", "{\"a\":\"b\nc\"}", "{\"a\":\"b\tc\"}", "{\"a\":\"b\001c\"}",
		"{/**/}", "{\"a\":1}//", "\xef\xbb\xbf{}", "{\"a\":1\v}",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		tap(parse(bad[i]) == RST_BAD_FORMAT, "not JSON, or no object: %.30s",
		    strpbrk(bad[i], "\n\t\v\001") ? "a control character" : bad[i]);
	tap(parse_by(rst_json_parse, "{}\0", 3) == RST_BAD_FORMAT &&
	    parse_by(rst_json_parse, "{\"a\":\"\0\"}", 9) == RST_BAD_FORMAT,
	    "a NUL ends no text, and is in none");
}

static void test_values(void)
{
	uint32_t number = 0;
	uint8_t bytes[2];
	bool flag = false;
	int list;

	tap(!parse("{\"a\":7,\"list\":[\"AAE\",{\"a\":9,\"b\":true},[3],4],\"b\":\"x\"}"),
	    "an object with others in it");
	list = member(RST_JSON_ROOT, "list");
	tap(!rst_json_number(&json, member(RST_JSON_ROOT, "a"), &number) && number == 7 &&
	    rst_json_is(&json, member(RST_JSON_ROOT, "b"), "x") &&
	    member(RST_JSON_ROOT, "c") == RST_JSON_NONE, "its own members are found");
	tap(!rst_json_bytes(&json, element(list, 0), bytes, 2) && bytes[1] == 1 &&
	    !rst_json_number(&json, element(list, 3), &number) && number == 4 &&
	    element(list, 4) == RST_JSON_NONE, "an array's elements, by their places");
	tap(!rst_json_flag(&json, member(element(list, 1), "b"), &flag) && flag,
	    "the members of one that is an object");
	tap(element(RST_JSON_ROOT, 0) == -2 && member(list, "a") == -2,
	    "an object has no elements, an array no members");
	tap(!parse("{\"a\":\"b\",\"c\":\"a\"}") && rst_json_is(&json, member(0, "a"), "b"),
	    "a value is no name");
	tap(!parse("{\"a\":1,\"a\":2,\"b\":3}") && member(0, "a") == -2 && member(0, "b") > 0,
	    "a member that comes twice is refused where it is asked for");
}

static void test_numbers(void)
{
	static const char *const bad[] = { "-1", "1.5", "1e3", "4294967296", "true", "\"1\"", "[]" };
	uint32_t number;
	char text[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(text, sizeof(text), "{\"a\":%s}", bad[i]);
		tap(!parse(text) && rst_json_number(&json, member(0, "a"), &number) ==
		    RST_BAD_FORMAT, "%s is not taken for a number", bad[i]);
	}
	tap(!parse("{\"a\":4294967295}") && !rst_json_number(&json, member(0, "a"), &number) &&
	    number == UINT32_MAX, "one of 32 bits is");
}

static void test_escapes(void)
{
	static const char text[] = "{\"note\":\"a\\\"b\\\\\\/\\b\\f\\n\\r\\t\\u00e4\",\"\\u0061\":1,\"b\":\"\\u0061\"}";
	static const char *const bad[] = { "\\", "\\x", "\\u12", "\\u123g", "\\U0041", "\\\n" };
	char wrong[32];

	tap(parse(text) == RST_BAD_FORMAT, "no string may have an escape");
	tap(!parse_by(rst_json_parse_escaped, text, strlen(text)), "but where they are let in");
	tap(member(0, "a") == RST_JSON_NONE && !rst_json_is(&json, member(0, "b"), "a") &&
	    member(0, "b") > 0, "where they are nothing that is looked for");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		snprintf(wrong, sizeof(wrong), "{\"a\":\"%s\"}", bad[i]);
		tap(parse_by(rst_json_parse_escaped, wrong, strlen(wrong)) == RST_BAD_FORMAT,
		    "no escape: number %zu", i);
	}
}

static void test_bounds(void)
{
	static const char whole[] = "{\"a\":[1,{\"b\":\"c\"},true],\"d\":null}";
	char text[4096] = "{\"a\":[";
	size_t refused = 0;

	for (size_t size = 0; size < strlen(whole); size++)
		refused += parse_by(rst_json_parse, whole, size) == RST_BAD_FORMAT;
	tap(refused == strlen(whole) && !parse(whole), "cut off anywhere it is refused");

	for (int i = 0; i < RST_JSON_TOKENS - 3; i++)
		strcat(text, i ? ",1" : "1");
	strcat(text, "]}");
	tap(!parse(text) && json.count == RST_JSON_TOKENS, "%d values and names",
	    RST_JSON_TOKENS);
	strcpy(strstr(text, "]}"), ",1]}");
	tap(parse(text) == RST_BAD_FORMAT && json.full, "one more is too many");

	memset(text, '[', sizeof(text) - 1);
	memcpy(text, "{\"a\":", 5);
	tap(parse(text) == RST_BAD_FORMAT && json.full, "arrays in arrays without end are too many");
	tap(parse("{\"a\":1 ?}") == RST_BAD_FORMAT && !json.full && json.stopped == 7,
	    "it is told where a text is wrong (%zu)", json.stopped);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_good);
	TAP_CASE(test_lax);
	TAP_CASE(test_values);
	TAP_CASE(test_numbers);
	TAP_CASE(test_escapes);
	TAP_CASE(test_bounds);
	free(copy);

	return tap_done();
}
