// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "scheme.h"
#include "wipe.h"

/* Blocks that a pattern has far between are decrypted by that many at once. */
#define BATCH_SIZE (128 * RST_CIPHER_BLOCK)

/* Bytes of a range that are treated alike. */
struct run {
	bool encrypted;
	size_t size;
};

static bool has_pattern(uint32_t fourcc)
{
	return fourcc == RST_CENC_SCHEME_CENS ||
	       fourcc == RST_CENC_SCHEME_CBCS;
}

static bool is_ctr(uint32_t fourcc)
{
	return fourcc == RST_CENC_SCHEME_CENC ||
	       fourcc == RST_CENC_SCHEME_CENS;
}

static bool is_cbc(uint32_t fourcc)
{
	return fourcc == RST_CENC_SCHEME_CBC1 ||
	       fourcc == RST_CENC_SCHEME_CBCS;
}

/* No pattern is 0:0, or one that skips nothing. */
static bool pattern_is_sane(const struct rst_cenc_request *request)
{
	uint32_t crypt = request->crypt_blocks, skip = request->skip_blocks;

	if (!has_pattern(request->scheme))
		return !crypt && !skip;

	return crypt <= RST_CENC_MAX_PATTERN && skip <= RST_CENC_MAX_PATTERN &&
	       (crypt || !skip);
}

bool rst_scheme_is_sane(const struct rst_cenc_request *request)
{
	if (!pattern_is_sane(request))
		return false;
	if (request->scheme == RST_CENC_SCHEME_CLEAR)
		return true;

	return (is_ctr(request->scheme) || is_cbc(request->scheme)) &&
	       (request->iv_size == 8 || request->iv_size == 16);
}

bool rst_scheme_has_whole_blocks(const struct rst_cenc_request *request)
{
	return request->scheme == RST_CENC_SCHEME_CBC1;
}

enum rst_status rst_scheme_start(struct rst_scheme *scheme,
				 const struct rst_cenc_request *request,
				 const struct rst_cipher *cipher,
				 const uint8_t *key)
{
	uint32_t crypt = request->crypt_blocks ? request->crypt_blocks : 1;

	*scheme = (struct rst_scheme) {
		.cipher = cipher,
		.fourcc = request->scheme,
		.crypt = crypt * RST_CIPHER_BLOCK,
		.period = (crypt + request->skip_blocks) * RST_CIPHER_BLOCK,
		.at_iv = true,
	};
	memcpy(scheme->iv, request->iv, request->iv_size);

	if (is_ctr(scheme->fourcc))
		return rst_ctr_start(&scheme->ctr, cipher, key, scheme->iv);

	return cipher->start(cipher->priv, RST_CIPHER_CBC, key, scheme->iv);
}

static enum rst_status decrypt_batch(struct rst_scheme *scheme, uint8_t *batch,
				     size_t size)
{
	const struct rst_cipher *cipher = scheme->cipher;

	if (!size)
		return RST_OK;
	if (is_ctr(scheme->fourcc))
		return rst_ctr_update(&scheme->ctr, batch, batch, size);

	return cipher->update(cipher->priv, batch, batch, size);
}

/* The run at @at of a range whose whole blocks end at @end. */
static struct run run_at(const struct rst_scheme *scheme, size_t at, size_t end)
{
	size_t place = at % scheme->period;
	struct run run = { .encrypted = place < scheme->crypt };

	run.size = (run.encrypted ? scheme->crypt : scheme->period) - place;
	if (run.size > end - at)
		run.size = end - at;

	return run;
}

/*
 * Copies what is skipped, and gathers what is encrypted, until the batch is full
 * or the range at its end; returns where that is.
 */
static size_t gather(const struct rst_scheme *scheme, const uint8_t *in,
		     uint8_t *out, size_t at, size_t end, uint8_t *batch,
		     size_t *filled)
{
	*filled = 0;
	while (at < end && *filled < BATCH_SIZE) {
		struct run run = run_at(scheme, at, end);

		if (!run.encrypted) {
			memcpy(out + at, in + at, run.size);
		} else {
			if (run.size > BATCH_SIZE - *filled)
				run.size = BATCH_SIZE - *filled;
			memcpy(batch + *filled, in + at, run.size);
			*filled += run.size;
		}
		at += run.size;
	}

	return at;
}

static void scatter(const struct rst_scheme *scheme, uint8_t *out, size_t at,
		    size_t end, const uint8_t *batch)
{
	while (at < end) {
		struct run run = run_at(scheme, at, end);

		if (run.encrypted) {
			memcpy(out + at, batch, run.size);
			batch += run.size;
		}
		at += run.size;
	}
}

/*
 * Decrypted in a copy: a call of the platform's for each block would be slow, and
 * CBC needs a block of ciphertext twice, which the normal world may change
 * meanwhile.
 */
static enum rst_status decrypt_blocks(struct rst_scheme *scheme,
				      const uint8_t *in, uint8_t *out,
				      size_t size)
{
	size_t end = size - size % RST_CIPHER_BLOCK, at = 0;
	enum rst_status status = RST_OK;
	uint8_t batch[BATCH_SIZE];

	while (at < end && !status) {
		size_t filled, next;

		next = gather(scheme, in, out, at, end, batch, &filled);
		status = decrypt_batch(scheme, batch, filled);
		if (!status)
			scatter(scheme, out, at, next, batch);
		at = next;
	}
	rst_wipe(batch, sizeof(batch));
	if (!status)
		memcpy(out + end, in + end, size - end);

	return status;
}

enum rst_status rst_scheme_range(struct rst_scheme *scheme)
{
	enum rst_status status = RST_OK;

	if (scheme->fourcc == RST_CENC_SCHEME_CBCS && !scheme->at_iv)
		status = scheme->cipher->restart(scheme->cipher->priv,
						 scheme->iv);
	scheme->at_iv = false;

	return status;
}

/* The pattern begins anew in each, so that they end where it does. */
size_t rst_scheme_piece(const struct rst_scheme *scheme, size_t left,
			size_t room)
{
	if (left <= room)
		return left;

	return room - room % scheme->period;
}

enum rst_status rst_scheme_decrypt(struct rst_scheme *scheme, const uint8_t *in,
				   uint8_t *out, size_t size)
{
	if (scheme->fourcc == RST_CENC_SCHEME_CENC)
		return rst_ctr_update(&scheme->ctr, in, out, size);

	return decrypt_blocks(scheme, in, out, size);
}
