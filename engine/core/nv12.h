/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RST_NV12_H
#define RST_NV12_H

#include <stddef.h>
#include <stdint.h>

#include "status.h"

/**
 * struct rst_nv12 - a frame buffer
 * @data:	its first byte
 * @size:	in bytes
 * @stride:	bytes from line to line, luma and chroma
 * @lines:	luma lines that the buffer has; chroma follows them
 * @chroma:	where chroma is instead, if it is apart; else NULL
 * @chroma_size:	in bytes
 */
struct rst_nv12 {
	uint8_t *data;
	size_t size;
	uint32_t stride;
	uint32_t lines;
	uint8_t *chroma;
	size_t chroma_size;
};

/* A 4:2:0 picture in three planes; width and height are even. */
struct rst_planar {
	const uint8_t *planes[3];
	ptrdiff_t strides[3];
	uint32_t width;
	uint32_t height;
};

/*
 * Bytes that a picture takes up in @nv12, 0 where it, or its chroma where that
 * is apart, does not fit in.
 */
size_t rst_nv12_bytes(const struct rst_nv12 *nv12, uint32_t width,
		      uint32_t height);

/* Bytes of these in @chroma; 0 also where chroma is not apart. */
size_t rst_nv12_chroma_bytes(const struct rst_nv12 *nv12, uint32_t width,
			     uint32_t height);

/* SHORT_BUFFER where it does not fit in. */
enum rst_status rst_nv12_write(const struct rst_nv12 *nv12,
			       const struct rst_planar *picture);

#endif /* RST_NV12_H */
