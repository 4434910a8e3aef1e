// SPDX-License-Identifier: GPL-2.0-only
#include "../lib/tap.h"
#include "message.h"

static void test_avc(void)
{
	static const uint8_t sample[] = { 0, 2, 0x65, 9, 0, 1, 0x41 };
	static const uint8_t out[] = "SPS\0\0\0\1\x65\x09\0\0\0\1\x41";
	struct message *m;

	m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 2;
	message_prefix(m, "SPS", 3);
	tap(gives(run(m, sample, sizeof(sample), 14), out, 14),
	    "prefix and AVC, in exactly the room that they need");
	m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 2;
	message_prefix(m, "SPS", 3);
	tap(fails(run(m, sample, sizeof(sample), 13), RST_SHORT_BUFFER),
	    "a byte too little is told");
	m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 2;
	tap(gives(run(m, sample, sizeof(sample), 4096), out + 3, 11),
	    "much more room does no harm");
}

static struct result avc(const void *sample, size_t size, size_t room,
			 uint32_t length_size)
{
	struct message *m = message_new(RST_CENC_SCHEME_CLEAR,
					RST_CENC_FORMAT_AVC);

	m->request.nal_length_size = length_size;

	return run(m, sample, size, room);
}

static void test_lengths(void)
{
	static const uint8_t four[] = { 0, 0, 0, 2, 0x65, 9, 0, 0, 0, 1, 0x41 };
	static const uint8_t two[] = { 0, 2, 0x65, 9, 0, 1, 0x41 };
	static const uint8_t one[] = { 2, 0x65, 9, 1, 0x41 };
	static const uint8_t out[] = { 0, 0, 0, 1, 0x65, 9, 0, 0, 0, 1, 0x41 };

	tap(gives(avc(four, sizeof(four), sizeof(four), 4), out, sizeof(out)),
	    "lengths of 4 bytes become start codes");
	tap(gives(avc(two, sizeof(two), sizeof(out), 2), out, sizeof(out)),
	    "lengths of 2 bytes grow into exactly the room that they need");
	tap(gives(avc(one, sizeof(one), sizeof(out), 1), out, sizeof(out)),
	    "lengths of 1 byte likewise");
	tap(fails(avc(two, sizeof(two), sizeof(out) - 1, 2), RST_SHORT_BUFFER),
	    "a byte too little is told");
	tap(fails(avc(one, sizeof(one), sizeof(one), 1), RST_SHORT_BUFFER),
	    "no room to grow is told");
	tap(fails(avc(four, sizeof(four), sizeof(four) - 1, 4), RST_SHORT_BUFFER),
	    "a sample larger than the buffer is told");
}

static void test_nonsense(void)
{
	static const uint8_t beyond[] = { 0, 0, 0, 2, 0x65 };
	static const uint8_t huge[] = { 0xff, 0xff, 0xff, 0xff, 0x65 };
	static const uint8_t second[] = { 0, 0, 0, 1, 0x65, 0, 0, 0, 9, 0x41 };
	static const uint8_t forbidden[] = { 0, 0, 0, 1, 0xe5 };

	tap(fails(avc("", 0, 8, 4), RST_BAD_FORMAT), "an empty sample is refused");
	tap(fails(avc(beyond, sizeof(beyond), 16, 4), RST_BAD_FORMAT),
	    "a NAL unit of one byte too many is refused");
	tap(fails(avc(huge, sizeof(huge), 16, 4), RST_BAD_FORMAT),
	    "a NAL unit of 4 GiB is refused");
	tap(fails(avc(second, sizeof(second), 16, 4), RST_BAD_FORMAT),
	    "a second one that goes beyond the sample is refused");
	tap(fails(avc(forbidden, sizeof(forbidden), 16, 4), RST_BAD_FORMAT),
	    "a set forbidden_zero_bit is refused");
}

/* What muxers leave in samples, and other players drop. */
static void test_padding(void)
{
	static const uint8_t out[] = { 0, 0, 0, 1, 0x65, 9 };
	static const uint8_t leading[] = { 0, 0, 0, 0, 0, 0, 0, 2, 0x65, 9 };
	static const uint8_t between[] = { 0, 0, 0, 1, 0x65, 0, 0, 0, 0, 0, 0, 0, 1, 0x41 };
	static const uint8_t two[] = { 0, 0, 0, 1, 0x65, 0, 0, 0, 1, 0x41 };
	uint8_t behind[64] = { 0, 0, 0, 2, 0x65, 9 };
	static const uint8_t zeros[64];
	int good = 0;

	tap(gives(avc(leading, sizeof(leading), 64, 4), out, sizeof(out)),
	    "an empty NAL unit in front is skipped");
	tap(gives(avc(between, sizeof(between), 64, 4), two, sizeof(two)), "or between two");
	for (size_t size = 6; size <= 64; size++)
		good += gives(avc(behind, size, 64, 4), out, sizeof(out));
	tap(good == 59, "0 to 58 zeros behind the last one are dropped (%d)", good);
	good = 0;
	memset(behind + 6, 0xff, 4);
	for (size_t size = 6; size <= 10; size++)
		good += gives(avc(behind, size, 64, 4), out, sizeof(out));
	tap(good == 5, "so are 0 to 4 other bytes, too few for a unit (%d)", good);
	tap(fails(avc(behind, 11, 64, 4), RST_BAD_FORMAT), "5 bytes would be one");
	tap(fails(avc(zeros, sizeof(zeros), 64, 4), RST_BAD_FORMAT),
	    "a sample of nothing but zeros is refused");
}

static struct result with_prefix(const void *sample, size_t size, size_t room)
{
	struct message *m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_AVC);

	message_prefix(m, "SPS", 3);

	return run(m, sample, size, room);
}

/* Fails if parameter sets come in front of what must be the unit's first. */
static void test_delimiter(void)
{
	static const uint8_t first[] = { 0, 0, 0, 2, 0x09, 0x10, 0, 0, 0, 1, 0x65 };
	static const uint8_t out[] = "\0\0\0\1\x09\x10SPS\0\0\0\1\x65";
	static const uint8_t empty[] = { 0, 0, 0, 0, 0, 0, 0, 2, 0x69, 0x10, 0, 0, 0, 1, 0x65 };
	static const uint8_t empty_out[] = "\0\0\0\1\x69\x10SPS\0\0\0\1\x65";
	static const uint8_t later[] = { 0, 0, 0, 1, 0x06, 0, 0, 0, 2, 0x09, 0x10 };
	static const uint8_t later_out[] = "SPS\0\0\0\1\x06\0\0\0\1\x09\x10";
	static const uint8_t alone[] = { 0, 0, 0, 2, 0x09, 0x10 };

	tap(gives(with_prefix(first, sizeof(first), 14), out, 14),
	    "parameter sets stand behind an access unit delimiter");
	tap(gives(with_prefix(empty, sizeof(empty), 18), empty_out, 14),
	    "behind an empty unit as well, whatever nal_ref_idc is");
	tap(gives(with_prefix(later, sizeof(later), 64), later_out, 14),
	    "one that is not the first does not draw them back");
	tap(gives(with_prefix(alone, sizeof(alone), 9), "\0\0\0\1\x09\x10SPS", 9),
	    "they follow one that is alone");
	tap(fails(with_prefix(first, sizeof(first), 13), RST_SHORT_BUFFER),
	    "a byte too little is told");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_avc);
	TAP_CASE(test_lengths);
	TAP_CASE(test_nonsense);
	TAP_CASE(test_padding);
	TAP_CASE(test_delimiter);

	return tap_done();
}
