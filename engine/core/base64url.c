// SPDX-License-Identifier: BSD-2-Clause
#include "base64url.h"

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-')
		return 62;
	if (c == '_')
		return 63;

	return -1;
}

enum rst_status rst_base64url_decode(const char *text, size_t size,
				     uint8_t *out, size_t room,
				     size_t *written)
{
	uint32_t bits = 0;
	unsigned int held = 0;	/* bits in @bits that are not out yet */
	size_t n = 0;

	if (size % 4 == 1)
		return RST_BAD_FORMAT;

	for (size_t i = 0; i < size; i++) {
		int value = value_of(text[i]);

		if (value < 0)
			return RST_BAD_FORMAT;
		bits = bits << 6 | (uint32_t)value;
		held += 6;
		if (held < 8)
			continue;
		if (n == room)
			return RST_SHORT_BUFFER;
		held -= 8;
		out[n++] = bits >> held;
		bits &= (1u << held) - 1;
	}
	if (bits)
		return RST_BAD_FORMAT;
	*written = n;

	return RST_OK;
}

void rst_base64url_encode(const uint8_t *data, size_t size, char *text)
{
	static const char digits[64] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	uint32_t bits = 0;
	unsigned int held = 0;

	for (size_t i = 0; i < size; i++) {
		bits = bits << 8 | data[i];
		held += 8;
		while (held >= 6) {
			held -= 6;
			*text++ = digits[bits >> held & 63];
		}
	}
	if (held)
		*text++ = digits[bits << (6 - held) & 63];
}
