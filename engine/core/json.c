// SPDX-License-Identifier: BSD-2-Clause
#include "json.h"

#include <string.h>

#include "base64url.h"

/* What may come next; a container's end where it says so. */
enum expected {
	VALUE,
	VALUE_OR_END,		/* behind [ */
	NAME,
	NAME_OR_END,		/* behind { */
	COLON,
	COMMA_OR_END,
	NOTHING,
};

/* The object or array that is read; RST_JSON_NONE around the whole. */
struct parser {
	struct rst_json *json;
	size_t size;
	size_t at;
	int container;
	bool escapes;		/* are taken */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* NUL, which nothing takes, behind the end. */
static char peek(const struct parser *parser)
{
	return parser->at < parser->size ? parser->json->text[parser->at] : 0;
}

static bool take(struct parser *parser, char c)
{
	if (parser->at == parser->size || peek(parser) != c)
		return false;
	parser->at++;

	return true;
}

static struct rst_json_token *add(struct parser *parser,
				  enum rst_json_type type, int parent)
{
	struct rst_json *json = parser->json;
	struct rst_json_token *token;

	if (json->count == RST_JSON_TOKENS) {
		json->full = true;
		return NULL;
	}
	token = &json->tokens[json->count++];
	token->type = type;
	token->start = parser->at;
	token->end = parser->at;
	token->parent = parent;

	return token;
}

static bool take_escape(struct parser *parser)
{
	if (!parser->escapes)
		return false;
	if (take(parser, 'u')) {
		for (int i = 0; i < 4; i++, parser->at++) {
			if (!is_hex(peek(parser)))
				return false;
		}
		return true;
	}
	if (!peek(parser) || !strchr("\"\\/bfnrt", peek(parser)))
		return false;
	parser->at++;

	return true;
}

/* Whether what is not ASCII is UTF-8 does not matter: nothing of it is used. */
static bool take_string(struct parser *parser, enum rst_json_type type,
			int parent)
{
	struct rst_json_token *token;

	if (!take(parser, '"'))
		return false;
	token = add(parser, type, parent);
	if (!token)
		return false;
	while (!take(parser, '"')) {
		if ((unsigned char)peek(parser) < ' ')
			return false;
		if (take(parser, '\\')) {
			if (!take_escape(parser))
				return false;
		} else {
			parser->at++;
		}
	}
	token->end = parser->at - 1;

	return true;
}

static bool take_digits(struct parser *parser)
{
	if (!is_digit(peek(parser)))
		return false;
	while (is_digit(peek(parser)))
		parser->at++;

	return true;
}

static bool take_number(struct parser *parser)
{
	take(parser, '-');
	if (!take(parser, '0') && !take_digits(parser))
		return false;
	if (take(parser, '.') && !take_digits(parser))
		return false;
	if (take(parser, 'e') || take(parser, 'E')) {
		if (!take(parser, '+'))
			take(parser, '-');
		return take_digits(parser);
	}

	return true;
}

static bool take_name_of(struct parser *parser, const char *word)
{
	while (*word && take(parser, *word))
		word++;

	return !*word;
}

static bool take_word(struct parser *parser, int parent)
{
	struct rst_json_token *token = add(parser, RST_JSON_WORD, parent);
	bool good;

	if (!token)
		return false;
	switch (peek(parser)) {
	case 't':
		good = take_name_of(parser, "true");
		break;
	case 'f':
		good = take_name_of(parser, "false");
		break;
	case 'n':
		good = take_name_of(parser, "null");
		break;
	default:
		good = take_number(parser);
		break;
	}
	token->end = parser->at;

	return good;
}

static bool in_object(const struct parser *parser)
{
	return parser->container != RST_JSON_NONE &&
	       parser->json->tokens[parser->container].type == RST_JSON_OBJECT;
}

static enum expected behind_value(const struct parser *parser)
{
	return parser->container == RST_JSON_NONE ? NOTHING : COMMA_OR_END;
}

static bool take_end(struct parser *parser, enum expected *next)
{
	struct rst_json_token *tokens = parser->json->tokens;
	int parent;

	if (!take(parser, in_object(parser) ? '}' : ']'))
		return false;
	tokens[parser->container].end = parser->at;
	parent = tokens[parser->container].parent;
	if (parent != RST_JSON_NONE && tokens[parent].type == RST_JSON_NAME)
		parent = tokens[parent].parent;
	parser->container = parent;
	*next = behind_value(parser);

	return true;
}

static bool take_value(struct parser *parser, enum expected *next)
{
	/* of a member the name, which was the last token */
	int parent = in_object(parser) ? parser->json->count - 1 :
					 parser->container;
	bool object = peek(parser) == '{';

	if (object || peek(parser) == '[') {
		if (!add(parser, object ? RST_JSON_OBJECT : RST_JSON_ARRAY,
			 parent))
			return false;
		parser->at++;
		parser->container = parser->json->count - 1;
		*next = object ? NAME_OR_END : VALUE_OR_END;
		return true;
	}
	*next = behind_value(parser);
	if (peek(parser) == '"')
		return take_string(parser, RST_JSON_STRING, parent);

	return take_word(parser, parent);
}

/* What comes next, without space in front of it. */
static bool take_next(struct parser *parser, enum expected *next)
{
	switch (*next) {
	case VALUE_OR_END:
		if (peek(parser) == ']')
			return take_end(parser, next);
		return take_value(parser, next);
	case VALUE:
		return take_value(parser, next);
	case NAME_OR_END:
		if (peek(parser) == '}')
			return take_end(parser, next);
		*next = COLON;
		return take_string(parser, RST_JSON_NAME, parser->container);
	case NAME:
		*next = COLON;
		return take_string(parser, RST_JSON_NAME, parser->container);
	case COLON:
		*next = VALUE;
		return take(parser, ':');
	case COMMA_OR_END:
		if (!take(parser, ','))
			return take_end(parser, next);
		*next = in_object(parser) ? NAME : VALUE;
		return true;
	default:
		return false;
	}
}

static enum rst_status parse(struct rst_json *json, const char *text,
			     size_t size, bool escapes)
{
	struct parser parser = {
		.json = json,
		.size = size,
		.container = RST_JSON_NONE,
		.escapes = escapes,
	};
	enum expected next = VALUE;
	bool good = size <= UINT32_MAX;

	json->text = text;
	json->count = 0;
	json->full = false;
	while (good) {
		while (is_space(peek(&parser)))
			parser.at++;
		if (parser.at == size)
			break;
		good = take_next(&parser, &next);
	}
	json->stopped = parser.at;
	if (!good || next != NOTHING ||
	    json->tokens[RST_JSON_ROOT].type != RST_JSON_OBJECT)
		return RST_BAD_FORMAT;

	return RST_OK;
}

enum rst_status rst_json_parse(struct rst_json *json, const char *text,
			       size_t size)
{
	return parse(json, text, size, false);
}

enum rst_status rst_json_parse_escaped(struct rst_json *json, const char *text,
				       size_t size)
{
	return parse(json, text, size, true);
}

static size_t size_of(const struct rst_json_token *token)
{
	return token->end - token->start;
}

static bool equals(const struct rst_json *json,
		   const struct rst_json_token *token, const char *text)
{
	return size_of(token) == strlen(text) &&
	       !memcmp(json->text + token->start, text, size_of(token));
}

bool rst_json_is(const struct rst_json *json, int value, const char *text)
{
	const struct rst_json_token *token = &json->tokens[value];

	return token->type == RST_JSON_STRING && equals(json, token, text);
}

enum rst_status rst_json_member(const struct rst_json *json, int object,
				const char *name, int *value)
{
	*value = RST_JSON_NONE;
	if (json->tokens[object].type != RST_JSON_OBJECT)
		return RST_BAD_FORMAT;

	for (int i = object + 1; i < json->count; i++) {
		if (json->tokens[i].parent != object ||
		    !equals(json, &json->tokens[i], name))
			continue;
		if (*value != RST_JSON_NONE)
			return RST_BAD_FORMAT;
		*value = i + 1;
	}

	return RST_OK;
}

enum rst_status rst_json_element(const struct rst_json *json, int array, int i,
				 int *value)
{
	*value = RST_JSON_NONE;
	if (json->tokens[array].type != RST_JSON_ARRAY)
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
	const struct rst_json_token *token = &json->tokens[value];
	enum rst_status status;
	size_t written = 0;

	if (token->type != RST_JSON_STRING)
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
	const struct rst_json_token *token = &json->tokens[value];
	uint64_t sum = 0;

	if (token->type != RST_JSON_WORD)
		return RST_BAD_FORMAT;
	for (uint32_t i = token->start; i < token->end; i++) {
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
	const struct rst_json_token *token = &json->tokens[value];
	const char *text = json->text + token->start;

	if (token->type != RST_JSON_WORD)
		return RST_BAD_FORMAT;
	if (size_of(token) == 4 && !memcmp(text, "true", 4))
		*flag = true;
	else if (size_of(token) == 5 && !memcmp(text, "false", 5))
		*flag = false;
	else
		return RST_BAD_FORMAT;

	return RST_OK;
}
