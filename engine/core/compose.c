// SPDX-License-Identifier: BSD-2-Clause
#include <string.h>

#include "compose.h"
#include "crc32.h"

#define PIXEL 4
/* Pixels that are converted at once, on the stack. */
#define CHUNK 64

/* The part of a layer that is on one line of the canvas. */
struct span {
	uint8_t *to;
	uint32_t first;		/* of the layer's pixels */
	uint32_t count;
	uint32_t row;		/* of the layer's */
};

static const uint8_t black[CHUNK * PIXEL];

/* A pixel at any address; little-endian, as the protocol is. */
static inline uint32_t load(const uint8_t *from)
{
	uint32_t pixel;

	memcpy(&pixel, from, PIXEL);

	return pixel;
}

static inline void store(uint8_t *to, uint32_t pixel)
{
	pixel |= 0xff000000;
	memcpy(to, &pixel, PIXEL);
}

void rst_canvas_clear(const struct rst_canvas *canvas)
{
	for (uint32_t y = 0; y < canvas->height; y++) {
		uint8_t *to = canvas->data + y * canvas->stride;

		for (uint32_t x = 0; x < canvas->width; x++, to += PIXEL)
			store(to, 0);
	}
}

uint32_t rst_canvas_crc(const struct rst_canvas *canvas)
{
	uint32_t crc = 0;

	for (uint32_t y = 0; y < canvas->height; y++)
		crc = rst_crc32(crc, canvas->data + y * canvas->stride,
				(size_t)canvas->width * PIXEL);

	return crc;
}

static void copy(uint8_t *to, const uint8_t *from, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		store(to + i * PIXEL, load(from + i * PIXEL));
}

/*
 * Weights are in 255ths of the layer's whole alpha: no product of the sums is
 * above 2^64, and as both denominators are odd there is nothing in the middle.
 */
static uint8_t mix(uint64_t color_weight, uint64_t color, uint64_t under_weight,
		   uint64_t under, uint64_t whole)
{
	uint64_t sum = (color_weight * color + under_weight * under +
			whole / 2) / whole;

	return sum > 255 ? 255 : sum;
}

/* With a constant, the compiler makes the division a multiplication. */
static inline void blend_pixel(uint8_t *to, const uint8_t *from, uint32_t alpha,
			       uint32_t blend, uint32_t most)
{
	const uint64_t whole = (uint64_t)255 * most;
	uint32_t pixel = blend == RST_DISP_BLEND_NONE ? 255 : from[3];
	uint32_t color = blend == RST_DISP_BLEND_COVERAGE ? from[3] : 255;

	for (int i = 0; i < 3; i++)
		to[i] = mix((uint64_t)color * alpha, from[i],
			    whole - (uint64_t)pixel * alpha, to[i], whole);
	to[3] = 255;
}

/* @blend is BLEND_NONE for a format without alpha. */
static void blend_row(uint8_t *to, const uint8_t *from, uint32_t count,
		      uint32_t alpha, uint32_t blend)
{
	if (alpha == RST_DISP_MAX_ALPHA && blend == RST_DISP_BLEND_NONE)
		copy(to, from, count);
	else if (alpha == RST_DISP_MAX_ALPHA)
		for (uint32_t i = 0; i < count; i++)
			blend_pixel(to + i * PIXEL, from + i * PIXEL, 1, blend,
				    1);
	else
		for (uint32_t i = 0; i < count; i++)
			blend_pixel(to + i * PIXEL, from + i * PIXEL, alpha,
				    blend, RST_DISP_MAX_ALPHA);
}

static const uint8_t *row_of(const struct rst_plane *plane, uint32_t row)
{
	return plane->data + (size_t)row * plane->stride;
}

static void draw_nv12(const struct rst_composed *composed,
		      const struct span *span)
{
	const struct rst_disp_layer *layer = composed->layer;
	const struct rst_plane *planes = composed->picture.planes;
	const uint8_t *luma = row_of(&planes[0], span->row);
	const uint8_t *chroma =
		row_of(&planes[1], (layer->phase[1] + span->row) / 2);
	uint8_t pixels[CHUNK * PIXEL];

	for (uint32_t done = 0; done < span->count; done += CHUNK) {
		uint32_t x = span->first + done;
		uint32_t left = span->count - done;
		uint32_t count = left < CHUNK ? left : CHUNK;
		uint32_t sample = (layer->phase[0] + x) / 2;

		rst_yuv_row(&composed->yuv, pixels, luma + x, chroma + sample * 2,
			    (layer->phase[0] + x) % 2, count);
		blend_row(span->to + done * PIXEL, pixels, count, layer->alpha,
			  RST_DISP_BLEND_NONE);
	}
}

static void draw_rgb(const struct rst_composed *composed,
		     const struct span *span)
{
	const struct rst_disp_layer *layer = composed->layer;
	const uint8_t *from = row_of(&composed->picture.planes[0], span->row);
	uint32_t blend = layer->format == RST_DISP_FORMAT_ARGB ?
		layer->blend : RST_DISP_BLEND_NONE;

	blend_row(span->to, from + (size_t)span->first * PIXEL, span->count,
		  layer->alpha, blend);
}

static void draw_black(const struct rst_composed *composed,
		       const struct span *span)
{
	for (uint32_t done = 0; done < span->count; done += CHUNK) {
		uint32_t left = span->count - done;

		blend_row(span->to + done * PIXEL, black,
			  left < CHUNK ? left : CHUNK, composed->layer->alpha,
			  RST_DISP_BLEND_NONE);
	}
}

static void draw_line(const struct rst_canvas *canvas, uint32_t y,
		      const struct rst_composed *composed)
{
	const struct rst_disp_layer *layer = composed->layer;
	int64_t row = (int64_t)y - layer->y;
	int64_t begin = layer->x < 0 ? 0 : layer->x;
	int64_t end = (int64_t)layer->x + layer->width;
	struct span span;

	if (end > canvas->width)
		end = canvas->width;
	if (row < 0 || row >= layer->height || begin >= end)
		return;

	span.to = canvas->data + y * canvas->stride + (size_t)begin * PIXEL;
	span.first = begin - layer->x;
	span.count = end - begin;
	span.row = row;
	if (!composed->picture.num_planes)
		draw_black(composed, &span);
	else if (layer->format == RST_DISP_FORMAT_NV12)
		draw_nv12(composed, &span);
	else
		draw_rgb(composed, &span);
}

static void sort(struct rst_composed *layers, int count)
{
	for (int i = 1; i < count; i++) {
		struct rst_composed moved = layers[i];
		int to = i;

		for (; to && layers[to - 1].layer->zpos > moved.layer->zpos;
		     to--)
			layers[to] = layers[to - 1];
		layers[to] = moved;
	}
}

void rst_compose(const struct rst_canvas *canvas, struct rst_composed *layers,
		 int count)
{
	for (int i = 0; i < count; i++)
		rst_yuv_init(&layers[i].yuv, layers[i].layer->encoding,
			     layers[i].layer->range);
	sort(layers, count);
	for (uint32_t y = 0; y < canvas->height; y++)
		for (int i = 0; i < count; i++)
			draw_line(canvas, y, &layers[i]);
}
