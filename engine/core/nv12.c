// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "nv12.h"

/* The bytes of @lines lines, or 0 where they are more than @size. */
static size_t bytes_of(const struct rst_nv12 *nv12, uint64_t lines, size_t size)
{
	uint64_t bytes;

	/* The sum of two numbers of 32 bits, times one: still below 2^65. */
	if (__builtin_mul_overflow(lines, (uint64_t)nv12->stride, &bytes) ||
	    bytes > size)
		return 0;

	return bytes;
}

size_t rst_nv12_chroma_bytes(const struct rst_nv12 *nv12, uint32_t width,
			     uint32_t height)
{
	if (!nv12->chroma || nv12->stride < width)
		return 0;

	return bytes_of(nv12, height / 2, nv12->chroma_size);
}

size_t rst_nv12_bytes(const struct rst_nv12 *nv12, uint32_t width,
		      uint32_t height)
{
	if (nv12->stride < width || nv12->lines < height)
		return 0;
	if (!nv12->chroma)
		return bytes_of(nv12, (uint64_t)nv12->lines + height / 2,
				nv12->size);
	if (!rst_nv12_chroma_bytes(nv12, width, height))
		return 0;

	return bytes_of(nv12, nv12->lines, nv12->size);
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Four bytes to the even bytes of eight. */
static uint64_t spread(const uint8_t *bytes)
{
	uint32_t four;
	uint64_t value;

	memcpy(&four, bytes, sizeof(four));
	value = four;
	value = (value | value << 16) & 0x0000ffff0000ffff;

	return (value | value << 8) & 0x00ff00ff00ff00ff;
}

static uint32_t interleave_fours(uint8_t *out, const uint8_t *u,
				 const uint8_t *v, uint32_t pairs)
{
	uint32_t x;

	for (x = 0; x + 4 <= pairs; x += 4) {
		uint64_t both = spread(u + x) | spread(v + x) << 8;

		memcpy(out + 2 * x, &both, sizeof(both));
	}

	return x;
}
#else
static uint32_t interleave_fours(uint8_t *out, const uint8_t *u,
				 const uint8_t *v, uint32_t pairs)
{
	return 0;
}
#endif

static void interleave(uint8_t *out, const uint8_t *u, const uint8_t *v,
		       uint32_t pairs)
{
	for (uint32_t x = interleave_fours(out, u, v, pairs); x < pairs; x++) {
		out[2 * x] = u[x];
		out[2 * x + 1] = v[x];
	}
}

enum rst_status rst_nv12_write(const struct rst_nv12 *nv12,
			       const struct rst_planar *picture)
{
	uint8_t *luma = nv12->data;
	uint8_t *chroma = nv12->chroma;

	if (!rst_nv12_bytes(nv12, picture->width, picture->height))
		return RST_SHORT_BUFFER;
	if (!chroma)
		chroma = luma + (size_t)nv12->stride * nv12->lines;

	for (uint32_t y = 0; y < picture->height; y++)
		memcpy(luma + (size_t)y * nv12->stride,
		       picture->planes[0] + (ptrdiff_t)y * picture->strides[0],
		       picture->width);

	for (uint32_t y = 0; y < picture->height / 2; y++)
		interleave(chroma + (size_t)y * nv12->stride,
			   picture->planes[1] + (ptrdiff_t)y * picture->strides[1],
			   picture->planes[2] + (ptrdiff_t)y * picture->strides[2],
			   picture->width / 2);

	return RST_OK;
}
