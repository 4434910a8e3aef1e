// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "../lib/tap.h"
#include "cipher.h"

/* NIST SP 800-38A, F.5.1: CTR-AES128 */
static const uint8_t key[] = {
	0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
	0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
};
static const uint8_t nist_plain[64] = {
	0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96,
	0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a,
	0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c,
	0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51,
	0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11,
	0xe5, 0xfb, 0xc1, 0x19, 0x1a, 0x0a, 0x52, 0xef,
	0xf6, 0x9f, 0x24, 0x45, 0xdf, 0x4f, 0x9b, 0x17,
	0xad, 0x2b, 0x41, 0x7b, 0xe6, 0x6c, 0x37, 0x10,
};
static const uint8_t nist_cipher[64] = {
	0x87, 0x4d, 0x61, 0x91, 0xb6, 0x20, 0xe3, 0x26,
	0x1b, 0xef, 0x68, 0x64, 0x99, 0x0d, 0xb6, 0xce,
	0x98, 0x06, 0xf6, 0x6b, 0x79, 0x70, 0xfd, 0xff,
	0x86, 0x17, 0x18, 0x7b, 0xb9, 0xff, 0xfd, 0xff,
	0x5a, 0xe4, 0xdf, 0x3e, 0xdb, 0xd5, 0xd3, 0x5e,
	0x5b, 0x4f, 0x09, 0x02, 0x0d, 0xb0, 0x3e, 0xab,
	0x1e, 0x03, 0x1d, 0xda, 0x2f, 0xbe, 0x03, 0xd1,
	0x79, 0x21, 0x70, 0xa0, 0xf3, 0x00, 0x9c, 0xee,
};

/* A message being made; @size is what the receiver is told it has. */
struct message {
	struct rst_cenc_request request;
	uint8_t rest[RST_CENC_MAX_MESSAGE];
	size_t rest_size;
	size_t size;
};

static struct message *message_new(uint32_t scheme, uint32_t format)
{
	struct message *m = calloc(1, sizeof(*m));

	m->request.msg.version = RST_PROTOCOL_VERSION;
	m->request.scheme = scheme;
	m->request.format = format;
	m->request.iv_size = 16;
	m->request.nal_length_size = 4;
	for (int i = 0; i < 16; i++)
		m->request.iv[i] = 0xf0 + i;
	m->size = sizeof(m->request);
	m->request.msg.size = m->size;

	return m;
}

static void message_put(struct message *m, const void *data, size_t size)
{
	memcpy(m->rest + m->rest_size, data, size);
	m->rest_size += size;
	m->size += size;
	m->request.msg.size += size;
}

static void message_subsample(struct message *m, uint32_t clear,
			      uint32_t encrypted)
{
	struct rst_cenc_subsample subsample = { clear, encrypted };

	message_put(m, &subsample, sizeof(subsample));
	m->request.num_subsamples++;
}

static void message_prefix(struct message *m, const void *data, size_t size)
{
	message_put(m, data, size);
	m->request.prefix_size += size;
}

struct result {
	enum rst_status status;
	size_t written;
	uint8_t *out;
};

/* Parses and decrypts, all in buffers of exact size; frees the message. */
static struct result run(struct message *m, const void *sample,
			 size_t sample_size, size_t out_size)
{
	struct rst_cipher cipher = cipher_open();
	uint8_t *copy = malloc(m->size ? m->size : 1);
	uint8_t *in = malloc(sample_size ? sample_size : 1);
	struct result result = { 0 };
	struct rst_cenc_parsed parsed;
	size_t head = m->size < sizeof(m->request) ? m->size :
		      sizeof(m->request);

	memcpy(copy, &m->request, head);
	memcpy(copy + head, m->rest, m->size - head);
	memcpy(in, sample, sample_size);
	result.out = calloc(1, out_size ? out_size : 1);
	result.status = rst_cenc_parse(copy, m->size, &parsed);
	if (!result.status)
		result.status = rst_cenc_decrypt(&parsed, &cipher, key, in,
						 sample_size, result.out,
						 out_size, &result.written);
	free(in);
	free(copy);
	free(m);
	cipher_close(&cipher);

	return result;
}

static bool gives(struct result result, const void *expected, size_t size)
{
	bool good = result.status == RST_OK && result.written == size &&
		    !memcmp(result.out, expected, size);

	free(result.out);

	return good;
}

static bool fails(struct result result, enum rst_status status)
{
	free(result.out);

	return result.status == status;
}

static struct message *cenc_raw(void)
{
	return message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_RAW);
}

static void test_whole(void)
{
	struct message *m;

	tap(gives(run(cenc_raw(), nist_cipher, 64, 64), nist_plain, 64),
	    "NIST's CTR vector without a map");
	tap(gives(run(cenc_raw(), nist_cipher, 37, 64), nist_plain, 37),
	    "a sample that ends within a block");
	tap(gives(run(cenc_raw(), "", 0, 0), "", 0), "an empty sample");
	tap(fails(run(cenc_raw(), nist_cipher, 64, 63), RST_SHORT_BUFFER),
	    "an output of one byte too little is told");

	m = cenc_raw();
	message_prefix(m, "prefix", 6);
	tap(gives(run(m, nist_cipher, 3, 9), "prefix\x6b\xc1\xbe", 9),
	    "a prefix comes first");
	m = cenc_raw();
	message_prefix(m, "prefix", 6);
	tap(fails(run(m, nist_cipher, 3, 8), RST_SHORT_BUFFER),
	    "a prefix counts against the room");
	m = cenc_raw();
	message_prefix(m, "prefix", 6);
	tap(fails(run(m, nist_cipher, 3, 2), RST_SHORT_BUFFER),
	    "even where it alone does not fit");

	m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_RAW);
	tap(gives(run(m, nist_cipher, 64, 64), nist_cipher, 64),
	    "a clear sample is copied");
}

/* Encrypted ranges of a sample are one stream, whatever lies between. */
static void test_subsamples(void)
{
	static const uint32_t cuts[] = { 1, 15, 16, 17, 31, 48, 63 };
	struct message *m;
	size_t i;

	for (i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		uint8_t sample[74], plain[74];
		uint32_t cut = cuts[i];

		memcpy(sample, "clear", 5);
		memcpy(sample + 5, nist_cipher, cut);
		memcpy(sample + 5 + cut, "again", 5);
		memcpy(sample + 10 + cut, nist_cipher + cut, 64 - cut);
		memcpy(plain, sample, sizeof(plain));
		memcpy(plain + 5, nist_plain, cut);
		memcpy(plain + 10 + cut, nist_plain + cut, 64 - cut);

		m = cenc_raw();
		message_subsample(m, 5, cut);
		message_subsample(m, 5, 64 - cut);
		tap(gives(run(m, sample, 74, 74), plain, 74),
		    "the block offset goes on after %u encrypted bytes", cut);
	}

	m = cenc_raw();
	message_subsample(m, 0, 0);
	message_subsample(m, 0, 64);
	message_subsample(m, 0, 0);
	tap(gives(run(m, nist_cipher, 64, 64), nist_plain, 64),
	    "empty subsamples change nothing");
	m = cenc_raw();
	message_subsample(m, 64, 0);
	tap(gives(run(m, nist_cipher, 64, 64), nist_cipher, 64),
	    "a map may leave all in the clear");
}

static void test_bad_maps(void)
{
	struct message *m;

	m = cenc_raw();
	message_subsample(m, 0, 65);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "a map of one byte too many is refused");
	m = cenc_raw();
	message_subsample(m, 0, 63);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "a map of one byte too few is refused");
	m = cenc_raw();
	message_subsample(m, UINT32_MAX, 65);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "a map whose 32-bit sum wraps around to the size is refused");
	m = cenc_raw();
	message_subsample(m, UINT32_MAX, UINT32_MAX);
	message_subsample(m, UINT32_MAX, UINT32_MAX);
	message_subsample(m, 66, 2);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "likewise over several");
	m = message_new(RST_CENC_SCHEME_CLEAR, RST_CENC_FORMAT_RAW);
	message_subsample(m, 65, 0);
	tap(fails(run(m, nist_cipher, 64, 128), RST_BAD_PARAMETERS),
	    "the map of a clear sample must fit, too");

	m = cenc_raw();
	for (int i = 0; i < RST_CENC_MAX_SUBSAMPLES; i++)
		message_subsample(m, 0, i == 7 ? 64 : 0);
	tap(gives(run(m, nist_cipher, 64, 64), nist_plain, 64),
	    "%d subsamples are taken", RST_CENC_MAX_SUBSAMPLES);
	m = cenc_raw();
	for (int i = 0; i <= RST_CENC_MAX_SUBSAMPLES; i++)
		message_subsample(m, 0, i == 7 ? 64 : 0);
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "one more is refused");
}

#define BAD_FIELD(field, value) do { \
	struct message *m_ = cenc_raw(); \
	m_->request.field = value; \
	tap(fails(run(m_, nist_cipher, 64, 64), RST_BAD_PARAMETERS), \
	    "%s = %u is refused", #field, (unsigned int)(value)); \
} while (0)

static void test_bad_messages(void)
{
	struct message *m;

	BAD_FIELD(msg.version, 0);
	BAD_FIELD(msg.version, RST_PROTOCOL_VERSION + 1);
	BAD_FIELD(msg.size, 0);
	BAD_FIELD(msg.size, sizeof(struct rst_cenc_request) - 1);
	BAD_FIELD(msg.size, sizeof(struct rst_cenc_request) + 1);
	BAD_FIELD(scheme, 1);
	BAD_FIELD(format, 2);
	BAD_FIELD(iv_size, 0);
	BAD_FIELD(iv_size, 12);
	BAD_FIELD(iv_size, 17);
	BAD_FIELD(num_subsamples, 1);
	BAD_FIELD(num_subsamples, UINT32_MAX);
	BAD_FIELD(num_subsamples, 0x20000000);
	BAD_FIELD(prefix_size, 1);
	BAD_FIELD(prefix_size, UINT32_MAX);
	BAD_FIELD(prefix_size, RST_CENC_MAX_PREFIX + 1);

	m = cenc_raw();
	m->size--;
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "a message that is cut is refused");
	m = cenc_raw();
	m->size = 0;
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "an empty message is refused");
	m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 3;
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_PARAMETERS),
	    "nal_length_size = 3 is refused");
}

/* What a player without CENC's 64-bit rule would get wrong. */
static void test_counter(void)
{
	uint8_t zeros[48] = { 0 }, expected[48], block[16];
	EVP_CIPHER_CTX *ecb = EVP_CIPHER_CTX_new();
	struct message *m = cenc_raw();
	int size;

	EVP_EncryptInit_ex(ecb, EVP_aes_128_ecb(), NULL, key, NULL);
	for (int i = 0; i < 3; i++) {
		memset(block, 0xab, 8);
		memset(block + 8, 0, 8);
		if (i == 0)
			memset(block + 8, 0xff, 8);
		if (i == 2)
			block[15] = 1;
		EVP_EncryptUpdate(ecb, expected + 16 * i, &size, block, 16);
	}
	memset(m->request.iv, 0xab, 8);
	memset(m->request.iv + 8, 0xff, 8);
	tap(gives(run(m, zeros, 48, 48), expected, 48),
	    "the low 64 bits of a 16-byte IV wrap by themselves");

	m = cenc_raw();
	memset(m->request.iv, 0xab, 8);
	memset(m->request.iv + 8, 0xff, 8);
	message_subsample(m, 0, 7);
	message_subsample(m, 0, 9);
	message_subsample(m, 0, 32);
	tap(gives(run(m, zeros, 48, 48), expected, 48),
	    "also between two subsamples");

	m = cenc_raw();
	m->request.iv_size = 8;
	memset(m->request.iv, 0xab, 16);
	tap(gives(run(m, zeros, 32, 32), expected + 16, 32),
	    "an 8-byte IV starts at block 0, whatever follows it");
	EVP_CIPHER_CTX_free(ecb);
}

/* What is encrypted here is decrypted by the function for films. */
static void test_encrypt(void)
{
	static const uint8_t zeros[8];
	struct rst_cipher cipher = cipher_open();
	uint8_t in[100], out[101], back[100], iv[8] = { 0xff, 0xff, 0xff, 0xff, 0, 1, 2, 3 };
	struct message *m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_RAW);
	struct rst_cenc_parsed parsed;
	size_t written = 0;

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = i;
	out[100] = 0xa5;
	tap(rst_cenc_encrypt(&cipher, key, iv, in, sizeof(in), out) == RST_OK &&
	    out[100] == 0xa5 && memcmp(in, out, sizeof(in)), "a sample is encrypted");

	m->request.iv_size = 8;
	memcpy(m->request.iv, iv, 8);
	memset(m->request.iv + 8, 0xee, 8);
	tap(rst_cenc_parse(&m->request, sizeof(m->request), &parsed) == RST_OK &&
	    rst_cenc_decrypt(&parsed, &cipher, key, out, sizeof(in), back, sizeof(back),
			     &written) == RST_OK &&
	    written == sizeof(in) && !memcmp(in, back, sizeof(in)),
	    "and decrypted by its IV of 8 bytes");

	rst_cenc_encrypt(&cipher, key, zeros, in, sizeof(in), back);
	tap(memcmp(out, back, sizeof(in)), "another IV gives other bytes");
	tap(rst_cenc_encrypt(&cipher, key, iv, in, 1, back) == RST_OK && back[0] == out[0],
	    "a single byte will do");
	cipher_close(&cipher);
	free(m);
}

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
	static const uint8_t empty_unit[] = { 0, 0, 0, 0, 0, 0, 0, 1, 0x65 };
	static const uint8_t beyond[] = { 0, 0, 0, 2, 0x65 };
	static const uint8_t huge[] = { 0xff, 0xff, 0xff, 0xff, 0x65 };
	static const uint8_t cut[] = { 0, 0, 0, 1, 0x65, 0, 0, 0 };
	static const uint8_t forbidden[] = { 0, 0, 0, 1, 0xe5 };

	tap(fails(avc("", 0, 8, 4), RST_BAD_FORMAT), "an empty sample is refused");
	tap(fails(avc(empty_unit, sizeof(empty_unit), 16, 4), RST_BAD_FORMAT),
	    "an empty NAL unit is refused");
	tap(fails(avc(beyond, sizeof(beyond), 16, 4), RST_BAD_FORMAT),
	    "a NAL unit of one byte too many is refused");
	tap(fails(avc(huge, sizeof(huge), 16, 4), RST_BAD_FORMAT),
	    "a NAL unit of 4 GiB is refused");
	tap(fails(avc(cut, sizeof(cut), 16, 4), RST_BAD_FORMAT),
	    "a length that is cut off is refused");
	tap(fails(avc(forbidden, sizeof(forbidden), 16, 4), RST_BAD_FORMAT),
	    "a set forbidden_zero_bit is refused");
}

/*
 * The attack: the encrypted byte at @at, of each value in turn, is followed by
 * what makes NAL units of whatever length it says. Fails where the answers tell
 * the values apart.
 */
static bool answers_alike(uint32_t clear, uint32_t encrypted, size_t at)
{
	uint8_t sample[258];
	bool alike = true;
	struct result first;

	for (int value = 0; value < 256; value++) {
		struct message *m = message_new(RST_CENC_SCHEME_CENC,
						RST_CENC_FORMAT_AVC);
		struct result result;

		m->request.nal_length_size = 1;
		message_subsample(m, clear, encrypted);
		message_subsample(m, sizeof(sample) - clear - encrypted, 0);
		memset(sample, 1, sizeof(sample));
		sample[at] = value;
		result = run(m, sample, sizeof(sample), 4 * sizeof(sample));
		if (value && (result.status != first.status ||
			      result.written != first.written))
			alike = false;
		if (!value)
			first = result;
		free(result.out);
	}

	return alike;
}

static void test_oracle(void)
{
	static const uint8_t sample[] = { 0, 3, 0x65, 0x87, 0x4d, 0, 1, 0x41 };
	static const uint8_t out[] = "\0\0\0\1\x65\x6b\xc1\0\0\0\1\x41";
	struct message *m;

	tap(answers_alike(0, 1, 0), "a length that is encrypted tells nothing");
	tap(answers_alike(1, 1, 1), "nor does a header");
	tap(answers_alike(2, 1, 2), "nor what follows them");

	m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 2;
	message_subsample(m, 1, 0);
	message_subsample(m, 2, 2);
	message_subsample(m, 3, 0);
	tap(gives(run(m, sample, sizeof(sample), 64), out, 12),
	    "clear lengths and headers, over several subsamples, are all it takes");
	m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
	tap(fails(run(m, nist_cipher, 64, 64), RST_BAD_FORMAT),
	    "NAL units that are encrypted as a whole are refused");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_whole);
	TAP_CASE(test_subsamples);
	TAP_CASE(test_encrypt);
	TAP_CASE(test_bad_maps);
	TAP_CASE(test_bad_messages);
	TAP_CASE(test_counter);
	TAP_CASE(test_avc);
	TAP_CASE(test_lengths);
	TAP_CASE(test_nonsense);
	TAP_CASE(test_oracle);

	return tap_done();
}
