// SPDX-License-Identifier: BSD-2-Clause
#define RST_JSON_FUNCTIONS
#define JSMN_STATIC
#include "json.h"

#include <string.h>

#include "base64url.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t size_of(const jsmntok_t *token)
{
	return token->end - token->start;
}

/*
 * A value is one token and what is in it, so that the next member's name comes
 * behind it. jsmn takes "a" "b" and {1: 2} for members, too.
 */
static enum rst_status check_tokens(const struct rst_json *json)
{
	for (int i = 0; i < json->count; i++) {
		const jsmntok_t *token = &json->tokens[i];
		bool in_object = token->parent >= 0 &&
			json->tokens[token->parent].type == JSMN_OBJECT;
		const char *text = json->text + token->start;

		if (token->type == JSMN_STRING &&
		    memchr(text, '\\', size_of(token)))
			return RST_BAD_FORMAT;
		if (in_object && (token->type != JSMN_STRING ||
				  token->size != 1))
			return RST_BAD_FORMAT;
		if (!in_object && token->type == JSMN_STRING && token->size &&
		    i != RST_JSON_ROOT)
			return RST_BAD_FORMAT;
		if (token->type == JSMN_PRIMITIVE && token->size)
			return RST_BAD_FORMAT;
	}

	return RST_OK;
}

enum rst_status rst_json_parse(struct rst_json *json, const char *text,
			       size_t size)
{
	jsmn_parser parser;

	json->text = text;
	jsmn_init(&parser);
	json->count = jsmn_parse(&parser, text, size, json->tokens,
				 RST_JSON_TOKENS);
	if (json->count < 1 || json->tokens[RST_JSON_ROOT].type != JSMN_OBJECT)
		return RST_BAD_FORMAT;
	/* To jsmn what follows is the next object; a NUL ends the text. */
	for (size_t i = json->tokens[RST_JSON_ROOT].end; i < size; i++) {
		if (!is_space(text[i]))
			return RST_BAD_FORMAT;
	}

	return check_tokens(json);
}

bool rst_json_is(const struct rst_json *json, int value, const char *text)
{
	const jsmntok_t *token = &json->tokens[value];

	return token->type == JSMN_STRING && size_of(token) == strlen(text) &&
	       !memcmp(json->text + token->start, text, size_of(token));
}

enum rst_status rst_json_member(const struct rst_json *json, int object,
				const char *name, int *value)
{
	*value = RST_JSON_NONE;
	if (json->tokens[object].type != JSMN_OBJECT)
		return RST_BAD_FORMAT;

	for (int i = object + 1; i < json->count; i++) {
		if (json->tokens[i].parent != object ||
		    !rst_json_is(json, i, name))
			continue;
		if (*value != RST_JSON_NONE)
			return RST_BAD_FORMAT;
		if (i + 1 == json->count || json->tokens[i + 1].parent != i)
			return RST_BAD_FORMAT;
		*value = i + 1;
	}

	return RST_OK;
}

enum rst_status rst_json_element(const struct rst_json *json, int array, int i,
				 int *value)
{
	*value = RST_JSON_NONE;
	if (json->tokens[array].type != JSMN_ARRAY)
		return RST_BAD_FORMAT;

	for (int n = array + 1; n < json->count; n++) {
		if (json->tokens[n].parent == array && !i--) {
			*value = n;
			break;
		}
	}

	return RST_OK;
}

enum rst_status rst_json_bytes(const struct rst_json *json, int value,
			       uint8_t *out, size_t size)
{
	const jsmntok_t *token = &json->tokens[value];
	enum rst_status status;
	size_t written = 0;

	if (token->type != JSMN_STRING)
		return RST_BAD_FORMAT;
	status = rst_base64url_decode(json->text + token->start,
				      size_of(token), out, size, &written);
	if (status || written != size)
		return RST_BAD_FORMAT;

	return RST_OK;
}

enum rst_status rst_json_number(const struct rst_json *json, int value,
				uint32_t *number)
{
	const jsmntok_t *token = &json->tokens[value];
	uint64_t sum = 0;

	if (token->type != JSMN_PRIMITIVE)
		return RST_BAD_FORMAT;
	for (int i = token->start; i < token->end; i++) {
		if (json->text[i] < '0' || json->text[i] > '9')
			return RST_BAD_FORMAT;
		sum = sum * 10 + (json->text[i] - '0');
		if (sum > UINT32_MAX)
			return RST_BAD_FORMAT;
	}
	*number = sum;

	return RST_OK;
}

enum rst_status rst_json_flag(const struct rst_json *json, int value,
			      bool *flag)
{
	const jsmntok_t *token = &json->tokens[value];
	const char *text = json->text + token->start;

	if (token->type != JSMN_PRIMITIVE)
		return RST_BAD_FORMAT;
	if (size_of(token) == 4 && !memcmp(text, "true", 4))
		*flag = true;
	else if (size_of(token) == 5 && !memcmp(text, "false", 5))
		*flag = false;
	else
		return RST_BAD_FORMAT;

	return RST_OK;
}
