// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzes the path of a sample through the cenc application's core
 *
 * Input: two bytes that say how large the output is, four that say how long
 * the message is, the message, then the sample.
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/cenc.h"

/* The core must be safe for whatever comes out of decryption. */
static enum rst_status no_start(void *priv, enum rst_cipher_mode mode,
				const uint8_t *key, const uint8_t *iv)
{
	return RST_OK;
}

static enum rst_status no_restart(void *priv, const uint8_t *iv)
{
	return RST_OK;
}

/* All of what it is given is read and written, for the sanitizer to see. */
static enum rst_status copy(void *priv, const uint8_t *in, uint8_t *out,
			    size_t size)
{
	memmove(out, in, size);

	return RST_OK;
}

static const struct rst_cipher cipher = {
	.start = no_start,
	.restart = no_restart,
	.update = copy,
};

/* A block of exactly its size, so that the sanitizer sees its ends. */
static uint8_t *block(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, data, size);

	return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *message, *sample, *out, key[16] = { 0 };
	struct rst_cenc_parsed parsed;
	uint32_t message_size;
	uint16_t out_size;
	size_t written = 0;

	if (size < 6)
		return 0;
	memcpy(&out_size, data, 2);
	memcpy(&message_size, data + 2, 4);
	data += 6;
	size -= 6;
	if (message_size > size)
		message_size = size;

	message = block(data, message_size);
	sample = block(data + message_size, size - message_size);
	out = malloc(out_size ? out_size : 1);
	if (!rst_cenc_parse(message, message_size, &parsed) &&
	    !rst_cenc_decrypt(&parsed, &cipher, NULL, key, sample, size - message_size,
			      out, out_size, &written) &&
	    (written > out_size || written < parsed.request.prefix_size))
		abort();
	free(out);
	free(sample);
	free(message);

	return 0;
}
