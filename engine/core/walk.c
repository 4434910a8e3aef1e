// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "walk.h"

enum rst_status rst_walk_begin(struct rst_walk *walk,
			       const struct rst_cenc_parsed *parsed,
			       const struct rst_cipher *cipher,
			       const uint8_t *key, const uint8_t *sample,
			       size_t size)
{
	*walk = (struct rst_walk) {
		.parsed = parsed,
		.in = sample,
		.left = size,
	};
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

static enum rst_status decrypt_range(struct rst_walk *walk, uint8_t *out)
{
	size_t size = walk->encrypted;
	enum rst_status status;

	status = rst_scheme_decrypt(&walk->scheme, walk->in, out, size);
	walk->encrypted = 0;
	walk->in += size;
	walk->left -= size;

	return status;
}

enum rst_status rst_walk_take(struct rst_walk *walk, uint8_t *out, size_t size)
{
	while (size) {
		enum rst_status status;
		size_t n;

		settle(walk);
		if (walk->clear) {
			n = copy_clear(walk, out, size);
		} else {
			n = walk->encrypted;
			if (!n || n > size)
				return RST_BAD_FORMAT;
			status = decrypt_range(walk, out);
			if (status)
				return status;
		}
		out += n;
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
