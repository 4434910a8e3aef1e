// SPDX-License-Identifier: GPL-2.0-only
/* Fuzzes what reads parameter sets and slice headers of access units. */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/headers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void scan(uint32_t codec, const uint8_t *data, size_t size)
{
	struct rst_headers *headers = calloc(1, sizeof(*headers));
	uint8_t *unit = malloc(size ? size : 1);
	struct rst_unit found;

	headers->codec = codec;
	memcpy(unit, data, size);
	rst_headers_scan(headers, unit, size, UINT32_MAX, &found);
	if (found.sps) {
		const struct rst_vdec_sequence *s = &found.sps->sequence;

		if (!s->coded_width || s->coded_width % 16 || !s->coded_height ||
		    s->coded_height % 16 || !s->crop_width || !s->crop_height ||
		    found.sps->width > s->coded_width ||
		    found.sps->height > s->coded_height ||
		    s->crop_left + s->crop_width > found.sps->width ||
		    s->crop_top + s->crop_height > found.sps->height ||
		    s->coded_width > 16384 || s->coded_height > 32768 ||
		    s->reorder_frames > found.sps->dpb_frames ||
		    found.sps->dpb_frames > 16)
			abort();
	}
	free(unit);
	free(headers);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scan(RST_VDEC_CODEC_H264, data, size);
	scan(RST_VDEC_CODEC_HEVC, data, size);

	return 0;
}
