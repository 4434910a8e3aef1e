// SPDX-License-Identifier: GPL-2.0-only
/* Attacks on what is answered to a request to decrypt */
#include "../lib/tap.h"
#include "message.h"

#define BLOCK 16

static const struct {
	const char *name;
	uint32_t scheme, crypt, skip;
} schemes[] = {
	{ "cenc", RST_CENC_SCHEME_CENC, 0, 0 },
	{ "cens", RST_CENC_SCHEME_CENS, 1, 9 },
	{ "cbc1", RST_CENC_SCHEME_CBC1, 0, 0 },
	{ "cbcs", RST_CENC_SCHEME_CBCS, 1, 9 },
	{ "cbcs without a pattern", RST_CENC_SCHEME_CBCS, 0, 0 },
};

static struct message *scheme_new(int i)
{
	struct message *m = message_new(schemes[i].scheme, RST_CENC_FORMAT_AVC);

	m->request.crypt_blocks = schemes[i].crypt;
	m->request.skip_blocks = schemes[i].skip;
	m->request.nal_length_size = 1;

	return m;
}

/*
 * The attack: the block behind @clear bytes is encrypted, and its byte @at is of
 * each value in turn. Whatever is decrypted to is a length, a header, or what
 * follows, and the rest makes NAL units of it. Fails where the answers tell the
 * values apart.
 */
static bool answers_alike(int scheme, uint32_t clear, size_t at, enum rst_status expected)
{
	uint8_t sample[256 + 2 * BLOCK];
	bool alike = true;

	for (int value = 0; value < 256; value++) {
		struct message *m = scheme_new(scheme);
		struct result result;

		message_subsample(m, clear, BLOCK);
		message_subsample(m, sizeof(sample) - clear - BLOCK, 0);
		memset(sample, 1, sizeof(sample));
		if (clear == 2)
			sample[0] = 1 + BLOCK;
		sample[clear + at] = value;
		result = run(m, sample, sizeof(sample), 4 * sizeof(sample));
		alike &= result.status == expected &&
			 (expected || result.written == 5 + BLOCK + 5 * (sizeof(sample) - 18) / 2);
		free(result.out);
	}

	return alike;
}

static void test_hidden(void)
{
	for (int i = 0; i < 5; i++) {
		const char *name = schemes[i].name;

		tap(answers_alike(i, 0, 0, RST_BAD_FORMAT) &&
		    answers_alike(i, 0, BLOCK - 1, RST_BAD_FORMAT),
		    "a length that is encrypted by %s tells nothing", name);
		tap(answers_alike(i, 1, 0, RST_BAD_FORMAT), "nor does a header");
		tap(answers_alike(i, 2, 0, RST_OK) && answers_alike(i, 2, BLOCK - 1, RST_OK),
		    "nor what is behind it");
	}
}

/* By the map they are encrypted, if not by the pattern: the map counts. */
static void test_skipped(void)
{
	uint8_t sample[2 + 2 * BLOCK + 5];

	for (int i = 0; i < 5; i++) {
		struct message *m = scheme_new(i);

		memset(sample, 1, sizeof(sample));
		message_subsample(m, 0, 0);
		message_subsample(m, 2, 2 * BLOCK);
		message_subsample(m, 5, 0);
		sample[0] = 1 + BLOCK;
		tap(fails(run(m, sample, sizeof(sample), 4 * sizeof(sample)), RST_BAD_FORMAT),
		    "a unit that ends amid what is encrypted is refused: %s", schemes[i].name);
	}
}

/* What a key gives away by errors it would give away by all of its IVs. */
static void test_ivs(void)
{
	uint8_t sample[2 + BLOCK] = { 1 + BLOCK, 0x65 };

	for (int i = 0; i < 5; i++) {
		int good = 0;

		for (int value = 0; value < 256; value++) {
			struct message *m = scheme_new(i);
			struct result result;

			memset(m->request.iv, value, BLOCK);
			message_subsample(m, 2, BLOCK);
			result = run(m, sample, sizeof(sample), 4 * sizeof(sample));
			good += result.status == RST_OK && result.written == 5 + BLOCK;
			free(result.out);
		}
		tap(good == 256, "every IV is answered alike: %s", schemes[i].name);
	}
}

static void test_clear_heads(void)
{
	static const uint8_t sample[] = { 0, 3, 0x65, 0x87, 0x4d, 0, 1, 0x41 };
	static const uint8_t out[] = "\0\0\0\1\x65\x6b\xc1\0\0\0\1\x41";
	struct message *m;

	m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 2;
	message_subsample(m, 1, 0);
	message_subsample(m, 2, 2);
	message_subsample(m, 3, 0);
	tap(gives(run(m, sample, sizeof(sample), 64), out, 12),
	    "clear lengths and headers, over several subsamples, are all it takes");
	m = message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_AVC);
	m->request.nal_length_size = 2;
	message_subsample(m, 3, 2);
	message_subsample(m, 0, 3);
	tap(fails(run(m, sample, sizeof(sample), 64), RST_BAD_FORMAT),
	    "an encrypted length behind a good unit is refused");

	for (int i = 0; i < 5; i++)
		tap(fails(run(scheme_new(i), nist_cipher, 64, 256), RST_BAD_FORMAT),
		    "NAL units that are encrypted as a whole are refused: %s", schemes[i].name);
}

/* Padding is dropped by its size alone, or by lengths that are clear. */
static void test_padding(void)
{
	uint8_t sample[2 + BLOCK + 4] = { 1 + BLOCK, 0x65 };

	for (int i = 0; i < 5; i++) {
		struct message *m = scheme_new(i);

		m->request.nal_length_size = 4;
		memset(sample, 0, sizeof(sample));
		sample[3] = 1;
		sample[4] = 0x65;
		message_subsample(m, 5, 0);
		message_subsample(m, 0, BLOCK);
		message_subsample(m, 1, 0);
		tap(fails(run(m, sample, sizeof(sample), 4 * sizeof(sample)), RST_BAD_FORMAT),
		    "padding that is encrypted is not looked at: %s", schemes[i].name);
	}
}

/* A cipher that sees whose bytes it is given. */
struct witness {
	struct rst_cipher cipher;
	uint8_t *sample;
	size_t size;
	bool looked;		/* was it to decrypt the sample's own bytes? */
};

static enum rst_status witness_start(void *priv, enum rst_cipher_mode mode, const uint8_t *key,
				     const uint8_t *iv)
{
	struct witness *witness = priv;

	return witness->cipher.start(witness->cipher.priv, mode, key, iv);
}

static enum rst_status witness_restart(void *priv, const uint8_t *iv)
{
	struct witness *witness = priv;

	return witness->cipher.restart(witness->cipher.priv, iv);
}

static enum rst_status witness_update(void *priv, const uint8_t *in, uint8_t *out, size_t size)
{
	struct witness *witness = priv;
	uintptr_t at = (uintptr_t)in, sample = (uintptr_t)witness->sample;

	witness->looked |= at >= sample && at < sample + witness->size;

	return witness->cipher.update(witness->cipher.priv, in, out, size);
}

/*
 * CBC takes each block twice: to decrypt it, and for the next. Fails if that is
 * from where the normal world can change it meanwhile.
 */
static void test_read_once(void)
{
	uint8_t sample[64], out[64];

	for (int i = 1; i < 5; i++) {
		struct message *m = scheme_new(i);
		struct witness witness = {
			.cipher = cipher_open(), .sample = sample, .size = sizeof(sample),
		};
		const struct rst_cipher cipher = {
			.start = witness_start, .restart = witness_restart,
			.update = witness_update, .priv = &witness,
		};
		struct rst_cenc_parsed parsed;
		size_t written = 0;

		memcpy(sample, nist_cipher, sizeof(sample));
		m->request.format = RST_CENC_FORMAT_RAW;
		tap(!rst_cenc_parse(&m->request, m->size, &parsed) &&
		    !rst_cenc_decrypt(&parsed, &cipher, NULL, nist_key, sample, sizeof(sample), out,
				      sizeof(out), &written) &&
		    written == sizeof(out) && !witness.looked,
		    "a copy of the sample is decrypted: %s", schemes[i].name);
		cipher_close(&witness.cipher);
		free(m);
	}
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_hidden);
	TAP_CASE(test_skipped);
	TAP_CASE(test_ivs);
	TAP_CASE(test_clear_heads);
	TAP_CASE(test_padding);
	TAP_CASE(test_read_once);

	return tap_done();
}
