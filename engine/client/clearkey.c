// SPDX-License-Identifier: LGPL-2.1-or-later
/* Licences of the W3C's ClearKey: keys in the clear, for laboratories */
#include "clearkey.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/base64url.h>
#include <core/json.h>

const char clearkey_no_laboratory[] =
	"ClearKey needs a laboratory's TEE, and this one is a product's, which takes keys by licences alone";

/* What is read, and the room for what is wrong with it. */
struct reader {
	struct rst_json json;
	char *error;
};

__attribute__((format(printf, 2, 3)))
static bool wrong(struct reader *reader, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(reader->error, CLEARKEY_ERROR_SIZE, format, args);
	va_end(args);

	return false;
}

static bool is_empty(const char *text, size_t size)
{
	while (size && memchr(" \t\r\n", text[size - 1], 4))
		size--;

	return !size;
}

static bool parse_json(struct reader *reader, const char *text, size_t size)
{
	const struct rst_json *json = &reader->json;

	if (is_empty(text, size))
		return wrong(reader, "it is empty");
	if (size > CLEARKEY_MAX_SIZE)
		return wrong(reader, "it has more than %d characters",
			     CLEARKEY_MAX_SIZE);
	if (rst_json_parse_escaped(&reader->json, text, size) == RST_OK)
		return true;

	if (json->full)
		return wrong(reader, "it has more than %d names and values",
			     RST_JSON_TOKENS);
	if (json->count &&
	    json->tokens[RST_JSON_ROOT].type != RST_JSON_OBJECT)
		return wrong(reader, "it is no JSON object");
	if (json->stopped == size)
		return wrong(reader, "it is cut off: its JSON has no end");

	return wrong(reader, "it is not JSON: character %zu is wrong",
		     json->stopped + 1);
}

/* Whose member it is, for people: the licence, or a key of it. */
struct object {
	int value;
	char name[16];
};

static bool get(struct reader *reader, const struct object *object,
		const char *name, int *value)
{
	if (rst_json_member(&reader->json, object->value, name, value))
		return wrong(reader, "%s has \"%s\" twice", object->name, name);

	return true;
}

static bool need(struct reader *reader, const struct object *object,
		 const char *name, int *value)
{
	if (!get(reader, object, name, value))
		return false;
	if (*value == RST_JSON_NONE)
		return wrong(reader, "%s has no \"%s\"", object->name, name);

	return true;
}

static bool need_bytes(struct reader *reader, const struct object *object,
		       const char *name, uint8_t bytes[16])
{
	int value;

	if (!need(reader, object, name, &value))
		return false;
	if (rst_json_bytes(&reader->json, value, bytes, 16))
		return wrong(reader,
			     "\"%s\" of %s is not 16 bytes in base64url, without \"=\"",
			     name, object->name);

	return true;
}

static bool parse_key(struct reader *reader, const struct object *object,
		      struct clearkey *licence)
{
	uint8_t *kid = licence->keys[licence->count].kid;
	int value;

	if (reader->json.tokens[object->value].type != RST_JSON_OBJECT)
		return wrong(reader, "%s is no object", object->name);
	if (!need(reader, object, "kty", &value))
		return false;
	if (!rst_json_is(&reader->json, value, "oct"))
		return wrong(reader, "\"kty\" of %s is not \"oct\"",
			     object->name);
	if (!need_bytes(reader, object, "kid", kid) ||
	    !need_bytes(reader, object, "k", licence->keys[licence->count].key))
		return false;
	for (unsigned int i = 0; i < licence->count; i++) {
		if (!memcmp(licence->keys[i].kid, kid, 16))
			return wrong(reader, "%s has the KID of key %u",
				     object->name, i + 1);
	}
	licence->count++;

	return true;
}

static bool parse_keys(struct reader *reader, int array,
		       struct clearkey *licence)
{
	for (;;) {
		struct object key;

		if (rst_json_element(&reader->json, array, licence->count,
				     &key.value))
			return wrong(reader, "its \"keys\" are no array");
		if (key.value == RST_JSON_NONE)
			return licence->count ||
			       wrong(reader, "there is no key in it");
		if (licence->count == CLEARKEY_MAX_KEYS)
			return wrong(reader, "it has more than %d keys",
				     CLEARKEY_MAX_KEYS);
		snprintf(key.name, sizeof(key.name), "key %u",
			 licence->count + 1);
		if (!parse_key(reader, &key, licence))
			return false;
	}
}

/* The TEE keeps nothing for a page that comes back: "persistent-license". */
static bool check_type(struct reader *reader, const struct object *root)
{
	int value;

	if (!get(reader, root, "type", &value))
		return false;
	if (value != RST_JSON_NONE &&
	    !rst_json_is(&reader->json, value, "temporary"))
		return wrong(reader,
			     "its \"type\" is not \"temporary\", and no other is known");

	return true;
}

bool clearkey_parse(const char *text, size_t size, struct clearkey *licence,
		    char error[CLEARKEY_ERROR_SIZE])
{
	static const struct object root = { RST_JSON_ROOT, "it" };
	struct reader reader = { .error = error };
	int keys;
	bool good;

	memset(licence, 0, sizeof(*licence));
	*error = '\0';
	good = parse_json(&reader, text, size) &&
	       need(&reader, &root, "keys", &keys) &&
	       parse_keys(&reader, keys, licence) &&
	       check_type(&reader, &root);
	if (!good)
		explicit_bzero(licence, sizeof(*licence));

	return good;
}

enum cenc_status clearkey_set(struct cenc_client *client,
			      const struct clearkey *licence, uint32_t usage,
			      bool session)
{
	enum cenc_status status = CENC_OK;

	for (unsigned int i = 0; status == CENC_OK && i < licence->count; i++)
		status = session ?
			 cenc_client_set_session_key(client,
						     licence->keys[i].kid,
						     licence->keys[i].key,
						     usage) :
			 cenc_client_set_lab_key(client, licence->keys[i].kid,
						 licence->keys[i].key, usage);

	return status;
}

char *clearkey_request(const uint8_t (*kids)[16], unsigned int count)
{
	size_t size = 0;
	char *text = NULL;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	fputs("{\"kids\":[", file);
	for (unsigned int i = 0; i < count; i++) {
		char kid[RST_BASE64URL_SIZE(16) + 1] = "";

		rst_base64url_encode(kids[i], 16, kid);
		fprintf(file, "%s\"%s\"", i ? "," : "", kid);
	}
	fputs("],\"type\":\"temporary\"}", file);
	if (fclose(file)) {
		free(text);
		return NULL;
	}

	return text;
}
