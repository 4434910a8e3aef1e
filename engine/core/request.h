/* SPDX-License-Identifier: BSD-2-Clause */
/* A request to decrypt, parsed from a private copy of the message */
#ifndef RST_REQUEST_H
#define RST_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "nal.h"
#include "status.h"

/* The longest message that makes sense. */
#define RST_CENC_MAX_MESSAGE \
	(sizeof(struct rst_cenc_request) + \
	 RST_CENC_MAX_SUBSAMPLES * sizeof(struct rst_cenc_subsample) + \
	 RST_CENC_MAX_PREFIX)

/**
 * struct rst_cenc_parsed - a request that makes sense by itself
 * @request:	the fixed part
 * @subsamples:	@request.num_subsamples of struct rst_cenc_subsample, unaligned
 * @prefix:	@request.prefix_size bytes
 *
 * The pointers go into the message that was parsed.
 */
struct rst_cenc_parsed {
	struct rst_cenc_request request;
	const uint8_t *subsamples;
	const uint8_t *prefix;
};

/* BAD_PARAMETERS unless @message, of @size bytes, is a request. */
enum rst_status rst_cenc_parse(const void *message, size_t size,
			       struct rst_cenc_parsed *parsed);

struct rst_cenc_subsample
rst_cenc_get_subsample(const struct rst_cenc_parsed *parsed, uint32_t i);

/* The map must cover the sample, no less and no more; no map will do. */
bool rst_cenc_map_fits(const struct rst_cenc_parsed *parsed,
		       size_t sample_size);

/* Of a sample's NAL units; NULL: RST_CENC_FORMAT_RAW, or no format at all */
const struct rst_nal_syntax *rst_cenc_nal_syntax(uint32_t format);

#endif /* RST_REQUEST_H */
