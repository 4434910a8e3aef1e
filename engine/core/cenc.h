/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Common Encryption, scheme 'cenc': AES-CTR with subsamples
 *
 * A request is parsed from a private copy of the message, checked against the
 * sample, and carried out. The sample itself may lie in memory that the normal
 * world changes meanwhile: each of its bytes is read once.
 */
#ifndef RST_CENC_H
#define RST_CENC_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "status.h"

/* The longest message that makes sense. */
#define RST_CENC_MAX_MESSAGE \
	(sizeof(struct rst_cenc_request) + \
	 RST_CENC_MAX_SUBSAMPLES * sizeof(struct rst_cenc_subsample) + \
	 RST_CENC_MAX_PREFIX)

/**
 * struct rst_cipher - AES-128-CTR, as the platform has it
 * @start:	begins at a counter block, forgets what was before
 * @update:	en- or decrypts the bytes that follow; any size
 * @priv:	for the platform
 *
 * The 128 bits of the counter block may be incremented as one number: the core
 * starts anew where CENC lets only the low 64 bits wrap.
 */
struct rst_cipher {
	enum rst_status (*start)(void *priv, const uint8_t *key,
				 const uint8_t *counter);
	enum rst_status (*update)(void *priv, const uint8_t *in, uint8_t *out,
				  size_t size);
	void *priv;
};

/**
 * struct rst_cenc_parsed - a request that makes sense by itself
 * @request:	the fixed part
 * @subsamples:	@request.num_subsamples of struct rst_cenc_subsample, unaligned
 * @prefix:	@request.prefix_size bytes
 *
 * The pointers go into the message that was parsed.
 */
struct rst_cenc_parsed {
	struct rst_cenc_request request;
	const uint8_t *subsamples;
	const uint8_t *prefix;
};

/* BAD_PARAMETERS unless @message, of @size bytes, is a request. */
enum rst_status rst_cenc_parse(const void *message, size_t size,
			       struct rst_cenc_parsed *parsed);

/**
 * rst_cenc_decrypt() - decrypt a sample
 * @parsed:	from rst_cenc_parse()
 * @cipher:	unused with scheme CLEAR
 * @key:	16 bytes; unused with scheme CLEAR
 * @sample:	the ciphertext
 * @sample_size: in bytes
 * @out:	restricted memory; written, never read
 * @out_size:	in bytes
 * @written:	where the output's size goes
 *
 * With lengths of 1 or 2 bytes the byte-stream is larger than the sample, as
 * each becomes a start code of 4. For FORMAT_AVC lengths and NAL unit headers
 * must be clear by the map. BAD_FORMAT: they are not, an empty NAL unit, one that
 * goes beyond the sample, a set forbidden_zero_bit, or an empty sample. After an
 * error @out holds rubbish.
 */
enum rst_status rst_cenc_decrypt(const struct rst_cenc_parsed *parsed,
				 const struct rst_cipher *cipher,
				 const uint8_t *key, const uint8_t *sample,
				 size_t sample_size, uint8_t *out,
				 size_t out_size, size_t *written);

/**
 * rst_cenc_encrypt() - encrypt a sample, all of it
 * @cipher:	not NULL
 * @key:	16 bytes
 * @iv:		the counter block's high half; the low one starts at 0
 * @in:		in memory that only the caller can change
 * @size:	in bytes
 * @out:	@size bytes; written once each, never read
 */
enum rst_status rst_cenc_encrypt(const struct rst_cipher *cipher,
				 const uint8_t *key,
				 const uint8_t iv[RST_CENC_RECORD_IV_SIZE],
				 const uint8_t *in, size_t size, uint8_t *out);

#endif /* RST_CENC_H */
