// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "unitstamp.h"
#include "wipe.h"

/*
 * A start code, the codec's header of stamps, @clear by four bits a byte, and so
 * the code's first half. No byte is 0: decoders that know nothing of it skip it.
 */
static const uint8_t start_code[] = { 0, 0, 0, 1 };

#define CLEAR_DIGITS 8
#define MAGIC_SIZE (sizeof(start_code) + RST_NAL_STAMP_SIZE)
#define HEAD_SIZE (MAGIC_SIZE + CLEAR_DIGITS)
#define CODE_SIZE (RST_MAC_SIZE / 2)
#define DIGIT 'A'

_Static_assert(HEAD_SIZE + 2 * CODE_SIZE == RST_CENC_STAMP_SIZE,
	       "clients know a stamp's size");

enum rst_status rst_out_begin(struct rst_out *out,
			      const struct rst_nal_syntax *nal,
			      const struct rst_mac *mac, uint8_t *data,
			      size_t room)
{
	*out = (struct rst_out) {
		.nal = nal,
		.mac = mac,
		.data = data,
		.room = room,
		.clear = RST_UNIT_ALL_CLEAR,
	};

	return mac ? mac->start(mac->priv) : RST_OK;
}

void rst_out_guard(struct rst_out *out, bool guarded)
{
	out->guarded = guarded;
	out->zeros = 0;
}

/* To a decoder, 3 is what breaks up a start code: a byte less. */
static void break_up(struct rst_out *out, uint8_t *bytes, size_t size)
{
	uint8_t zeros = out->zeros;

	for (size_t i = 0; i < size; i++) {
		if (zeros == 2 && bytes[i] <= 2)
			bytes[i] = 3;
		if (bytes[i])
			zeros = 0;
		else if (zeros < 2)
			zeros++;
	}
	out->zeros = zeros;
}

enum rst_status rst_out_put(struct rst_out *out, uint8_t *bytes, size_t size)
{
	enum rst_status status = RST_OK;

	if (out->room - out->size < size)
		return RST_SHORT_BUFFER;
	if (!size)
		return RST_OK;
	if (out->guarded)
		break_up(out, bytes, size);
	if (out->mac)
		status = out->mac->update(out->mac->priv, bytes, size);
	memcpy(out->data + out->size, bytes, size);
	out->size += size;

	return status;
}

static void put_digits(uint8_t *text, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		*text++ = DIGIT + (bytes[i] >> 4);
		*text++ = DIGIT + (bytes[i] & 15);
	}
}

static void put_magic(uint8_t magic[MAGIC_SIZE],
		      const struct rst_nal_syntax *nal)
{
	memcpy(magic, start_code, sizeof(start_code));
	memcpy(magic + sizeof(start_code), nal->stamp, RST_NAL_STAMP_SIZE);
}

static enum rst_status finish(const struct rst_mac *mac,
			      uint8_t text[2 * CODE_SIZE])
{
	uint8_t code[RST_MAC_SIZE];
	enum rst_status status = mac->finish(mac->priv, code);

	if (!status)
		put_digits(text, code, CODE_SIZE);
	rst_wipe(code, sizeof(code));

	return status;
}

enum rst_status rst_out_end(struct rst_out *out)
{
	uint8_t stamp[RST_CENC_STAMP_SIZE], clear[CLEAR_DIGITS / 2];
	enum rst_status status;

	if (!out->mac)
		return RST_OK;
	if (out->room - out->size < sizeof(stamp))
		return RST_SHORT_BUFFER;

	for (size_t i = 0; i < sizeof(clear); i++)
		clear[i] = out->clear >> 8 * (sizeof(clear) - 1 - i);
	put_magic(stamp, out->nal);
	put_digits(stamp + MAGIC_SIZE, clear, sizeof(clear));
	status = out->mac->update(out->mac->priv, stamp, HEAD_SIZE);
	if (!status)
		status = finish(out->mac, stamp + HEAD_SIZE);
	if (status)
		return status;
	memcpy(out->data + out->size, stamp, sizeof(stamp));
	out->size += sizeof(stamp);

	return RST_OK;
}

/* Takes as long for any two texts: the first byte that differs is no hint. */
static bool equal(const uint8_t *a, const uint8_t *b, size_t size)
{
	uint8_t difference = 0;

	while (size--)
		difference |= *a++ ^ *b++;

	return !difference;
}

static uint32_t clear_of(const uint8_t *digits)
{
	uint32_t clear = 0;

	for (int i = 0; i < CLEAR_DIGITS; i++)
		clear = clear << 4 | ((digits[i] - DIGIT) & 15);

	return clear;
}

enum rst_status rst_unit_stamp_check(const struct rst_nal_syntax *nal,
				     const struct rst_mac *mac,
				     const uint8_t *data, size_t size,
				     size_t *unit_size, uint32_t *clear)
{
	uint8_t text[2 * CODE_SIZE], magic[MAGIC_SIZE];
	enum rst_status status;
	bool good;

	if (size < RST_CENC_STAMP_SIZE)
		return RST_DENIED;
	status = mac->start(mac->priv);
	if (!status)
		status = mac->update(mac->priv, data, size - sizeof(text));
	if (!status)
		status = finish(mac, text);
	if (status)
		return status;

	/* What cenc stamps has the rest of a stamp in front of the code. */
	put_magic(magic, nal);
	good = equal(text, data + size - sizeof(text), sizeof(text)) &&
	       equal(magic, data + size - RST_CENC_STAMP_SIZE, sizeof(magic));
	rst_wipe(text, sizeof(text));
	if (!good)
		return RST_DENIED;
	*unit_size = size - RST_CENC_STAMP_SIZE;
	*clear = clear_of(data + *unit_size + MAGIC_SIZE);

	return RST_OK;
}

bool rst_unit_stamp_forgive(uint32_t *refused)
{
	if (*refused == RST_CENC_MAX_REFUSED)
		return false;
	++*refused;

	return true;
}
