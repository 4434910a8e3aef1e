/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JPEG encoder: libjpeg-turbo behind a function
 *
 * Baseline, 4:2:0, the standard's own Huffman tables, the accurate integer
 * transform: equal pictures give equal bytes on every machine. Samples are
 * coded as they are; video has them in the limited range, which JFIF does not
 * know, so that a comment tells ("CS=ITU601", as FFmpeg writes and reads it).
 */
#ifndef RST_JPEG_H
#define RST_JPEG_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

#define RST_JPEG_MAX_SIZE	4096	/* pixels, each way */
/* Above it, pictures grow and do not get better. */
#define RST_JPEG_MAX_QUALITY	95

/**
 * struct rst_jpeg_picture - an NV12 picture of any size
 * @luma:	@height lines of @width bytes, @luma_stride apart
 * @chroma:	half as many lines, rounded up, of pairs, half as many likewise
 * @luma_stride: bytes
 * @chroma_stride: bytes
 * @width:	pixels, 1 to RST_JPEG_MAX_SIZE
 * @height:	likewise
 *
 * Must not change meanwhile: the caller has a copy of its own.
 */
struct rst_jpeg_picture {
	const uint8_t *luma;
	const uint8_t *chroma;
	size_t luma_stride;
	size_t chroma_stride;
	uint32_t width;
	uint32_t height;
};

/**
 * rst_jpeg_encode() - encode a picture
 * @picture:	what is encoded
 * @quality:	1 to RST_JPEG_MAX_QUALITY
 * @out:	where the JPEG file goes
 * @out_size:	in bytes
 * @written:	its size; also with SHORT_BUFFER, where it is what is needed
 *
 * BAD_PARAMETERS: size, strides or quality make no sense. SHORT_BUFFER: @out
 * holds the file's beginning. NO_MEMORY, FAILED.
 */
enum rst_status rst_jpeg_encode(const struct rst_jpeg_picture *picture,
				uint32_t quality, uint8_t *out, size_t out_size,
				size_t *written);

#endif /* RST_JPEG_H */
