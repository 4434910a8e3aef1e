// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <string.h>

#include "cenc.h"
#include "units.h"

static enum rst_status take_all(struct rst_walk *walk, struct rst_out *out)
{
	const struct rst_cenc_parsed *parsed = walk->parsed;
	size_t prefix_size = parsed->request.prefix_size;
	enum rst_status status;

	if (prefix_size)
		memcpy(walk->piece, parsed->prefix, prefix_size);
	status = rst_out_put(out, walk->piece, prefix_size);

	return status ? status : rst_walk_take(walk, out, walk->left);
}

static enum rst_status take(struct rst_walk *walk, const struct rst_mac *mac,
			    uint8_t *data, size_t room, size_t *written)
{
	const struct rst_nal_syntax *nal =
		rst_cenc_nal_syntax(walk->parsed->request.format);
	enum rst_status status;
	struct rst_out out;

	status = rst_out_begin(&out, nal, nal ? mac : NULL, data, room);
	if (!status)
		status = nal ? rst_units_take(walk, nal, &out) :
			       take_all(walk, &out);
	if (!status)
		status = rst_out_end(&out);
	if (!status)
		*written = out.size;

	return status;
}

enum rst_status rst_cenc_decrypt(const struct rst_cenc_parsed *parsed,
				 const struct rst_cipher *cipher,
				 const struct rst_mac *mac, const uint8_t *key,
				 const uint8_t *sample, size_t sample_size,
				 uint8_t *out, size_t out_size, size_t *written)
{
	size_t prefix_size = parsed->request.prefix_size;
	enum rst_status status;
	struct rst_walk walk;

	if (!rst_cenc_map_fits(parsed, sample_size))
		return RST_BAD_PARAMETERS;
	if (out_size < prefix_size || out_size - prefix_size < sample_size)
		return RST_SHORT_BUFFER;

	status = rst_walk_begin(&walk, parsed, cipher, key, sample,
				sample_size);
	if (!status)
		status = take(&walk, mac, out, out_size, written);
	rst_walk_end(&walk);

	return status;
}

enum rst_status rst_cenc_encrypt(const struct rst_cipher *cipher,
				 const uint8_t *key,
				 const uint8_t iv[RST_CENC_RECORD_IV_SIZE],
				 const uint8_t *in, size_t size, uint8_t *out)
{
	uint8_t counter[RST_CIPHER_BLOCK] = { 0 };
	enum rst_status status;
	struct rst_ctr ctr;

	memcpy(counter, iv, RST_CENC_RECORD_IV_SIZE);
	status = rst_ctr_start(&ctr, cipher, key, counter);
	if (status)
		return status;

	return rst_ctr_update(&ctr, in, out, size);
}
