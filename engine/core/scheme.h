/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The schemes of Common Encryption: what becomes of a sample's encrypted ranges
 *
 *	cenc	CTR, all bytes; the key stream goes on from range to range
 *	cens	CTR with a pattern; the key stream, too
 *	cbc1	CBC, all blocks; chained from range to range
 *	cbcs	CBC with a pattern; each range begins at the IV
 *
 * A pattern encrypts some blocks, skips some, and so on to the range's end; it
 * begins anew in each range. With it, and with CBC, bytes behind the last whole
 * block are clear.
 */
#ifndef RST_SCHEME_H
#define RST_SCHEME_H

#include <stdbool.h>

#include "../protocol.h"
#include "ctr.h"

/* A pattern's longest period */
#define RST_SCHEME_LEAST (2 * RST_CENC_MAX_PATTERN * RST_CIPHER_BLOCK)

/* Where a sample's decryption stands. */
struct rst_scheme {
	const struct rst_cipher *cipher;
	uint32_t fourcc;		/* RST_CENC_SCHEME_*, not CLEAR */
	size_t crypt, period;		/* bytes; equal: no pattern */
	uint8_t iv[RST_CIPHER_BLOCK];
	bool at_iv;
	struct rst_ctr ctr;
};

/* Is this scheme known, and are IV and pattern such as it has? */
bool rst_scheme_is_sane(const struct rst_cenc_request *request);

/* Must each range of such a sample's map have whole blocks? */
bool rst_scheme_has_whole_blocks(const struct rst_cenc_request *request);

enum rst_status rst_scheme_start(struct rst_scheme *scheme,
				 const struct rst_cenc_request *request,
				 const struct rst_cipher *cipher,
				 const uint8_t *key);

/* An encrypted range begins. */
enum rst_status rst_scheme_range(struct rst_scheme *scheme);

/*
 * How many bytes of a range that has @left bytes more can be decrypted at once,
 * @room at most, which is no less than RST_SCHEME_LEAST.
 */
size_t rst_scheme_piece(const struct rst_scheme *scheme, size_t left,
			size_t room);

/* Such a piece. Each byte of @in is read once. */
enum rst_status rst_scheme_decrypt(struct rst_scheme *scheme, const uint8_t *in,
				   uint8_t *out, size_t size);

#endif /* RST_SCHEME_H */
