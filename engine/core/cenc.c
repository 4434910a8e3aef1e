// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>
#include <string.h>

#include "avc.h"
#include "cenc.h"

#define BLOCK_SIZE 16

/* Where decryption of one sample stands. */
struct ctr {
	const struct rst_cipher *cipher;
	const uint8_t *key;
	uint8_t counter[BLOCK_SIZE];	/* the block started from */
	uint64_t until_wrap;		/* bytes; 0 is "never" */
};

static bool request_is_sane(const struct rst_cenc_request *request)
{
	if (request->scheme != RST_CENC_SCHEME_CLEAR &&
	    request->scheme != RST_CENC_SCHEME_CENC)
		return false;
	if (request->scheme == RST_CENC_SCHEME_CENC &&
	    request->iv_size != 8 && request->iv_size != 16)
		return false;
	if (request->format != RST_CENC_FORMAT_RAW &&
	    request->format != RST_CENC_FORMAT_AVC)
		return false;
	if (request->format == RST_CENC_FORMAT_AVC &&
	    request->nal_length_size != 1 && request->nal_length_size != 2 &&
	    request->nal_length_size != 4)
		return false;

	return request->num_subsamples <= RST_CENC_MAX_SUBSAMPLES &&
	       request->prefix_size <= RST_CENC_MAX_PREFIX;
}

enum rst_status rst_cenc_parse(const void *message, size_t size,
			       struct rst_cenc_job *job)
{
	const uint8_t *bytes = message;
	const struct rst_cenc_request *request = &job->request;
	size_t map_size;

	if (size < sizeof(*request))
		return RST_BAD_PARAMETERS;
	memcpy(&job->request, bytes, sizeof(job->request));

	if (request->msg.version != RST_PROTOCOL_VERSION ||
	    request->msg.size > size || !request_is_sane(request))
		return RST_BAD_PARAMETERS;

	map_size = request->num_subsamples * sizeof(struct rst_cenc_subsample);
	if (request->msg.size <
	    sizeof(*request) + map_size + request->prefix_size)
		return RST_BAD_PARAMETERS;

	job->subsamples = bytes + sizeof(*request);
	job->prefix = job->subsamples + map_size;

	return RST_OK;
}

static struct rst_cenc_subsample get_subsample(const struct rst_cenc_job *job,
					       uint32_t i)
{
	struct rst_cenc_subsample subsample;

	memcpy(&subsample, job->subsamples + i * sizeof(subsample),
	       sizeof(subsample));

	return subsample;
}

/* The map must cover the sample, no less and no more. */
static bool map_fits(const struct rst_cenc_job *job, size_t sample_size)
{
	uint64_t sum = 0;

	if (!job->request.num_subsamples)
		return true;

	/* 2 * 1024 numbers of 32 bits cannot overflow 64. */
	for (uint32_t i = 0; i < job->request.num_subsamples; i++) {
		struct rst_cenc_subsample subsample = get_subsample(job, i);

		sum += (uint64_t)subsample.clear + subsample.encrypted;
	}

	return sum == sample_size;
}

static enum rst_status ctr_begin(struct ctr *ctr)
{
	uint64_t low = 0;

	for (int i = 8; i < BLOCK_SIZE; i++)
		low = low << 8 | ctr->counter[i];

	/* Blocks until the low half wraps, in bytes where 64 bits hold it. */
	low = -low;
	ctr->until_wrap = low <= UINT64_MAX / BLOCK_SIZE ? low * BLOCK_SIZE : 0;

	return ctr->cipher->start(ctr->cipher->priv, ctr->key, ctr->counter);
}

static enum rst_status ctr_wrap(struct ctr *ctr)
{
	memset(ctr->counter + 8, 0, 8);

	return ctr_begin(ctr);
}

static enum rst_status ctr_update(struct ctr *ctr, const uint8_t *in,
				  uint8_t *out, size_t size)
{
	const struct rst_cipher *cipher = ctr->cipher;
	enum rst_status status;

	if (ctr->until_wrap && size >= ctr->until_wrap) {
		size_t before = ctr->until_wrap;

		status = cipher->update(cipher->priv, in, out, before);
		if (!status)
			status = ctr_wrap(ctr);
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

static enum rst_status decrypt_map(const struct rst_cenc_job *job,
				   struct ctr *ctr, const uint8_t *in,
				   uint8_t *out)
{
	for (uint32_t i = 0; i < job->request.num_subsamples; i++) {
		struct rst_cenc_subsample subsample = get_subsample(job, i);
		enum rst_status status;

		memcpy(out, in, subsample.clear);
		in += subsample.clear;
		out += subsample.clear;
		if (!subsample.encrypted)
			continue;

		status = ctr_update(ctr, in, out, subsample.encrypted);
		if (status)
			return status;
		in += subsample.encrypted;
		out += subsample.encrypted;
	}

	return RST_OK;
}

static enum rst_status decrypt_sample(const struct rst_cenc_job *job,
				      const struct rst_cipher *cipher,
				      const uint8_t *key, const uint8_t *in,
				      size_t size, uint8_t *out)
{
	struct ctr ctr = { .cipher = cipher, .key = key };
	enum rst_status status;

	if (!size)
		return RST_OK;
	if (job->request.scheme == RST_CENC_SCHEME_CLEAR) {
		memcpy(out, in, size);
		return RST_OK;
	}

	memcpy(ctr.counter, job->request.iv, job->request.iv_size);
	status = ctr_begin(&ctr);
	if (status)
		return status;
	if (!job->request.num_subsamples)
		return ctr_update(&ctr, in, out, size);

	return decrypt_map(job, &ctr, in, out);
}

enum rst_status rst_cenc_decrypt(const struct rst_cenc_job *job,
				 const struct rst_cipher *cipher,
				 const uint8_t *key, const uint8_t *sample,
				 size_t sample_size, uint8_t *out,
				 size_t out_size, size_t *written)
{
	bool avc = job->request.format == RST_CENC_FORMAT_AVC;
	size_t prefix_size = job->request.prefix_size;
	enum rst_status status;
	size_t room;

	if (!map_fits(job, sample_size))
		return RST_BAD_PARAMETERS;
	if (out_size < prefix_size || out_size - prefix_size < sample_size)
		return RST_SHORT_BUFFER;

	/* The conversion wants the sample at the end, as it may grow. */
	room = sample_size;
	if (avc) {
		room = rst_avc_bound(sample_size, job->request.nal_length_size);
		if (room > out_size - prefix_size)
			room = out_size - prefix_size;
	}

	if (prefix_size)
		memcpy(out, job->prefix, prefix_size);
	out += prefix_size;
	status = decrypt_sample(job, cipher, key, sample, sample_size,
				out + room - sample_size);
	if (!status && avc)
		status = rst_avc_convert(out, room, sample_size,
					 job->request.nal_length_size, &room);
	if (!status)
		*written = prefix_size + room;

	return status;
}

enum rst_status rst_cenc_encrypt(const struct rst_cipher *cipher,
				 const uint8_t *key,
				 const uint8_t iv[RST_CENC_RECORD_IV_SIZE],
				 const uint8_t *in, size_t size, uint8_t *out)
{
	struct ctr ctr = { .cipher = cipher, .key = key };
	enum rst_status status;

	memcpy(ctr.counter, iv, RST_CENC_RECORD_IV_SIZE);
	status = ctr_begin(&ctr);
	if (status)
		return status;

	return ctr_update(&ctr, in, out, size);
}
