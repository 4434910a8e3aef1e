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

struct rst_walk {
	const struct rst_cenc_parsed *parsed;
	struct rst_scheme scheme;
	const uint8_t *in;
	size_t left;			/* bytes of the sample */
	uint32_t next;			/* subsample */
	size_t clear, encrypted;	/* bytes left of the one before */
};

/* The request's map must fit @size. */
enum rst_status rst_walk_begin(struct rst_walk *walk,
			       const struct rst_cenc_parsed *parsed,
			       const struct rst_cipher *cipher,
			       const uint8_t *key, const uint8_t *sample,
			       size_t size);

/*
 * Takes @size bytes, at most what is left, and decrypts those that the map calls
 * encrypted. BAD_FORMAT: the last of them is amid an encrypted range.
 */
enum rst_status rst_walk_take(struct rst_walk *walk, uint8_t *out, size_t size);

/* The same, and BAD_FORMAT where one of them is encrypted by the map. */
enum rst_status rst_walk_take_clear(struct rst_walk *walk, uint8_t *out,
				    size_t size);

#endif /* RST_WALK_H */
