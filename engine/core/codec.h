/* SPDX-License-Identifier: BSD-2-Clause */
/* The codecs that are decoded, and what libavcodec takes for each */
#ifndef RST_CODEC_H
#define RST_CODEC_H

#include "headers.h"
#include "nal.h"

/**
 * struct rst_codec - a codec
 * @id:		libavcodec's, enum AVCodecID
 * @nal:	what its units look like
 * @stream_bytes: what a stream takes, above what was seen, whatever its pictures
 * @pps_bytes:	and for each picture parameter set
 * @block_bytes: and for each 16x16 samples of a frame
 * @more_frames: that it has besides those of the DPB
 */
struct rst_codec {
	int id;
	const struct rst_nal_syntax *nal;
	size_t stream_bytes;
	size_t pps_bytes;
	size_t block_bytes;
	unsigned int more_frames;
};

/* @codec: RST_VDEC_CODEC_*; NULL: it is none that is decoded */
const struct rst_codec *rst_codec_find(uint32_t codec);

/* What a stream may need. @sps: NULL before there is a sequence */
size_t rst_codec_bytes(const struct rst_codec *codec,
		       const struct rst_headers *headers,
		       const struct rst_sps *sps);

/* The most that replaces itself: it is there twice for a moment. */
size_t rst_codec_spare(void);

#endif /* RST_CODEC_H */
