/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests to decrypt, as a client makes them, and what becomes of them */
#ifndef TEST_MESSAGE_H
#define TEST_MESSAGE_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/cenc.h"
#include "../lib/cipher.h"

/* NIST SP 800-38A: the key and the plaintext of all modes, F.5.1: CTR-AES128 */
static const uint8_t nist_key[] = {
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

static inline struct message *message_new(uint32_t scheme, uint32_t format)
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

static inline void message_put(struct message *m, const void *data, size_t size)
{
	memcpy(m->rest + m->rest_size, data, size);
	m->rest_size += size;
	m->size += size;
	m->request.msg.size += size;
}

static inline void message_subsample(struct message *m, uint32_t clear,
			      uint32_t encrypted)
{
	struct rst_cenc_subsample subsample = { clear, encrypted };

	message_put(m, &subsample, sizeof(subsample));
	m->request.num_subsamples++;
}

static inline void message_prefix(struct message *m, const void *data, size_t size)
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
static inline struct result run_with(struct message *m, const uint8_t *key,
				      const void *sample, size_t sample_size,
				      size_t out_size)
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
		result.status = rst_cenc_decrypt(&parsed, &cipher, NULL, key, in,
						 sample_size, result.out,
						 out_size, &result.written);
	free(in);
	free(copy);
	free(m);
	cipher_close(&cipher);

	return result;
}

static inline struct result run(struct message *m, const void *sample,
				size_t sample_size, size_t out_size)
{
	return run_with(m, nist_key, sample, sample_size, out_size);
}

static inline bool gives(struct result result, const void *expected, size_t size)
{
	bool good = result.status == RST_OK && result.written == size &&
		    !memcmp(result.out, expected, size);

	free(result.out);

	return good;
}

static inline bool fails(struct result result, enum rst_status status)
{
	free(result.out);

	return result.status == status;
}

static inline struct message *cenc_raw(void)
{
	return message_new(RST_CENC_SCHEME_CENC, RST_CENC_FORMAT_RAW);
}

#endif /* TEST_MESSAGE_H */
