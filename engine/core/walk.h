/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A way through a sample, from its first byte to its last
 *
 * The sample may lie in memory that the normal world changes meanwhile: each
 * byte is read once.
 */
#ifndef RST_WALK_H
#define RST_WALK_H

#include "request.h"
#include "scheme.h"
#include "unitstamp.h"

/*
 * What is stamped must be what was made here, which is not what restricted memory
 * holds a moment later. So each piece of a sample is here first.
 */
#define RST_WALK_PIECE 4096

struct rst_walk {
	const struct rst_cenc_parsed *parsed;
	struct rst_scheme scheme;
	const uint8_t *in;
	size_t left;			/* bytes of the sample */
	uint32_t next;			/* subsample */
	size_t clear, encrypted;	/* bytes left of the one before */
	uint8_t piece[RST_WALK_PIECE];
};

/* The request's map must fit @size. */
enum rst_status rst_walk_begin(struct rst_walk *walk,
			       const struct rst_cenc_parsed *parsed,
			       const struct rst_cipher *cipher,
			       const uint8_t *key, const uint8_t *sample,
			       size_t size);

/* Nothing of the sample stays here. */
void rst_walk_end(struct rst_walk *walk);

/* How many of the next @size bytes, at most what is left, come in front of one
 * that is encrypted by the map. */
size_t rst_walk_clear_ahead(const struct rst_walk *walk, size_t size);

/*
 * Takes @size bytes, at most what is left, and decrypts those that the map calls
 * encrypted. @out: NULL where nobody wants them. BAD_FORMAT: the last of them is
 * amid an encrypted range.
 */
enum rst_status rst_walk_take(struct rst_walk *walk, struct rst_out *out,
			      size_t size);

/* Few bytes, for the caller. BAD_FORMAT: one of them is encrypted by the map. */
enum rst_status rst_walk_take_clear(struct rst_walk *walk, uint8_t *out,
				    size_t size);

#endif /* RST_WALK_H */
