// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/base64url.h"
#include "../../engine/core/jwe.h"
#include "../../engine/core/keywrap.h"
#include "issuer.h"
#include "../lib/tap.h"

static struct issuer_device device;
static struct rst_jwe jwe;

static enum rst_status open_text(const char *text)
{
	/* A copy without NUL: reading beyond it is found. */
	size_t size = strlen(text);
	char *copy = malloc(size ? size : 1);
	enum rst_status status;

	memcpy(copy, text, size);
	memset(&jwe, 0, sizeof(jwe));
	status = rst_jwe_parse(copy, size, &jwe);
	if (!status)
		status = rst_jwe_open(&jwe, &device.crypto);
	free(copy);

	return status;
}

static bool gives(const char *content)
{
	return jwe.size == strlen(content) && !memcmp(jwe.content, content, jwe.size);
}

static void test_base64url(void)
{
	static const char *const bad[] = { "A", "AA==", "AB", "AAB", "A+AA", "A/AA", "AA A",
					   "AAAAA" };
	uint8_t out[8];
	char text[12];
	size_t n = 9;

	tap(!rst_base64url_decode("", 0, out, 0, &n) && !n, "nothing is nothing");
	tap(!rst_base64url_decode("_-8", 3, out, 8, &n) && n == 2 && out[0] == 0xff &&
	    out[1] == 0xef, "the two characters that differ from base64");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		tap(rst_base64url_decode(bad[i], strlen(bad[i]), out, 8, &n) == RST_BAD_FORMAT,
		    "\"%s\" is refused", bad[i]);
	tap(rst_base64url_decode("AAAA", 4, out, 2, &n) == RST_SHORT_BUFFER,
	    "and what is too long");
	for (size_t size = 0; size <= 8; size++) {
		uint8_t data[8] = { 0xfb, 0xff, 0, 1, 0x80, 0x7f, 0xfe, 0xaa };

		rst_base64url_encode(data, size, text);
		tap(!rst_base64url_decode(text, RST_BASE64URL_SIZE(size), out, size, &n) &&
		    n == size && !memcmp(out, data, size), "%zu bytes there and back", size);
	}
}

/* RFC 3394, section 4.1 */
static void test_keywrap(void)
{
	static const uint8_t wrapping[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const uint8_t wrapped[24] = {
		0x1f, 0xa6, 0x8b, 0x0a, 0x81, 0x12, 0xb4, 0x47, 0xae, 0xf3, 0x4b, 0xd8,
		0xfb, 0x5a, 0x7b, 0x82, 0x9d, 0x3e, 0x86, 0x23, 0x71, 0xd2, 0xcf, 0xe5,
	};
	static const uint8_t wanted[16] = {
		0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb,
		0xcc, 0xdd, 0xee, 0xff,
	};
	static const uint8_t zeros[16];
	uint8_t key[16], changed[24];
	int refused = 0;

	tap(!rst_keywrap_undo(wrapping, wrapped, &device.crypto, key) &&
	    !memcmp(key, wanted, sizeof(key)), "the vector of RFC 3394");
	for (int i = 0; i < 24 * 8; i++) {
		memcpy(changed, wrapped, sizeof(changed));
		changed[i / 8] ^= 1 << i % 8;
		memset(key, 1, sizeof(key));
		refused += rst_keywrap_undo(wrapping, changed, &device.crypto, key) == RST_DENIED &&
			   !memcmp(key, zeros, sizeof(key));
	}
	tap(refused == 24 * 8, "each changed bit is noticed, and no key is left");
}

static void test_open(void)
{
	char *text = issuer_seal(&device, "{\"a\":1}");
	uint8_t thumbprint[RST_SHA256_SIZE];

	tap(open_text(text) == RST_OK && gives("{\"a\":1}"), "what OpenSSL sealed is opened");
	rst_jwe_thumbprint(&device.point, &device.crypto, thumbprint);
	tap(!memcmp(jwe.recipient, thumbprint, sizeof(thumbprint)), "and names the device's key");
	free(text);
	text = issuer_seal(&device, "");
	tap(open_text(text) == RST_OK && gives(""), "empty content");
	free(text);
}

static void test_changed(void)
{
	char *text = issuer_seal(&device, "{\"a\":1}");
	size_t size = strlen(text), cut, refused = 0, changed = 0;

	for (cut = 0; cut < size; cut++) {
		char *part = strndup(text, cut);

		refused += open_text(part) != RST_OK;
		free(part);
	}
	tap(refused == size, "cut off anywhere it is refused");

	for (refused = cut = 0; cut < size; cut++) {
		char was = text[cut];

		text[cut] = was == 'A' ? 'B' : 'A';
		refused += open_text(text) != RST_OK;
		changed++;
		text[cut] = was;
	}
	tap(refused == changed, "changed anywhere, too");
	tap(open_text(text) == RST_OK, "unchanged it is not");
	free(text);
}

static bool header_gives(const char *header, enum rst_status wanted)
{
	char *text = issuer_seal_with(&device, header, "{}");
	enum rst_status status = open_text(text);

	free(text);

	return status == wanted;
}

#define EPK "\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%2$s\",\"y\":\"%3$s\"}"
#define ALG "\"alg\":\"ECDH-ES+A128KW\",\"enc\":\"A128GCM\","
#define KID "\"kid\":\"%1$s\","

static void test_header(void)
{
	tap(header_gives("{" ALG KID EPK "}", RST_OK), "a header");
	tap(header_gives("{" ALG KID "\"typ\":\"JWE\"," EPK "}", RST_OK),
	    "with a parameter that need not be understood");
	tap(header_gives("{" ALG KID "\"crit\":[\"exp\"],\"exp\":1," EPK "}", RST_BAD_PARAMETERS),
	    "with one that must");
	tap(header_gives("{" ALG KID "\"zip\":\"DEF\"," EPK "}", RST_BAD_PARAMETERS), "compressed");
	tap(header_gives("{" ALG KID "\"apu\":\"QQ\"," EPK "}", RST_BAD_PARAMETERS),
	    "with a party's name");
	tap(header_gives("{\"alg\":\"dir\",\"enc\":\"A128GCM\"," KID EPK "}", RST_BAD_PARAMETERS),
	    "another algorithm");
	tap(header_gives("{\"alg\":\"ECDH-ES+A128KW\",\"enc\":\"A256GCM\"," KID EPK "}",
			 RST_BAD_PARAMETERS), "another encryption");
	tap(header_gives("{" ALG KID "\"alg\":\"ECDH-ES+A128KW\"," EPK "}", RST_BAD_FORMAT),
	    "a parameter that comes twice");
	tap(header_gives("{" ALG EPK "}", RST_BAD_FORMAT), "without the recipient");
	tap(header_gives("{" ALG "\"kid\":\"%1$sAAAA\"," EPK "}", RST_BAD_FORMAT),
	    "with a recipient of another length");
	tap(header_gives("{" ALG KID "\"epk\":\"%2$s%3$s\"}", RST_BAD_FORMAT), "a key that is text");
	tap(header_gives("{" ALG KID "\"epk\":{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"%2$s\","
			 "\"y\":\"%3$s\"}}", RST_BAD_PARAMETERS), "a key of another curve");
	tap(header_gives("{" ALG KID "\"epk\":{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%3$s\","
			 "\"y\":\"%2$s\"}}", RST_BAD_FORMAT), "a point that is not on the curve");
	tap(header_gives("{" ALG KID EPK "", RST_BAD_FORMAT), "JSON that does not end");
	tap(header_gives("{" ALG KID EPK "}{}", RST_BAD_FORMAT), "JSON with something behind it");
	tap(header_gives("[" ALG KID EPK "]", RST_BAD_FORMAT), "no object");
}

int main(int argc, char **argv)
{
	issuer_device_init(&device);
	tap_start(argc, argv);
	TAP_CASE(test_base64url);
	TAP_CASE(test_keywrap);
	TAP_CASE(test_open);
	TAP_CASE(test_changed);
	TAP_CASE(test_header);
	issuer_device_free(&device);

	return tap_done();
}
