// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "walk.h"
#include "wipe.h"

_Static_assert(RST_WALK_PIECE >= RST_SCHEME_LEAST, "a pattern fits in");

enum rst_status rst_walk_begin(struct rst_walk *walk,
			       const struct rst_cenc_parsed *parsed,
			       const struct rst_cipher *cipher,
			       const uint8_t *key, const uint8_t *sample,
			       size_t size)
{
	/* As a whole it would be on the stack a second time. */
	memset(walk, 0, offsetof(struct rst_walk, piece));
	walk->parsed = parsed;
	walk->in = sample;
	walk->left = size;
	if (parsed->request.scheme == RST_CENC_SCHEME_CLEAR) {
		walk->clear = size;
		walk->next = parsed->request.num_subsamples;
		return RST_OK;
	}
	if (!parsed->request.num_subsamples)
		walk->encrypted = size;

	return size ? rst_scheme_start(&walk->scheme, &parsed->request, cipher,
				       key) : RST_OK;
}

void rst_walk_end(struct rst_walk *walk)
{
	rst_wipe(walk->piece, sizeof(walk->piece));
}

/* The map fits the sample, and so does the sum. */
size_t rst_walk_clear_ahead(const struct rst_walk *walk, size_t size)
{
	size_t ahead = walk->clear, encrypted = walk->encrypted;
	uint32_t next = walk->next;

	while (!encrypted && ahead < size &&
	       next < walk->parsed->request.num_subsamples) {
		struct rst_cenc_subsample subsample =
			rst_cenc_get_subsample(walk->parsed, next++);

		ahead += subsample.clear;
		encrypted = subsample.encrypted;
	}

	return ahead < size ? ahead : size;
}

/* On to the subsample that the next byte is in. */
static void settle(struct rst_walk *walk)
{
	while (!walk->clear && !walk->encrypted &&
	       walk->next < walk->parsed->request.num_subsamples) {
		struct rst_cenc_subsample subsample =
			rst_cenc_get_subsample(walk->parsed, walk->next++);

		walk->clear = subsample.clear;
		walk->encrypted = subsample.encrypted;
	}
}

/* Clear bytes: @size of them, or as many as come at once; returns how many. */
static size_t copy_clear(struct rst_walk *walk, uint8_t *out, size_t size)
{
	if (size > walk->clear)
		size = walk->clear;
	memcpy(out, walk->in, size);
	walk->clear -= size;
	walk->in += size;
	walk->left -= size;

	return size;
}

static enum rst_status put(struct rst_out *out, uint8_t *bytes, size_t size)
{
	return out ? rst_out_put(out, bytes, size) : RST_OK;
}

static enum rst_status decrypt_range(struct rst_walk *walk, struct rst_out *out)
{
	enum rst_status status = rst_scheme_range(&walk->scheme);

	while (walk->encrypted && !status) {
		size_t size = rst_scheme_piece(&walk->scheme, walk->encrypted,
					       sizeof(walk->piece));

		status = rst_scheme_decrypt(&walk->scheme, walk->in,
					    walk->piece, size);
		if (!status)
			status = put(out, walk->piece, size);
		walk->encrypted -= size;
		walk->in += size;
		walk->left -= size;
	}

	return status;
}

enum rst_status rst_walk_take(struct rst_walk *walk, struct rst_out *out,
			      size_t size)
{
	while (size) {
		enum rst_status status;
		size_t n = size;

		settle(walk);
		if (walk->clear) {
			if (n > sizeof(walk->piece))
				n = sizeof(walk->piece);
			n = copy_clear(walk, walk->piece, n);
			status = put(out, walk->piece, n);
		} else {
			n = walk->encrypted;
			if (!n || n > size)
				return RST_BAD_FORMAT;
			status = decrypt_range(walk, out);
		}
		if (status)
			return status;
		size -= n;
	}

	return RST_OK;
}

enum rst_status rst_walk_take_clear(struct rst_walk *walk, uint8_t *out,
				    size_t size)
{
	while (size) {
		size_t n;

		settle(walk);
		if (!walk->clear)
			return RST_BAD_FORMAT;
		n = copy_clear(walk, out, size);
		out += n;
		size -= n;
	}

	return RST_OK;
}
