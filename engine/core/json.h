/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON objects of the kind that JOSE and licences are made of
 *
 * jsmn finds the pieces; what is asked of them here is stricter. No member comes
 * twice (RFC 7515, section 4), strings have no escapes, numbers are unsigned
 * integers. A value is an index into the object's tokens.
 */
#ifndef RST_JSON_H
#define RST_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSMN_STRICT
#define JSMN_PARENT_LINKS
/* One header with the functions in it, which json.c alone needs. */
#ifndef RST_JSON_FUNCTIONS
#define JSMN_HEADER
#endif
#include <jsmn.h>

#include "status.h"

#define RST_JSON_TOKENS	128
#define RST_JSON_ROOT	0
#define RST_JSON_NONE	(-1)

struct rst_json {
	const char *text;	/* not owned, and must not change */
	int count;
	jsmntok_t tokens[RST_JSON_TOKENS];
};

/* BAD_FORMAT unless @text is one object, with nothing but space around it. */
enum rst_status rst_json_parse(struct rst_json *json, const char *text,
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
