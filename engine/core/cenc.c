// SPDX-License-Identifier: BSD-2-Clause
/*
 * Decides which requests make sense, which bytes of a sample are decrypted, and
 * what is written: the request's prefix, then the sample as it is or, for AVC,
 * as a byte-stream. A sample that its request's map does not fit is refused.
 */
#include <stdbool.h>
#include <string.h>

#include "cenc.h"

#define BLOCK_SIZE 16

#define MAX_LENGTH_SIZE 4
#define NAL_HEADER_SIZE 1
#define FORBIDDEN_ZERO_BIT 0x80

static const uint8_t start_code[] = { 0, 0, 0, 1 };

/* Where the key stream stands. */
struct ctr {
	const struct rst_cipher *cipher;
	const uint8_t *key;
	uint8_t counter[BLOCK_SIZE];	/* the block started from */
	uint64_t until_wrap;		/* bytes; 0 is "never" */
};

/* Where a sample stands: each of its bytes is read once, in order. */
struct walk {
	const struct rst_cenc_parsed *parsed;
	struct ctr ctr;
	const uint8_t *in;
	size_t left;			/* bytes of the sample */
	uint32_t next;			/* subsample */
	size_t clear, encrypted;	/* bytes left of the one before */
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
			       struct rst_cenc_parsed *parsed)
{
	const uint8_t *bytes = message;
	const struct rst_cenc_request *request = &parsed->request;
	size_t map_size;

	if (size < sizeof(*request))
		return RST_BAD_PARAMETERS;
	memcpy(&parsed->request, bytes, sizeof(parsed->request));

	if (request->msg.version != RST_PROTOCOL_VERSION ||
	    request->msg.size > size || !request_is_sane(request))
		return RST_BAD_PARAMETERS;

	map_size = request->num_subsamples * sizeof(struct rst_cenc_subsample);
	if (request->msg.size <
	    sizeof(*request) + map_size + request->prefix_size)
		return RST_BAD_PARAMETERS;

	parsed->subsamples = bytes + sizeof(*request);
	parsed->prefix = parsed->subsamples + map_size;

	return RST_OK;
}

static struct rst_cenc_subsample
get_subsample(const struct rst_cenc_parsed *parsed, uint32_t i)
{
	struct rst_cenc_subsample subsample;

	memcpy(&subsample, parsed->subsamples + i * sizeof(subsample),
	       sizeof(subsample));

	return subsample;
}

/* The map must cover the sample, no less and no more. */
static bool map_fits(const struct rst_cenc_parsed *parsed, size_t sample_size)
{
	uint64_t sum = 0;

	if (!parsed->request.num_subsamples)
		return true;

	/* 2 * 1024 numbers of 32 bits cannot overflow 64. */
	for (uint32_t i = 0; i < parsed->request.num_subsamples; i++) {
		struct rst_cenc_subsample subsample = get_subsample(parsed, i);

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

static enum rst_status walk_begin(struct walk *walk,
				  const struct rst_cenc_parsed *parsed,
				  const uint8_t *sample, size_t size)
{
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
	memcpy(walk->ctr.counter, parsed->request.iv, parsed->request.iv_size);

	return size ? ctr_begin(&walk->ctr) : RST_OK;
}

/* On to the subsample that the next byte is in. */
static void walk_settle(struct walk *walk)
{
	while (!walk->clear && !walk->encrypted &&
	       walk->next < walk->parsed->request.num_subsamples) {
		struct rst_cenc_subsample subsample =
			get_subsample(walk->parsed, walk->next++);

		walk->clear = subsample.clear;
		walk->encrypted = subsample.encrypted;
	}
}

/* @size is at most what is left, so that the map has it, too. */
static enum rst_status take(struct walk *walk, uint8_t *out, size_t size)
{
	walk->left -= size;
	while (size) {
		enum rst_status status;
		size_t *part, n;

		walk_settle(walk);
		part = walk->clear ? &walk->clear : &walk->encrypted;
		n = size < *part ? size : *part;
		if (!n)
			return RST_BAD_PARAMETERS;
		if (part == &walk->clear) {
			memcpy(out, walk->in, n);
		} else {
			status = ctr_update(&walk->ctr, walk->in, out, n);
			if (status)
				return status;
		}
		*part -= n;
		walk->in += n;
		out += n;
		size -= n;
	}

	return RST_OK;
}

static enum rst_status take_clear(struct walk *walk, uint8_t *out, size_t size)
{
	for (; size; size--, out++) {
		enum rst_status status;

		walk_settle(walk);
		if (!walk->clear)
			return RST_BAD_FORMAT;
		status = take(walk, out, 1);
		if (status)
			return status;
	}

	return RST_OK;
}

static size_t read_length(const uint8_t *data, uint32_t length_size)
{
	size_t length = 0;

	for (uint32_t i = 0; i < length_size; i++)
		length = length << 8 | data[i];

	return length;
}

/*
 * Length-prefixed NAL units become a byte-stream. What the answer depends on
 * (lengths, headers) must be clear, as CENC has it: were it decrypted, a client
 * that chooses the map would learn the key stream from sizes and errors.
 */
static enum rst_status take_units(struct walk *walk, uint8_t *out, size_t room,
				  size_t *written)
{
	uint32_t length_size = walk->parsed->request.nal_length_size;
	uint8_t head[MAX_LENGTH_SIZE + NAL_HEADER_SIZE];
	size_t to = 0;

	if (!walk->left)
		return RST_BAD_FORMAT;
	while (walk->left) {
		enum rst_status status;
		size_t length;

		if (walk->left < length_size + NAL_HEADER_SIZE)
			return RST_BAD_FORMAT;
		status = take_clear(walk, head, length_size + NAL_HEADER_SIZE);
		if (status)
			return status;
		length = read_length(head, length_size);
		if (!length || length - NAL_HEADER_SIZE > walk->left ||
		    head[length_size] & FORBIDDEN_ZERO_BIT)
			return RST_BAD_FORMAT;
		if (room - to < sizeof(start_code) + length)
			return RST_SHORT_BUFFER;

		memcpy(out + to, start_code, sizeof(start_code));
		to += sizeof(start_code);
		out[to] = head[length_size];
		status = take(walk, out + to + NAL_HEADER_SIZE,
			      length - NAL_HEADER_SIZE);
		if (status)
			return status;
		to += length;
	}
	*written = to;

	return RST_OK;
}

enum rst_status rst_cenc_decrypt(const struct rst_cenc_parsed *parsed,
				 const struct rst_cipher *cipher,
				 const uint8_t *key, const uint8_t *sample,
				 size_t sample_size, uint8_t *out,
				 size_t out_size, size_t *written)
{
	struct walk walk = { .ctr = { .cipher = cipher, .key = key } };
	size_t prefix_size = parsed->request.prefix_size;
	size_t size = sample_size;
	enum rst_status status;

	if (!map_fits(parsed, sample_size))
		return RST_BAD_PARAMETERS;
	if (out_size < prefix_size || out_size - prefix_size < sample_size)
		return RST_SHORT_BUFFER;

	if (prefix_size)
		memcpy(out, parsed->prefix, prefix_size);
	out += prefix_size;
	status = walk_begin(&walk, parsed, sample, sample_size);
	if (status)
		return status;
	if (parsed->request.format == RST_CENC_FORMAT_AVC)
		status = take_units(&walk, out, out_size - prefix_size, &size);
	else
		status = take(&walk, out, sample_size);
	if (!status)
		*written = prefix_size + size;

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
