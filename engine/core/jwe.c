// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "base64url.h"
#include "json.h"
#include "jwe.h"
#include "keywrap.h"
#include "wipe.h"

#define ALGORITHM	"ECDH-ES+A128KW"
#define ENCRYPTION	"A128GCM"

#define PARTS		5
#define MAX_HEADER	1024	/* bytes of JSON */

/* Between dots: header, wrapped key, IV, content, tag. */
struct part {
	const char *text;
	size_t size;
};

static enum rst_status split(const char *text, size_t size,
			     struct part parts[PARTS])
{
	const char *end = text + size;

	for (int i = 0; i < PARTS; i++) {
		const char *dot = memchr(text, '.', end - text);

		if (!dot != (i == PARTS - 1))
			return RST_BAD_FORMAT;
		parts[i].text = text;
		parts[i].size = (dot ? dot : end) - text;
		text = dot ? dot + 1 : end;
	}

	return RST_OK;
}

static enum rst_status decode_exactly(const struct part *part, uint8_t *out,
				      size_t size)
{
	size_t written = 0;
	enum rst_status status = rst_base64url_decode(part->text, part->size,
						      out, size, &written);

	return status || written != size ? RST_BAD_FORMAT : RST_OK;
}

/* The member @name must be there, and be @wanted. */
static enum rst_status must_be(const struct rst_json *json, int object,
			       const char *name, const char *wanted)
{
	int value;

	if (rst_json_member(json, object, name, &value) ||
	    value == RST_JSON_NONE)
		return RST_BAD_FORMAT;

	return rst_json_is(json, value, wanted) ? RST_OK : RST_BAD_PARAMETERS;
}

static enum rst_status must_not_be(const struct rst_json *json,
				   const char *name)
{
	int value;

	if (rst_json_member(json, RST_JSON_ROOT, name, &value))
		return RST_BAD_FORMAT;

	return value == RST_JSON_NONE ? RST_OK : RST_BAD_PARAMETERS;
}

static enum rst_status member_bytes(const struct rst_json *json, int object,
				    const char *name, uint8_t *out, size_t size)
{
	int value;

	if (rst_json_member(json, object, name, &value) ||
	    value == RST_JSON_NONE)
		return RST_BAD_FORMAT;

	return rst_json_bytes(json, value, out, size);
}

static enum rst_status parse_sender(const struct rst_json *json,
				    struct rst_point *sender)
{
	enum rst_status status;
	int key;

	if (rst_json_member(json, RST_JSON_ROOT, "epk", &key) ||
	    key == RST_JSON_NONE)
		return RST_BAD_FORMAT;
	status = must_be(json, key, "kty", "EC");
	if (!status)
		status = must_be(json, key, "crv", "P-256");
	if (!status)
		status = member_bytes(json, key, "x", sender->x,
				      sizeof(sender->x));
	if (!status)
		status = member_bytes(json, key, "y", sender->y,
				      sizeof(sender->y));

	return status;
}

/* crit and zip change what the rest means; apu and apv the key that is agreed. */
static enum rst_status parse_header(const struct rst_json *json,
				    struct rst_jwe *jwe)
{
	static const char *const foreign[] = { "crit", "zip", "apu", "apv" };
	enum rst_status status;

	status = must_be(json, RST_JSON_ROOT, "alg", ALGORITHM);
	if (!status)
		status = must_be(json, RST_JSON_ROOT, "enc", ENCRYPTION);
	for (size_t i = 0; i < sizeof(foreign) / sizeof(*foreign) && !status;
	     i++)
		status = must_not_be(json, foreign[i]);
	if (!status)
		status = member_bytes(json, RST_JSON_ROOT, "kid",
				      jwe->recipient, sizeof(jwe->recipient));

	return status ? status : parse_sender(json, &jwe->sender);
}

enum rst_status rst_jwe_parse(const char *text, size_t size,
			      struct rst_jwe *jwe)
{
	uint8_t header[MAX_HEADER];
	struct part parts[PARTS];
	enum rst_status status;
	struct rst_json json;
	size_t written = 0;

	if (size > RST_JWE_MAX)
		return RST_BAD_FORMAT;
	status = split(text, size, parts);
	if (status)
		return status;
	if (rst_base64url_decode(parts[0].text, parts[0].size, header,
				 sizeof(header), &written) ||
	    rst_json_parse(&json, (char *)header, written))
		return RST_BAD_FORMAT;
	status = parse_header(&json, jwe);
	if (status)
		return status;

	jwe->aad = parts[0].text;
	jwe->aad_size = parts[0].size;
	if (decode_exactly(&parts[1], jwe->wrapped, sizeof(jwe->wrapped)) ||
	    decode_exactly(&parts[2], jwe->iv, sizeof(jwe->iv)) ||
	    decode_exactly(&parts[4], jwe->tag, sizeof(jwe->tag)))
		return RST_BAD_FORMAT;

	return rst_base64url_decode(parts[3].text, parts[3].size, jwe->content,
				    sizeof(jwe->content), &jwe->size);
}

static uint8_t *put_number(uint8_t *out, uint32_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		*out++ = number >> shift;

	return out;
}

/* RFC 7518, section 4.6.2: one round of Concat KDF, without names of parties. */
static enum rst_status derive(const uint8_t secret[RST_P256_SIZE],
			      const struct rst_jwe_crypto *crypto,
			      uint8_t key[RST_JWE_KEY_SIZE])
{
	uint8_t input[4 + RST_P256_SIZE + 4 + sizeof(ALGORITHM) - 1 + 3 * 4];
	uint8_t digest[RST_SHA256_SIZE];
	enum rst_status status;
	uint8_t *out = input;

	out = put_number(out, 1);
	memcpy(out, secret, RST_P256_SIZE);
	out = put_number(out + RST_P256_SIZE, sizeof(ALGORITHM) - 1);
	memcpy(out, ALGORITHM, sizeof(ALGORITHM) - 1);
	out = put_number(out + sizeof(ALGORITHM) - 1, 0);
	out = put_number(out, 0);
	put_number(out, RST_JWE_KEY_SIZE * 8);

	status = crypto->sha256(crypto->priv, input, sizeof(input), digest);
	memcpy(key, digest, RST_JWE_KEY_SIZE);
	rst_wipe(input, sizeof(input));
	rst_wipe(digest, sizeof(digest));

	return status;
}

enum rst_status rst_jwe_open(struct rst_jwe *jwe,
			     const struct rst_jwe_crypto *crypto)
{
	uint8_t secret[RST_P256_SIZE] = { 0 };
	uint8_t wrapping[RST_JWE_KEY_SIZE] = { 0 };
	uint8_t key[RST_JWE_KEY_SIZE] = { 0 };
	enum rst_status status;

	status = crypto->agree(crypto->priv, &jwe->sender, secret);
	if (!status)
		status = derive(secret, crypto, wrapping);
	if (!status)
		status = rst_keywrap_undo(wrapping, jwe->wrapped, crypto, key);
	if (!status)
		status = crypto->open(crypto->priv, key, jwe, jwe->content);
	rst_wipe(secret, sizeof(secret));
	rst_wipe(wrapping, sizeof(wrapping));
	rst_wipe(key, sizeof(key));
	if (status)
		rst_wipe(jwe->content, sizeof(jwe->content));

	return status;
}

enum rst_status rst_jwe_thumbprint(const struct rst_point *point,
				   const struct rst_jwe_crypto *crypto,
				   uint8_t thumbprint[RST_SHA256_SIZE])
{
	static const char pieces[3][40] = {
		"{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"", "\",\"y\":\"", "\"}"
	};
	char text[40 + 43 + 40 + 43 + 40], *out = text;

	memcpy(out, pieces[0], strlen(pieces[0]));
	out += strlen(pieces[0]);
	rst_base64url_encode(point->x, sizeof(point->x), out);
	out += RST_BASE64URL_SIZE(sizeof(point->x));
	memcpy(out, pieces[1], strlen(pieces[1]));
	out += strlen(pieces[1]);
	rst_base64url_encode(point->y, sizeof(point->y), out);
	out += RST_BASE64URL_SIZE(sizeof(point->y));
	memcpy(out, pieces[2], strlen(pieces[2]));
	out += strlen(pieces[2]);

	return crypto->sha256(crypto->priv, (uint8_t *)text, out - text,
			      thumbprint);
}
