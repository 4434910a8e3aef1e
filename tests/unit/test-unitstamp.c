// SPDX-License-Identifier: GPL-2.0-only
/* What cenc lets the decoder have, and how the decoder knows it again */
#include "../../engine/core/headers.h"
#include "../../engine/core/unitstamp.h"
#include "../lib/tap.h"
#include "hmac.h"
#include "message.h"

#define ROOM 16384

struct stamped {
	enum rst_status status, check;
	uint8_t out[ROOM];
	size_t written, size;	/* with the stamp, and without */
	uint32_t clear;
};

static uint8_t *watched;

static const struct rst_nal_syntax *nal = &rst_nal_h264;

static enum rst_status check_stamp(const uint8_t *data, size_t size, size_t *unit_size,
				   uint32_t *clear)
{
	return rst_unit_stamp_check(nal, &mac, data, size, unit_size, clear);
}

/* Decrypts and stamps, in restricted memory that is @out; frees the message. */
static void stamp(struct stamped *s, struct message *m, const void *sample, size_t size)
{
	struct rst_cipher cipher = cipher_open();
	struct rst_cenc_parsed parsed;

	memset(s, 0, sizeof(*s));
	watched = s->out;
	s->check = RST_FAILED;
	s->status = rst_cenc_parse(&m->request, m->size, &parsed);
	if (!s->status)
		s->status = rst_cenc_decrypt(&parsed, &cipher, &mac, nist_key, sample, size, s->out,
					     ROOM, &s->written);
	if (!s->status)
		s->check = check_stamp(s->out, s->written, &s->size, &s->clear);
	cipher_close(&cipher);
	free(m);
}

static struct message *avc(uint32_t scheme)
{
	struct message *m = message_new(scheme, RST_CENC_FORMAT_AVC);

	m->request.nal_length_size = 1;

	return m;
}

static bool is(const struct stamped *s, const void *expected, size_t size)
{
	return !s->status && !s->check && s->size == size && !memcmp(s->out, expected, size) &&
	       s->written == size + RST_CENC_STAMP_SIZE;
}

static void test_stamp(void)
{
	static const uint8_t sample[] = { 2, 0x67, 1, 3, 0x65, 0x88, 7 };
	static const uint8_t out[] = "\0\0\0\1\x67\1\0\0\0\1\x65\x88\7";
	struct stamped s;
	size_t size;
	uint32_t clear;
	int good = 0;

	stamp(&s, avc(RST_CENC_SCHEME_CLEAR), sample, sizeof(sample));
	tap(is(&s, out, 13) && s.clear == RST_UNIT_ALL_CLEAR, "a unit has a stamp behind it");
	tap(!memcmp(s.out + 13, "\0\0\0\1\x1f", 5) && !memchr(s.out + 18, 0, RST_CENC_STAMP_SIZE - 5),
	    "which is a NAL unit that decoders skip");
	for (size_t i = 0; i < s.written; i++) {
		s.out[i] ^= 1;
		good += check_stamp(s.out, s.written, &size, &clear) == RST_DENIED;
		s.out[i] ^= 1;
	}
	tap(good == (int)s.written, "no byte of it can be another (%d)", good);
	good = 0;
	for (size_t i = 0; i < s.written; i++)
		good += check_stamp(s.out, i, &size, &clear) == RST_DENIED;
	tap(good == (int)s.written, "nor be missing at the end (%d)", good);
	good = 0;
	for (size_t i = 1; i <= s.written; i++)
		good += check_stamp(s.out + i, s.written - i, &size, &clear) ==
			RST_DENIED;
	tap(good == (int)s.written, "nor in front (%d)", good);
	tap(check_stamp(s.out, s.written + 1, &size, &clear) == RST_DENIED,
	    "nor is there one more");
	hmac_set_key(2);
	tap(check_stamp(s.out, s.written, &size, &clear) == RST_DENIED,
	    "by another key it is none");
	hmac_set_key(1);
}

static void test_formats(void)
{
	static const uint8_t stream[] = { 0, 0, 1, 0x67, 1, 0, 0, 1, 0x65, 0x88 };
	struct message *m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_AVC);
	struct stamped s;

	m->request.nal_length_size = 0;
	stamp(&s, m, stream, sizeof(stream));
	tap(is(&s, stream, sizeof(stream)), "a clear byte-stream is stamped as it is");
	m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 0;
	message_subsample(m, sizeof(stream), 0);
	stamp(&s, m, stream, sizeof(stream));
	tap(s.status == RST_BAD_PARAMETERS, "an encrypted one is not taken");
	stamp(&s, message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_RAW), stream, sizeof(stream));
	tap(!s.status && s.check == RST_DENIED && s.written == sizeof(stream),
	    "what is no access unit gets no stamp");
}

/*
 * The attack: an encrypted byte in what the decoder tells of. The unit's type is
 * @header's, and it has 1 clear byte behind that, an encrypted one, and one more.
 */
static void hide(struct stamped *s, uint32_t scheme, uint8_t header)
{
	uint8_t sample[2 + 1 + 16 + 1 + 3] = { 1 + 1 + 16 + 1, header, 1 };
	struct message *m = avc(scheme);

	memcpy(sample + 20, "\2\x41\x9a", 3);
	message_subsample(m, 3, 16);
	message_subsample(m, 4, 0);
	stamp(s, m, sample, sizeof(sample));
}

static void test_hidden(void)
{
	static const uint32_t schemes[] = {
		RST_CENC_SCHEME_CENC, RST_CENC_SCHEME_CENS, RST_CENC_SCHEME_CBC1,
		RST_CENC_SCHEME_CBCS,
	};
	struct stamped s;

	for (int i = 0; i < 4; i++) {
		int dropped = 0, kept = 0;

		for (uint8_t type = 0; type < 32; type++) {
			hide(&s, schemes[i], 0x60 | type);
			dropped += is(&s, "\0\0\0\1\x41\x9a", 6) && s.clear == RST_UNIT_ALL_CLEAR;
			kept += !s.check && s.size == 5 + 18 + 6 && s.out[4] == (0x60 | type) &&
				s.clear == 2;
		}
		tap(dropped == 27 && kept == 5, "of what %.4s hides only slices are kept (%d, %d)",
		    (const char *)&schemes[i], dropped, kept);
	}
}

/* An encrypted unit that is dropped is a part of the key stream all the same. */
static void test_dropped(void)
{
	uint8_t sample[2 + 30 + 2 + 34] = { 31, 6 };
	struct message *m = avc(RST_CENC_SCHEME_CENC);
	struct stamped s;

	memcpy(sample + 2, nist_cipher, 30);
	sample[32] = 35;
	sample[33] = 0x65;
	memcpy(sample + 34, nist_cipher + 30, 34);
	message_subsample(m, 2, 30);
	message_subsample(m, 2, 34);
	stamp(&s, m, sample, sizeof(sample));
	tap(!s.check && s.size == 5 + 34 && !memcmp(s.out + 5, nist_plain + 30, 34) && s.clear == 1,
	    "what follows a unit that is dropped is decrypted right");

	m = avc(RST_CENC_SCHEME_CENC);
	message_subsample(m, 2, 30);
	stamp(&s, m, sample, 32);
	tap(is(&s, "", 0), "a sample may have nothing else");
}

/* Bytes that are @plain when decrypted */
static void encrypt(uint8_t *cipher, const uint8_t *plain, size_t size)
{
	for (size_t i = 0; i < size; i++)
		cipher[i] = nist_cipher[i] ^ nist_plain[i] ^ plain[i];
}

/*
 * The attack: decrypted bytes, or clear ones beside them, begin a unit that is
 * taken for a parameter set. Fails where a start code comes out.
 */
static void test_start_codes(void)
{
	static const uint8_t plain[] = { 0, 0, 1, 0x67, 0, 0, 0, 1, 0x67, 0, 0, 2, 0, 0, 3, 0, 0 };
	static const uint8_t out[] = { 0, 0, 3, 0x67, 0, 0, 3, 1, 0x67, 0, 0, 3, 0, 0, 3, 0, 0 };
	int good = 0, bad = 0;

	/* Wherever what is encrypted begins and ends. */
	for (uint32_t from = 0; from < sizeof(plain); from++) {
		for (uint32_t to = from + 1; to <= sizeof(plain); to++) {
			uint8_t sample[2 + sizeof(plain)] = { 1 + sizeof(plain), 0x41 };
			struct message *m = avc(RST_CENC_SCHEME_CENC);
			struct stamped s;

			memcpy(sample + 2, plain, sizeof(plain));
			encrypt(sample + 2 + from, plain + from, to - from);
			message_subsample(m, 2 + from, to - from);
			message_subsample(m, sizeof(plain) - to, 0);
			stamp(&s, m, sample, sizeof(sample));
			if (!s.check && s.size == 5 + sizeof(plain) &&
			    !memcmp(s.out + 5, out, sizeof(out)) && s.clear == 1 + from)
				good++;
			else
				bad++;
		}
	}
	tap(good && !bad, "a slice with encrypted bytes has no start codes in it (%d, %d)", good, bad);
}

/* Over the edges of what is decrypted at once */
static void test_pieces(void)
{
	static uint8_t sample[3 * 4096 + 100];
	uint32_t at[] = { 4096, 4096 - 1, 4096 - 2, 2 * 4096 - 1 };

	for (int i = 0; i < 4; i++) {
		struct message *m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
		struct stamped s;

		memset(sample, 5, sizeof(sample));
		memcpy(sample, "\0\0", 2);
		sample[2] = (sizeof(sample) - 4) >> 8;
		sample[3] = (sizeof(sample) - 4) & 255;
		sample[4] = 0x65;
		memcpy(sample + 5 + at[i] - 2, "\0\0\1", 3);
		message_subsample(m, sizeof(sample) - 1, 1);
		stamp(&s, m, sample, sizeof(sample));
		tap(!s.check && !memcmp(s.out + 5 + at[i] - 2, "\0\0\3", 3),
		    "nor where one piece of it ends (%u)", at[i]);
	}
}

/* Somebody else writes to restricted memory while a unit is made there. */
static void meanwhile(void)
{
	memcpy(watched, "\0\0\0\1\x67", 5);
	memset(watched + 5, 0x55, 8);
}

static void test_race(void)
{
	static const uint8_t sample[] = { 9, 0x65, 1, 2, 3, 4, 5, 6, 7, 8 };
	struct stamped s;

	hmac.meanwhile = meanwhile;
	stamp(&s, avc(RST_CENC_SCHEME_CLEAR), sample, sizeof(sample));
	hmac.meanwhile = NULL;
	tap(!s.status, "restricted memory changes while a unit is made there");
	meanwhile();
	tap(check_stamp(s.out, s.written, &s.size, &s.clear) == RST_DENIED,
	    "and what is there now has no stamp");
	memcpy(s.out, "\0\0\0\1\x65\1\2\3\4\5\6\7\10", 13);
	tap(check_stamp(s.out, s.written, &s.size, &s.clear) == RST_OK,
	    "but what was made has");
}

static void test_room(void)
{
	static const uint8_t sample[] = { 2, 0x65, 0x88 };
	struct rst_cipher cipher = cipher_open();
	struct message *m = avc(RST_CENC_SCHEME_CLEAR);
	struct rst_cenc_parsed parsed;
	size_t size = 6 + RST_CENC_STAMP_SIZE, written = 0;
	uint8_t *out = malloc(size);

	rst_cenc_parse(&m->request, m->size, &parsed);
	tap(!rst_cenc_decrypt(&parsed, &cipher, &mac, nist_key, sample, 3, out, size, &written) &&
	    written == size, "a stamp needs its room");
	tap(rst_cenc_decrypt(&parsed, &cipher, &mac, nist_key, sample, 3, out, size - 1, &written) ==
	    RST_SHORT_BUFFER, "and no byte less");
	free(out);
	free(m);
	cipher_close(&cipher);
}

/* Fails where hidden bytes of a slice say which sequence it is. */
static void test_names(void)
{
	static struct rst_headers headers;
	struct rst_unit unit;

	headers.has_sps[0] = headers.has_sps[1] = true;
	headers.has_pps[0] = headers.has_pps[1] = true;
	headers.pps_to_sps[1] = 1;
	for (uint32_t clear = 1; clear <= 3; clear++) {
		rst_headers_scan(&headers, (const uint8_t *)"\0\0\1\x65\x88\x5f\xff", 7, clear, &unit);
		tap(unit.has_slice && unit.key && unit.sps == (clear < 3 ? NULL : &headers.sps[1]),
		    "a slice of which %u bytes are clear names %s", clear,
		    clear < 3 ? "no sequence" : "its own");
	}
	rst_headers_scan(&headers, (const uint8_t *)"\0\0\1\x65\x88", 5, 1, &unit);
	tap(!unit.sps && unit.has_slice, "nor does one that ends in what is hidden");
}

static void test_forgiven(void)
{
	uint32_t refused = 0;
	int forgiven = 0;

	while (rst_unit_stamp_forgive(&refused) && forgiven < 1000)
		forgiven++;
	tap(forgiven == RST_CENC_MAX_REFUSED, "so many stamps are refused and no more (%d)",
	    forgiven);
	tap(!rst_unit_stamp_forgive(&refused), "for ever");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	hmac_set_key(1);
	TAP_CASE(test_stamp);
	TAP_CASE(test_formats);
	TAP_CASE(test_hidden);
	TAP_CASE(test_dropped);
	TAP_CASE(test_start_codes);
	TAP_CASE(test_pieces);
	TAP_CASE(test_race);
	TAP_CASE(test_room);
	TAP_CASE(test_names);
	TAP_CASE(test_forgiven);
	hmac_close();

	return tap_done();
}
