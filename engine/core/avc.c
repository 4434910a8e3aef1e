// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "avc.h"

#define START_CODE_SIZE 4
#define FORBIDDEN_ZERO_BIT 0x80

static const uint8_t start_code[START_CODE_SIZE] = { 0, 0, 0, 1 };

size_t rst_avc_bound(size_t sample_size, uint32_t length_size)
{
	/* The smallest NAL unit that is accepted has one byte. */
	size_t units = sample_size / (length_size + 1);
	size_t growth, bound;

	if (__builtin_mul_overflow(units, START_CODE_SIZE - length_size,
				   &growth) ||
	    __builtin_add_overflow(sample_size, growth, &bound))
		return SIZE_MAX;

	return bound;
}

static uint32_t read_length(const uint8_t *data, uint32_t length_size)
{
	uint32_t length = 0;

	for (uint32_t i = 0; i < length_size; i++)
		length = length << 8 | data[i];

	return length;
}

enum rst_status rst_avc_convert(uint8_t *buf, size_t size, size_t sample_size,
				uint32_t length_size, size_t *written)
{
	size_t in, out = 0;

	if (sample_size > size)
		return RST_SHORT_BUFFER;
	if (!sample_size)
		return RST_BAD_FORMAT;

	for (in = size - sample_size; in < size; ) {
		uint32_t length;

		if (size - in < length_size)
			return RST_BAD_FORMAT;
		length = read_length(buf + in, length_size);
		in += length_size;
		if (!length || length > size - in ||
		    buf[in] & FORBIDDEN_ZERO_BIT)
			return RST_BAD_FORMAT;
		if (out > in || in - out < START_CODE_SIZE)
			return RST_SHORT_BUFFER;

		memcpy(buf + out, start_code, START_CODE_SIZE);
		out += START_CODE_SIZE;
		if (out != in)
			memmove(buf + out, buf + in, length);
		out += length;
		in += length;
	}
	*written = out;

	return RST_OK;
}
