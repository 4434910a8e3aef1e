// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "request.h"
#include "scheme.h"

const struct rst_nal_syntax *rst_cenc_nal_syntax(uint32_t format)
{
	switch (format) {
	case RST_CENC_FORMAT_AVC:
		return &rst_nal_h264;
	case RST_CENC_FORMAT_HEVC:
		return &rst_nal_hevc;
	default:
		return NULL;
	}
}

static bool format_is_sane(const struct rst_cenc_request *request)
{
	if (request->format == RST_CENC_FORMAT_RAW)
		return true;

	if (!rst_cenc_nal_syntax(request->format))
		return false;
	if (!request->nal_length_size)
		return request->scheme == RST_CENC_SCHEME_CLEAR;

	return request->nal_length_size == 1 ||
	       request->nal_length_size == 2 || request->nal_length_size == 4;
}

static bool request_is_sane(const struct rst_cenc_request *request)
{
	return rst_scheme_is_sane(request) && format_is_sane(request) &&
	       request->num_subsamples <= RST_CENC_MAX_SUBSAMPLES &&
	       request->prefix_size <= RST_CENC_MAX_PREFIX &&
	       !(request->flags & ~RST_CENC_OWN_KEY);
}

static bool ranges_are_sane(const struct rst_cenc_parsed *parsed)
{
	if (!rst_scheme_has_whole_blocks(&parsed->request))
		return true;

	for (uint32_t i = 0; i < parsed->request.num_subsamples; i++) {
		if (rst_cenc_get_subsample(parsed, i).encrypted % 16)
			return false;
	}

	return true;
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

	return ranges_are_sane(parsed) ? RST_OK : RST_BAD_PARAMETERS;
}

struct rst_cenc_subsample
rst_cenc_get_subsample(const struct rst_cenc_parsed *parsed, uint32_t i)
{
	struct rst_cenc_subsample subsample;

	memcpy(&subsample, parsed->subsamples + i * sizeof(subsample),
	       sizeof(subsample));

	return subsample;
}

bool rst_cenc_map_fits(const struct rst_cenc_parsed *parsed, size_t sample_size)
{
	uint64_t sum = 0;

	if (!parsed->request.num_subsamples)
		return true;

	/* 2 * 1024 numbers of 32 bits cannot overflow 64. */
	for (uint32_t i = 0; i < parsed->request.num_subsamples; i++) {
		struct rst_cenc_subsample subsample =
			rst_cenc_get_subsample(parsed, i);

		sum += (uint64_t)subsample.clear + subsample.encrypted;
	}

	return sum == sample_size;
}
