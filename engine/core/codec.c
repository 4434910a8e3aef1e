// SPDX-License-Identifier: BSD-2-Clause
#include <libavcodec/codec_id.h>

#include "codec.h"

#define BLOCK 16

static const struct rst_codec codecs[] = {
	/*
	 * A stream: its contexts 125 KiB, the zeros that libavcodec wants behind a
	 * unit 256, sequence parameter sets and scratch memory. A block: samples,
	 * vectors, types. It has the frame that it decodes, and one that is on its
	 * way out.
	 */
	[RST_VDEC_CODEC_H264] = {
		.id = AV_CODEC_ID_H264,
		.nal = &rst_nal_h264,
		.stream_bytes = 480 * 1024,
		.pps_bytes = 173 * 1024,
		.block_bytes = 560,
		.more_frames = 2,
	},
	[RST_VDEC_CODEC_HEVC] = {
		.id = AV_CODEC_ID_HEVC,
		.nal = &rst_nal_hevc,
		.stream_bytes = 640 * 1024,
		.pps_bytes = 24 * 1024,
		.block_bytes = 640,
		.more_frames = 2,
	},
};

const struct rst_codec *rst_codec_find(uint32_t codec)
{
	if (codec >= sizeof(codecs) / sizeof(codecs[0]))
		return NULL;

	return &codecs[codec];
}

size_t rst_codec_spare(void)
{
	return codecs[RST_VDEC_CODEC_H264].pps_bytes;
}

size_t rst_codec_bytes(const struct rst_codec *codec,
		       const struct rst_headers *headers,
		       const struct rst_sps *sps)
{
	size_t bytes = codec->stream_bytes + codec->pps_bytes;
	size_t blocks;

	/* One was claimed before any was seen. */
	if (headers->num_pps > 1)
		bytes += (headers->num_pps - 1) * codec->pps_bytes;
	if (!sps)
		return bytes;
	blocks = (size_t)(sps->sequence.coded_width / BLOCK) *
		 (sps->sequence.coded_height / BLOCK);

	return bytes + (sps->dpb_frames + codec->more_frames) * blocks *
	       codec->block_bytes;
}
