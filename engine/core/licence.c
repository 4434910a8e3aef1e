// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "json.h"
#include "licence.h"
#include "wipe.h"

static enum rst_status needed(const struct rst_json *json, int object,
			      const char *name, int *value)
{
	enum rst_status status = rst_json_member(json, object, name, value);

	return !status && *value == RST_JSON_NONE ? RST_BAD_FORMAT : status;
}

static enum rst_status needed_bytes(const struct rst_json *json, int object,
				    const char *name, uint8_t *out, size_t size)
{
	int value;
	enum rst_status status = needed(json, object, name, &value);

	return status ? status : rst_json_bytes(json, value, out, size);
}

static enum rst_status parse_use(const struct rst_json *json, int object,
				 uint32_t *usage)
{
	static const char *const names[] = {
		[RST_CENC_USAGE_PLAY] = "video",
		[RST_CENC_USAGE_AUDIO] = "audio",
	};
	int value;
	enum rst_status status = needed(json, object, "use", &value);

	if (status)
		return status;
	for (uint32_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (names[i] && rst_json_is(json, value, names[i])) {
			*usage = i;
			return RST_OK;
		}
	}

	return RST_BAD_PARAMETERS;
}

static enum rst_status parse_limits(const struct rst_json *json, int object,
				    struct rst_licence_key *key)
{
	enum rst_status status;
	int value;

	status = rst_json_member(json, object, "duration", &value);
	if (!status && value != RST_JSON_NONE) {
		status = rst_json_number(json, value, &key->duration);
		if (!status && !key->duration)
			status = RST_BAD_FORMAT;
	}
	if (!status)
		status = rst_json_member(json, object, "retain", &value);
	if (!status && value != RST_JSON_NONE)
		status = rst_json_flag(json, value, &key->retain);

	return status;
}

static enum rst_status parse_key(const struct rst_json *json, int object,
				 struct rst_licence_key *key)
{
	enum rst_status status;

	status = needed_bytes(json, object, "kid", key->kid, sizeof(key->kid));
	if (!status)
		status = needed_bytes(json, object, "k", key->key,
				      sizeof(key->key));
	if (!status)
		status = parse_use(json, object, &key->usage);

	return status ? status : parse_limits(json, object, key);
}

static bool is_twice(const struct rst_licence *licence, const uint8_t *kid)
{
	for (uint32_t i = 0; i < licence->num_keys; i++) {
		if (!memcmp(licence->keys[i].kid, kid, RST_KEY_SIZE))
			return true;
	}

	return false;
}

static enum rst_status parse_keys(const struct rst_json *json, int array,
				  struct rst_licence *licence)
{
	for (;;) {
		struct rst_licence_key key = { 0 };
		enum rst_status status;
		int object;

		status = rst_json_element(json, array, licence->num_keys,
					  &object);
		if (status)
			return status;
		if (object == RST_JSON_NONE)
			return licence->num_keys ? RST_OK : RST_BAD_FORMAT;
		if (licence->num_keys == RST_LICENCE_MAX_KEYS)
			return RST_BAD_FORMAT;

		status = parse_key(json, object, &key);
		if (!status && is_twice(licence, key.kid))
			status = RST_BAD_FORMAT;
		if (!status)
			licence->keys[licence->num_keys++] = key;
		rst_wipe(&key, sizeof(key));
		if (status)
			return status;
	}
}

enum rst_status rst_licence_parse(const char *text, size_t size,
				  struct rst_licence *licence)
{
	enum rst_status status;
	struct rst_json json;
	int keys;

	memset(licence, 0, sizeof(*licence));
	status = rst_json_parse(&json, text, size);
	if (!status)
		status = needed_bytes(&json, RST_JSON_ROOT, "nonce",
				      licence->nonce, sizeof(licence->nonce));
	if (!status)
		status = needed(&json, RST_JSON_ROOT, "keys", &keys);
	if (!status)
		status = parse_keys(&json, keys, licence);
	if (status)
		rst_wipe(licence, sizeof(*licence));

	return status;
}
