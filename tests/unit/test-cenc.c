// SPDX-License-Identifier: GPL-2.0-only
#include "../lib/tap.h"
#include "message.h"

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
	tap(rst_cenc_encrypt(&cipher, nist_key, iv, in, sizeof(in), out) == RST_OK &&
	    out[100] == 0xa5 && memcmp(in, out, sizeof(in)), "a sample is encrypted");

	m->request.iv_size = 8;
	memcpy(m->request.iv, iv, 8);
	memset(m->request.iv + 8, 0xee, 8);
	tap(rst_cenc_parse(&m->request, sizeof(m->request), &parsed) == RST_OK &&
	    rst_cenc_decrypt(&parsed, &cipher, NULL, nist_key, out, sizeof(in), back, sizeof(back),
			     &written) == RST_OK &&
	    written == sizeof(in) && !memcmp(in, back, sizeof(in)),
	    "and decrypted by its IV of 8 bytes");

	rst_cenc_encrypt(&cipher, nist_key, zeros, in, sizeof(in), back);
	tap(memcmp(out, back, sizeof(in)), "another IV gives other bytes");
	tap(rst_cenc_encrypt(&cipher, nist_key, iv, in, 1, back) == RST_OK && back[0] == out[0],
	    "a single byte will do");
	cipher_close(&cipher);
	free(m);
}

/* What a player without CENC's 64-bit rule would get wrong. */
static void test_counter(void)
{
	uint8_t zeros[48] = { 0 }, expected[48], block[16];
	EVP_CIPHER_CTX *ecb = EVP_CIPHER_CTX_new();
	struct message *m = cenc_raw();
	int size;

	EVP_EncryptInit_ex(ecb, EVP_aes_128_ecb(), NULL, nist_key, NULL);
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

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_whole);
	TAP_CASE(test_subsamples);
	TAP_CASE(test_encrypt);
	TAP_CASE(test_counter);

	return tap_done();
}
