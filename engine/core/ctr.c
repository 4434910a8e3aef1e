// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "ctr.h"

/* Blocks until the low half wraps, in bytes where 64 bits hold it. */
static void count_to_wrap(struct rst_ctr *ctr)
{
	uint64_t low = 0;

	for (int i = 8; i < RST_CIPHER_BLOCK; i++)
		low = low << 8 | ctr->counter[i];
	low = -low;
	ctr->until_wrap = low <= UINT64_MAX / RST_CIPHER_BLOCK ?
			  low * RST_CIPHER_BLOCK : 0;
}

enum rst_status rst_ctr_start(struct rst_ctr *ctr,
			      const struct rst_cipher *cipher,
			      const uint8_t *key, const uint8_t *counter)
{
	ctr->cipher = cipher;
	memcpy(ctr->counter, counter, sizeof(ctr->counter));
	count_to_wrap(ctr);

	return cipher->start(cipher->priv, RST_CIPHER_CTR, key, ctr->counter);
}

static enum rst_status wrap(struct rst_ctr *ctr)
{
	memset(ctr->counter + 8, 0, 8);
	count_to_wrap(ctr);

	return ctr->cipher->restart(ctr->cipher->priv, ctr->counter);
}

enum rst_status rst_ctr_update(struct rst_ctr *ctr, const uint8_t *in,
			       uint8_t *out, size_t size)
{
	const struct rst_cipher *cipher = ctr->cipher;
	enum rst_status status;

	if (ctr->until_wrap && size >= ctr->until_wrap) {
		size_t before = ctr->until_wrap;

		status = cipher->update(cipher->priv, in, out, before);
		if (!status)
			status = wrap(ctr);
		if (status || size == before)
			return status;

		in += before;
		out += before;
		size -= before;
	} else if (ctr->until_wrap) {
		ctr->until_wrap -= size;
	}

	return cipher->update(cipher->priv, in, out, size);
}
