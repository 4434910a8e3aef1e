/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON objects of the kind that JOSE and licences are made of
 *
 * What is read is RFC 8259's JSON and nothing beside it. No member that is asked
 * for comes twice (RFC 7515, section 4), and numbers that are asked for are unsigned
 * integers. A value is an index into the object's tokens. Nothing here calls itself:
 * how deep a text is nested is bounded by the number of tokens.
 */
#ifndef RST_JSON_H
#define RST_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define RST_JSON_TOKENS	128
#define RST_JSON_ROOT	0
#define RST_JSON_NONE	(-1)

enum rst_json_type {
	RST_JSON_OBJECT,
	RST_JSON_ARRAY,
	RST_JSON_NAME,		/* of a member; the next token is its value */
	RST_JSON_STRING,
	RST_JSON_WORD,		/* a number, true, false or null */
};

/**
 * struct rst_json_token - a value, or a member's name
 * @type:	what it is
 * @start:	where it begins in the text; of strings and names, what is quoted
 * @end:	behind its last character
 * @parent:	the token that it is in: an array; of a name the object, of a
 *		member's value the name; RST_JSON_NONE of the whole
 */
struct rst_json_token {
	enum rst_json_type type;
	uint32_t start;
	uint32_t end;
	int parent;
};

/**
 * struct rst_json - a text, and what is in it
 * @text:	not owned, and must not change
 * @stopped:	how far it was read: behind its end, or where it is wrong
 * @count:	of @tokens
 * @full:	it has more values than there are @tokens
 * @tokens:	in the order of the text
 */
struct rst_json {
	const char *text;
	size_t stopped;
	int count;
	bool full;
	struct rst_json_token tokens[RST_JSON_TOKENS];
};

/* BAD_FORMAT unless @text is one object, with nothing but space around it, and no
 * string in it has an escape. */
enum rst_status rst_json_parse(struct rst_json *json, const char *text,
			       size_t size);

/* The same for text that may have escapes: such a string is never what is looked
 * for, by name or as a value. */
enum rst_status rst_json_parse_escaped(struct rst_json *json, const char *text,
				       size_t size);

/*
 * The value of the member @name of the object @object: RST_JSON_NONE where there
 * is none. BAD_FORMAT where @object is no object, or has a member twice.
 */
enum rst_status rst_json_member(const struct rst_json *json, int object,
				const char *name, int *value);

/* The element @i of the array @array: RST_JSON_NONE behind the last one. */
enum rst_status rst_json_element(const struct rst_json *json, int array, int i,
				 int *value);

bool rst_json_is(const struct rst_json *json, int value, const char *text);

/* The string @value, base64url, must be @size bytes. */
enum rst_status rst_json_bytes(const struct rst_json *json, int value,
			       uint8_t *out, size_t size);

enum rst_status rst_json_number(const struct rst_json *json, int value,
				uint32_t *number);
enum rst_status rst_json_flag(const struct rst_json *json, int value,
			      bool *flag);

#endif /* RST_JSON_H */
