// SPDX-License-Identifier: GPL-2.0-only
/* HEVC's access units: what cenc lets the decoder have, and whom it stamps them for */
#include "../../engine/core/unitstamp.h"
#include "../lib/tap.h"
#include "hmac.h"
#include "message.h"

#define ROOM 1024

struct stamped {
	enum rst_status status;
	uint8_t out[ROOM];
	size_t written, size;	/* with the stamp, and without */
	uint32_t clear;
};

static struct message *hevc(uint32_t scheme)
{
	struct message *m = message_new(scheme, RST_CENC_FORMAT_HEVC);

	m->request.nal_length_size = 1;

	return m;
}

/* Decrypts and stamps, and checks the stamp as a decoder of @nal's; frees the message. */
static bool stamp(struct stamped *s, struct message *m, const void *sample, size_t size,
		  const struct rst_nal_syntax *nal)
{
	struct rst_cipher cipher = cipher_open();
	struct rst_cenc_parsed parsed;

	memset(s, 0, sizeof(*s));
	s->status = rst_cenc_parse(&m->request, m->size, &parsed);
	if (!s->status)
		s->status = rst_cenc_decrypt(&parsed, &cipher, &mac, nist_key, sample, size, s->out,
					     ROOM, &s->written);
	cipher_close(&cipher);
	free(m);

	return !s->status &&
	       rst_unit_stamp_check(nal, &mac, s->out, s->written, &s->size, &s->clear) == RST_OK;
}

static bool is(const struct stamped *s, const void *expected, size_t size)
{
	return s->size == size && !memcmp(s->out, expected, size);
}

static void test_units(void)
{
	static const uint8_t sample[] = { 3, 0x26, 1, 9, 0, 2, 0x02, 1, 7, 7 };
	static const uint8_t out[] = "PS\0\0\0\1\x26\1\x09\0\0\0\1\x02\1";
	static const uint8_t delimited[] = { 3, 0x46, 1, 0x50, 2, 0x02, 1 };
	static const uint8_t behind[] = "\0\0\0\1\x46\1\x50PS\0\0\0\1\x02\1";
	struct message *m = hevc(RST_CENC_SCHEME_CLEAR);
	struct stamped s;

	message_prefix(m, "PS", 2);
	tap(stamp(&s, m, sample, sizeof(sample), &rst_nal_hevc) && is(&s, out, 15),
	    "units with headers of two bytes; a rest that is too short for one is dropped");
	tap(!memcmp(s.out + 15, "\0\0\0\1\x7e\1", 6) &&
	    !memchr(s.out + 19, 0, RST_CENC_STAMP_SIZE - 4), "the stamp is one that decoders skip");
	m = hevc(RST_CENC_SCHEME_CLEAR);
	message_prefix(m, "PS", 2);
	tap(stamp(&s, m, delimited, sizeof(delimited), &rst_nal_hevc) && is(&s, behind, 15),
	    "parameter sets come behind a delimiter");
}

static void test_damage(void)
{
	static const uint8_t one[] = { 2, 0x02, 1, 1, 0x02, 1 }, tid[] = { 2, 0x02, 0 },
		forbidden[] = { 2, 0x82, 1 }, beyond[] = { 3, 0x02, 1 };
	struct stamped s;

	stamp(&s, hevc(RST_CENC_SCHEME_CLEAR), one, sizeof(one), &rst_nal_hevc);
	tap(s.status == RST_BAD_FORMAT, "a unit of one byte has no header");
	stamp(&s, hevc(RST_CENC_SCHEME_CLEAR), tid, sizeof(tid), &rst_nal_hevc);
	tap(s.status == RST_BAD_FORMAT, "a header does not end in 0");
	stamp(&s, hevc(RST_CENC_SCHEME_CLEAR), forbidden, sizeof(forbidden), &rst_nal_hevc);
	tap(s.status == RST_BAD_FORMAT, "nor begin with a 1");
	stamp(&s, hevc(RST_CENC_SCHEME_CLEAR), beyond, sizeof(beyond), &rst_nal_hevc);
	tap(s.status == RST_BAD_FORMAT, "no unit goes beyond the sample");
	for (uint32_t clear = 0; clear < 3; clear++) {
		struct message *m = hevc(RST_CENC_SCHEME_CENC);

		message_subsample(m, clear, 3 - clear);
		stamp(&s, m, one, 3, &rst_nal_hevc);
		tap(s.status == RST_BAD_FORMAT, "nor is a header encrypted (%u clear)", clear);
	}
}

/* Of a unit with @header, a clear byte behind that, and encrypted ones */
static bool hide(struct stamped *s, uint32_t format, uint8_t first, uint8_t second)
{
	uint8_t sample[1 + 3 + 16 + 4] = { 3 + 16, first, second, 1 };
	struct message *m = hevc(RST_CENC_SCHEME_CENC);

	m->request.format = format;
	memcpy(sample + 20, "\3\x02\1\x9a", 4);
	message_subsample(m, 4, 16);
	message_subsample(m, 4, 0);

	return stamp(s, m, sample, sizeof(sample), &rst_nal_hevc);
}

/* Fails where decrypted bytes reach what says how the stream is, or another layer's. */
static void test_hidden(void)
{
	struct stamped s;
	int dropped = 0, kept = 0, layers = 0;

	for (uint8_t type = 0; type < 64; type++) {
		if (!hide(&s, RST_CENC_FORMAT_HEVC, type << 1, 1))
			continue;
		dropped += is(&s, "\0\0\0\1\x02\1\x9a", 7) && s.clear == RST_UNIT_ALL_CLEAR;
		kept += s.size == 4 + 19 + 7 && s.out[4] == type << 1 && s.clear == 3;
	}
	tap(dropped == 48 && kept == 16, "only slices are kept (%d, %d)", dropped, kept);
	for (uint8_t layer = 1; layer < 64; layer++)
		layers += hide(&s, RST_CENC_FORMAT_HEVC, 1 << 1 | layer >> 5, layer << 3 | 1) &&
			  is(&s, "\0\0\0\1\x02\1\x9a", 7);
	tap(layers == 63, "of the first layer (%d)", layers);
}

/*
 * The attack: what is a slice to one codec is a parameter set to the other. An SPS of
 * HEVC (0x42) begins as H.264's slices do, and one of H.264 (0x67) is none of HEVC's.
 */
static void test_other_codec(void)
{
	static const uint8_t sample[] = { 3, 0x26, 1, 9 };
	struct message *m;
	struct stamped s;

	tap(!hide(&s, RST_CENC_FORMAT_AVC, 0x42, 1) && !s.status && s.size == 0 &&
	    rst_unit_stamp_check(&rst_nal_h264, &mac, s.out, s.written, &s.size, &s.clear) ==
	    RST_OK && s.out[4] == 0x42, "made for H.264, it has what is hidden, and no HEVC decoder takes it");
	tap(!stamp(&s, hevc(RST_CENC_SCHEME_CLEAR), sample, sizeof(sample), &rst_nal_h264) &&
	    !s.status, "nor H.264's one that is made for HEVC");
	m = message_new(RST_CENC_SCHEME_CLEAR, 3);
	stamp(&s, m, sample, sizeof(sample), &rst_nal_hevc);
	tap(s.status == RST_BAD_PARAMETERS, "there is no third format");
}

/* Fails where a start code comes out of a header and what is behind it. */
static void test_start_codes(void)
{
	int good = 0;

	for (uint8_t first = 0; first < 0x80; first++) {
		for (uint32_t second = 0; second < 0x100; second++) {
			uint8_t sample[] = { 2 + 2, first, second,
					     0 ^ nist_cipher[0] ^ nist_plain[0],
					     1 ^ nist_cipher[1] ^ nist_plain[1] };
			struct message *m = hevc(RST_CENC_SCHEME_CENC);
			struct stamped s;

			message_subsample(m, 3, 2);
			good += !stamp(&s, m, sample, sizeof(sample), &rst_nal_hevc) ||
				!s.size || s.out[5] || s.out[6] || s.out[7] != 1;
		}
	}
	tap(good == 0x8000, "whatever its header, a slice has no start codes in it (%d)", good);
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	hmac_set_key(1);
	TAP_CASE(test_units);
	TAP_CASE(test_damage);
	TAP_CASE(test_hidden);
	TAP_CASE(test_other_codec);
	TAP_CASE(test_start_codes);
	hmac_close();

	return tap_done();
}
