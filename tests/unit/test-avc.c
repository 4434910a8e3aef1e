// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/avc.h"
#include "tap.h"

/* On the heap in its exact size, so that the sanitizer sees its ends. */
struct result {
	enum rst_status status;
	size_t written;
	uint8_t bytes[64];
};

static struct result convert(const void *sample, size_t sample_size,
			     size_t room, uint32_t length_size)
{
	uint8_t *buf = malloc(room ? room : 1);
	struct result result = { 0 };

	memset(buf, 0xee, room);
	if (sample_size <= room)
		memcpy(buf + room - sample_size, sample, sample_size);
	result.status = rst_avc_convert(buf, room, sample_size, length_size,
					&result.written);
	if (!result.status)
		memcpy(result.bytes, buf, result.written);
	free(buf);

	return result;
}

static bool gives(struct result result, const void *expected, size_t size)
{
	return result.status == RST_OK && result.written == size &&
	       !memcmp(result.bytes, expected, size);
}

static void test_lengths(void)
{
	static const uint8_t four[] = { 0, 0, 0, 2, 0x65, 9, 0, 0, 0, 1, 0x41 };
	static const uint8_t two[] = { 0, 2, 0x65, 9, 0, 1, 0x41 };
	static const uint8_t one[] = { 2, 0x65, 9, 1, 0x41 };
	static const uint8_t out[] = { 0, 0, 0, 1, 0x65, 9, 0, 0, 0, 1, 0x41 };

	ok(gives(convert(four, sizeof(four), sizeof(four), 4), out, sizeof(out)),
	   "lengths of 4 bytes become start codes in place");
	ok(gives(convert(two, sizeof(two), sizeof(out), 2), out, sizeof(out)),
	   "lengths of 2 bytes grow into exactly the room that they need");
	ok(gives(convert(one, sizeof(one), sizeof(out), 1), out, sizeof(out)),
	   "lengths of 1 byte likewise");
	ok(gives(convert(one, sizeof(one), 64, 1), out, sizeof(out)),
	   "more room does no harm");
	ok(convert(two, sizeof(two), sizeof(out) - 1, 2).status == RST_SHORT_BUFFER,
	   "a byte too little is told");
	ok(convert(one, sizeof(one), sizeof(one), 1).status == RST_SHORT_BUFFER,
	   "no room to grow is told");
	ok(convert(four, sizeof(four), sizeof(four) - 1, 4).status == RST_SHORT_BUFFER,
	   "a sample larger than the buffer is told");
}

static void test_nonsense(void)
{
	static const uint8_t empty_unit[] = { 0, 0, 0, 0, 0, 0, 0, 1, 0x65 };
	static const uint8_t beyond[] = { 0, 0, 0, 2, 0x65 };
	static const uint8_t huge[] = { 0xff, 0xff, 0xff, 0xff, 0x65 };
	static const uint8_t cut[] = { 0, 0, 0, 1, 0x65, 0, 0, 0 };
	static const uint8_t forbidden[] = { 0, 0, 0, 1, 0xe5 };

	ok(convert("", 0, 8, 4).status == RST_BAD_FORMAT, "an empty sample is refused");
	ok(convert(empty_unit, sizeof(empty_unit), 16, 4).status == RST_BAD_FORMAT,
	   "an empty NAL unit is refused");
	ok(convert(beyond, sizeof(beyond), 16, 4).status == RST_BAD_FORMAT,
	   "a NAL unit of one byte too many is refused");
	ok(convert(huge, sizeof(huge), 16, 4).status == RST_BAD_FORMAT,
	   "a NAL unit of 4 GiB is refused");
	ok(convert(cut, sizeof(cut), 16, 4).status == RST_BAD_FORMAT,
	   "a length that is cut off is refused");
	ok(convert(forbidden, sizeof(forbidden), 16, 4).status == RST_BAD_FORMAT,
	   "a set forbidden_zero_bit is refused");
}

static void test_bound(void)
{
	ok(rst_avc_bound(100, 4) == 100, "4-byte lengths never grow");
	ok(rst_avc_bound(6, 2) == 10, "two units of one byte with 2-byte lengths grow by 4");
	ok(rst_avc_bound(6, 1) == 15, "three units of one byte with 1-byte lengths grow by 9");
	ok(rst_avc_bound(SIZE_MAX, 1) == SIZE_MAX, "a bound that overflows is the largest");
}

int main(void)
{
	test_lengths();
	test_nonsense();
	test_bound();

	return tap_done();
}
