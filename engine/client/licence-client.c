// SPDX-License-Identifier: LGPL-2.1-or-later
/* How a licence is asked for, and brought in */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/base64url.h>

#include "client-private.h"
#include "licence-client.h"

#define TEXT_SIZE(bytes)	(RST_BASE64URL_SIZE(bytes) + 1)

static void encode(const uint8_t *data, size_t size, char *text)
{
	rst_base64url_encode(data, size, text);
	text[RST_BASE64URL_SIZE(size)] = '\0';
}

enum cenc_status cenc_client_device_key(struct cenc_client *client,
					struct rst_cenc_device_key *key)
{
	*key = (struct rst_cenc_device_key){
		.msg = { RST_PROTOCOL_VERSION, sizeof(*key) },
	};
	return cenc_client_send(client, RST_CENC_CMD_DEVICE_KEY,
				TEEC_MEMREF_TEMP_INOUT, key, sizeof(*key));
}

char *cenc_device_key_text(const struct rst_cenc_device_key *key)
{
	char x[TEXT_SIZE(sizeof(key->x))], y[TEXT_SIZE(sizeof(key->y))];
	char kid[TEXT_SIZE(sizeof(key->thumbprint))];
	char *text;

	encode(key->x, sizeof(key->x), x);
	encode(key->y, sizeof(key->y), y);
	encode(key->thumbprint, sizeof(key->thumbprint), kid);
	if (asprintf(&text,
		     "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\",\"use\":\"enc\",\"alg\":\"ECDH-ES+A128KW\",\"kid\":\"%s\"}",
		     x, y, kid) < 0)
		return NULL;
	return text;
}

/* "kids" and "type" as in a request of the W3C's ClearKey. */
static char *format_request(const char *device, const uint8_t nonce[16],
			    const uint8_t (*kids)[16], unsigned int count)
{
	char encoded[TEXT_SIZE(16)];
	size_t size = 0;
	char *text = NULL;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		return NULL;
	encode(nonce, 16, encoded);
	fprintf(file, "{\"device\":%s,\"nonce\":\"%s\",\"kids\":[", device,
		encoded);
	for (unsigned int i = 0; i < count; i++) {
		encode(kids[i], sizeof(kids[i]), encoded);
		fprintf(file, "%s\"%s\"", i ? "," : "", encoded);
	}
	fputs("],\"type\":\"temporary\"}", file);
	if (fclose(file)) {
		free(text);
		return NULL;
	}
	return text;
}

enum cenc_status cenc_client_licence_request(struct cenc_client *client,
					     const uint8_t (*kids)[16],
					     unsigned int count,
					     char **request)
{
	struct rst_cenc_challenge challenge = {
		.msg = { RST_PROTOCOL_VERSION, sizeof(challenge) },
	};
	struct rst_cenc_device_key key;
	enum cenc_status status;
	char *device;

	status = cenc_client_device_key(client, &key);
	if (status == CENC_OK)
		status = cenc_client_send(client, RST_CENC_CMD_CHALLENGE,
					  TEEC_MEMREF_TEMP_INOUT, &challenge,
					  sizeof(challenge));
	if (status != CENC_OK)
		return status;

	device = cenc_device_key_text(&key);
	if (!device)
		return CENC_NO_MEMORY;
	*request = format_request(device, challenge.nonce, kids, count);
	free(device);
	return *request ? CENC_OK : CENC_NO_MEMORY;
}

enum cenc_status cenc_client_licence(struct cenc_client *client,
				     const char *text, size_t size,
				     struct rst_cenc_licence *answer)
{
	TEEC_Operation operation = {
		.paramTypes = TEEC_PARAM_TYPES(TEEC_MEMREF_TEMP_INPUT,
					       TEEC_MEMREF_TEMP_INOUT,
					       TEEC_NONE, TEEC_NONE),
	};
	enum cenc_status status;

	*answer = (struct rst_cenc_licence){
		.msg = { RST_PROTOCOL_VERSION, sizeof(*answer) },
	};
	while (size && isspace((unsigned char)*text)) {
		text++;
		size--;
	}
	while (size && isspace((unsigned char)text[size - 1]))
		size--;
	if (!size) {
		answer->result = RST_LICENCE_MALFORMED;
		return CENC_OK;
	}
	if (size > RST_CENC_MAX_LICENCE)
		return CENC_BAD_REQUEST;

	operation.params[0].tmpref.buffer = (void *)text;
	operation.params[0].tmpref.size = size;
	operation.params[1].tmpref.buffer = answer;
	operation.params[1].tmpref.size = sizeof(*answer);
	status = cenc_client_invoke(client, RST_CENC_CMD_LICENCE, &operation);
	if (status == CENC_OK && answer->num_keys > RST_CENC_LICENCE_KEYS)
		return CENC_FAILED;
	return status;
}

const char *cenc_licence_text(uint32_t result)
{
	static const char *const texts[] = {
		[RST_LICENCE_TAKEN] = "the TEE has taken it",
		[RST_LICENCE_MALFORMED] = "this is no licence, or it was cut off",
		[RST_LICENCE_UNSUPPORTED] =
			"it is sealed in a way, or for a use, that the TEE does not know",
		[RST_LICENCE_FOREIGN] =
			"it is for another device, or for a key that this one no longer has",
		[RST_LICENCE_CHANGED] =
			"it was changed on its way, or sealed wrongly",
		[RST_LICENCE_UNASKED] =
			"nothing was asked for: a licence is taken once, in the session that asked",
		[RST_LICENCE_STALE] =
			"it answers another request: an old licence cannot be used again",
		[RST_LICENCE_EXPIRED] = "its time is over",
		[RST_LICENCE_NO_CLOCK] =
			"it has a time limit, and this TEE's clock can be set by Linux",
		[RST_LICENCE_NO_SPACE] =
			"the TEE's table has no room for all its keys, beside those for recording",
	};

	if (result >= sizeof(texts) / sizeof(*texts))
		return "the TEE refuses it, and does not say why";
	return texts[result];
}
