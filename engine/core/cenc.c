// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "cenc.h"
#include "units.h"

static enum rst_status take_all(struct rst_walk *walk, uint8_t *out,
				size_t *written)
{
	const struct rst_cenc_parsed *parsed = walk->parsed;
	size_t prefix_size = parsed->request.prefix_size, size = walk->left;

	if (prefix_size)
		memcpy(out, parsed->prefix, prefix_size);
	*written = prefix_size + size;

	return rst_walk_take(walk, out + prefix_size, size);
}

enum rst_status rst_cenc_decrypt(const struct rst_cenc_parsed *parsed,
				 const struct rst_cipher *cipher,
				 const uint8_t *key, const uint8_t *sample,
				 size_t sample_size, uint8_t *out,
				 size_t out_size, size_t *written)
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
	if (status)
		return status;
	if (parsed->request.format == RST_CENC_FORMAT_AVC)
		return rst_units_take(&walk, out, out_size, written);

	return take_all(&walk, out, written);
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
