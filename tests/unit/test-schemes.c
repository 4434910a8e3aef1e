// SPDX-License-Identifier: GPL-2.0-only
#include "../lib/tap.h"
#include "message.h"
#include "vectors.h"

#define BLOCK 16

/* NIST SP 800-38A, F.2.1: CBC-AES128 */
static const uint8_t nist_cbc[64] = {
	0x76, 0x49, 0xab, 0xac, 0x81, 0x19, 0xb2, 0x46,
	0xce, 0xe9, 0x8e, 0x9b, 0x12, 0xe9, 0x19, 0x7d,
	0x50, 0x86, 0xcb, 0x9b, 0x50, 0x72, 0x19, 0xee,
	0x95, 0xdb, 0x11, 0x3a, 0x91, 0x76, 0x78, 0xb2,
	0x73, 0xbe, 0xd6, 0xb8, 0xe3, 0xc1, 0x74, 0x3b,
	0x71, 0x16, 0xe6, 0x9e, 0x22, 0x22, 0x95, 0x16,
	0x3f, 0xf1, 0xca, 0xa1, 0x68, 0x1f, 0xac, 0x09,
	0x12, 0x0e, 0xca, 0x30, 0x75, 0x86, 0xe1, 0xa7,
};

static struct message *scheme_new(uint32_t scheme, uint32_t crypt, uint32_t skip)
{
	struct message *m = message_new(scheme, RST_CENC_FORMAT_RAW);

	m->request.crypt_blocks = crypt;
	m->request.skip_blocks = skip;

	return m;
}

/* As in F.2.1: the IV counts up from 0. */
static struct message *nist_new(uint32_t scheme, uint32_t crypt, uint32_t skip)
{
	struct message *m = scheme_new(scheme, crypt, skip);

	for (int i = 0; i < BLOCK; i++)
		m->request.iv[i] = i;

	return m;
}

struct range {
	uint32_t clear, encrypted;
};

static void test_packager(void)
{
	static const struct {
		const char *name;
		uint32_t scheme;
		const uint8_t *sample;
		uint32_t iv_size;
		bool pattern;
		struct range map[2];
	} cases[] = {
		{ "cenc", RST_CENC_SCHEME_CENC, packager_cenc, 8, false,
		  { { 12, 336 }, { 11, 96 } } },
		{ "cens", RST_CENC_SCHEME_CENS, packager_cens, 8, true,
		  { { 12, 336 }, { 11, 96 } } },
		{ "cbc1", RST_CENC_SCHEME_CBC1, packager_cbc1, 16, false,
		  { { 12, 336 }, { 11, 96 } } },
		{ "cbcs", RST_CENC_SCHEME_CBCS, packager_cbcs, 16, true,
		  { { 8, 340 }, { 9, 98 } } },
	};
	const size_t size = sizeof(packager_clear);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct message *m = scheme_new(cases[i].scheme, 0, 0);

		if (cases[i].pattern) {
			m->request.crypt_blocks = PACKAGER_CRYPT;
			m->request.skip_blocks = PACKAGER_SKIP;
		}
		m->request.iv_size = cases[i].iv_size;
		memcpy(m->request.iv, packager_iv, cases[i].iv_size);
		for (int k = 0; k < 2; k++)
			message_subsample(m, cases[i].map[k].clear, cases[i].map[k].encrypted);
		tap(gives(run_with(m, packager_key, cases[i].sample, size, size),
			  packager_clear, size),
		    "what shaka-packager encrypts by %s", cases[i].name);
	}
}

static void test_cbc(void)
{
	uint8_t tail[64 + 7], plain[64 + 7], zeros[BLOCK] = { 0 };
	struct message *m;

	tap(gives(run(nist_new(RST_CENC_SCHEME_CBC1, 0, 0), nist_cbc, 64, 64),
		  nist_plain, 64), "NIST's CBC vector without a map, cbc1");
	tap(gives(run(nist_new(RST_CENC_SCHEME_CBCS, 0, 0), nist_cbc, 64, 64),
		  nist_plain, 64), "and cbcs without a pattern");
	tap(gives(run(nist_new(RST_CENC_SCHEME_CBCS, 10, 0), nist_cbc, 64, 64),
		  nist_plain, 64), "or with one that skips nothing");

	memcpy(tail, nist_cbc, 64);
	memcpy(tail + 64, "in here", 7);
	memcpy(plain, nist_plain, 64);
	memcpy(plain + 64, "in here", 7);
	tap(gives(run(nist_new(RST_CENC_SCHEME_CBC1, 0, 0), tail, 71, 71), plain, 71),
	    "what is behind the last whole block is clear: cbc1");
	tap(gives(run(nist_new(RST_CENC_SCHEME_CBCS, 0, 0), tail, 71, 71), plain, 71), "cbcs");
	tap(gives(run(nist_new(RST_CENC_SCHEME_CBCS, 1, 9), "short", 5, 5), "short", 5),
	    "so is all of a sample that is shorter than a block");

	m = nist_new(RST_CENC_SCHEME_CBCS, 0, 0);
	m->request.iv_size = 8;
	memset(m->request.iv, 0, 8);
	memcpy(plain, nist_plain, BLOCK);
	for (int i = 0; i < BLOCK; i++)
		plain[i] ^= i;
	tap(gives(run(m, nist_cbc, BLOCK, BLOCK), plain, BLOCK),
	    "an IV of 8 bytes is followed by zeros, whatever the message has there");
	tap(gives(run(nist_new(RST_CENC_SCHEME_CBC1, 0, 0), zeros, 0, 0), "", 0),
	    "an empty sample");
}

/* Where each range begins is what tells the two schemes apart. */
static void test_ranges(void)
{
	uint8_t sample[64 + 10], plain[64 + 10];
	struct message *m;

	memcpy(sample, "clear", 5);
	memcpy(sample + 5, nist_cbc, 32);
	memcpy(sample + 37, "again", 5);
	memcpy(sample + 42, nist_cbc + 32, 32);
	memcpy(plain, sample, sizeof(plain));
	memcpy(plain + 5, nist_plain, 32);
	memcpy(plain + 42, nist_plain + 32, 32);
	m = nist_new(RST_CENC_SCHEME_CBC1, 0, 0);
	message_subsample(m, 5, 32);
	message_subsample(m, 5, 32);
	tap(gives(run(m, sample, 74, 74), plain, 74), "cbc1 is chained over clear bytes");

	memcpy(sample + 42, nist_cbc, 32);
	memcpy(plain + 42, nist_plain, 32);
	m = nist_new(RST_CENC_SCHEME_CBCS, 0, 0);
	message_subsample(m, 5, 32);
	message_subsample(m, 5, 32);
	tap(gives(run(m, sample, 74, 74), plain, 74), "cbcs begins at the IV again");

	for (uint32_t odd = 1; odd < BLOCK; odd += 7) {
		m = nist_new(RST_CENC_SCHEME_CBC1, 0, 0);
		message_subsample(m, 5, 32 + odd);
		message_subsample(m, 5 - odd, 32);
		tap(fails(run(m, sample, 74, 74), RST_BAD_PARAMETERS),
		    "a range of cbc1 with %u bytes more than whole blocks is refused", odd);
	}
}

/* By the standard's words, a block at a time: an independent way to the same. */
struct model {
	EVP_CIPHER_CTX *ecb;
	uint32_t scheme, crypt, skip;
	uint8_t iv[BLOCK], chain[BLOCK];
};

static void model_block(struct model *model, uint8_t *block)
{
	bool cbc = model->scheme == RST_CENC_SCHEME_CBC1 || model->scheme == RST_CENC_SCHEME_CBCS;
	uint8_t stream[BLOCK];
	int size;

	if (cbc) {
		for (int i = 0; i < BLOCK; i++)
			block[i] ^= model->chain[i];
		EVP_EncryptUpdate(model->ecb, block, &size, block, BLOCK);
		memcpy(model->chain, block, BLOCK);
		return;
	}
	EVP_EncryptUpdate(model->ecb, stream, &size, model->chain, BLOCK);
	for (int i = 0; i < BLOCK; i++)
		block[i] ^= stream[i];
	for (int i = BLOCK - 1; i >= 8 && !++model->chain[i]; i--)
		;
}

static void model_range(struct model *model, uint8_t *data, size_t size)
{
	uint32_t period = model->crypt + model->skip;

	if (model->scheme == RST_CENC_SCHEME_CBCS)
		memcpy(model->chain, model->iv, BLOCK);
	for (size_t block = 0; block < size / BLOCK; block++) {
		if (!period || block % period < model->crypt)
			model_block(model, data + block * BLOCK);
	}
}

/* One sample of three ranges; fails if what comes out is not what went in. */
static bool agrees(uint32_t scheme, uint32_t crypt, uint32_t skip, uint32_t first)
{
	struct model model = {
		.ecb = EVP_CIPHER_CTX_new(),
		.scheme = scheme,
		.crypt = crypt,
		.skip = skip,
	};
	struct message *m = scheme_new(scheme, crypt, skip);
	const struct range map[] = { { 5, first }, { 0, 2 * BLOCK }, { 70000, 7 * BLOCK } };
	size_t size = 5 + first + 2 * BLOCK + 70000 + 7 * BLOCK, at = 0;
	uint8_t *plain = malloc(size), *sample = malloc(size);
	bool good;

	for (size_t i = 0; i < size; i++)
		plain[i] = i * 7 + i / 256;
	memcpy(sample, plain, size);
	EVP_EncryptInit_ex(model.ecb, EVP_aes_128_ecb(), NULL, nist_key, NULL);
	/* The counter is to wrap amid the first range. */
	memset(m->request.iv + 8, 0xff, 7);
	memcpy(model.iv, m->request.iv, BLOCK);
	memcpy(model.chain, m->request.iv, BLOCK);
	for (int i = 0; i < 3; i++) {
		message_subsample(m, map[i].clear, map[i].encrypted);
		model_range(&model, sample + at + map[i].clear, map[i].encrypted);
		at += map[i].clear + map[i].encrypted;
	}
	good = gives(run(m, sample, size, size), plain, size);
	EVP_CIPHER_CTX_free(model.ecb);
	free(sample);
	free(plain);

	return good;
}

static void test_patterns(void)
{
	static const uint32_t schemes[] = { RST_CENC_SCHEME_CENS, RST_CENC_SCHEME_CBCS };
	/* Shorter than a block, than a pattern; longer than what is decrypted at once. */
	static const uint32_t sizes[] = { 0, 15, 16, 17, 80, 161, 2048, 2064, 5000, 70003 };
	int good = 0, all = 0;

	for (int s = 0; s < 2; s++) {
		for (uint32_t crypt = 0; crypt <= RST_CENC_MAX_PATTERN; crypt++) {
			for (uint32_t skip = 0; skip <= RST_CENC_MAX_PATTERN; skip++) {
				if (!crypt && skip)
					continue;
				good += agrees(schemes[s], crypt, skip,
					       sizes[all++ % (sizeof(sizes) / sizeof(sizes[0]))]);
			}
		}
	}
	tap(good == all, "every pattern of cens and cbcs, as the model has it (%d of %d)", good, all);

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		tap(agrees(RST_CENC_SCHEME_CENS, 1, 9, sizes[i]) &&
		    agrees(RST_CENC_SCHEME_CBCS, 1, 9, sizes[i]),
		    "1:9, a range of %u bytes", sizes[i]);
		tap(agrees(RST_CENC_SCHEME_CBC1, 0, 0, sizes[i] / BLOCK * BLOCK),
		    "cbc1, a range of %u bytes", sizes[i] / BLOCK * BLOCK);
	}
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_packager);
	TAP_CASE(test_cbc);
	TAP_CASE(test_ranges);
	TAP_CASE(test_patterns);

	return tap_done();
}
