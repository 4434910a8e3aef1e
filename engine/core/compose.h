/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layers over one another, to one picture; engine/protocol.h has the rules
 *
 * The arithmetic is exact: what comes out does not depend on the machine, nor on
 * how the layers are spread over calls.
 */
#ifndef RST_COMPOSE_H
#define RST_COMPOSE_H

#include "layer.h"
#include "yuv.h"

/**
 * struct rst_canvas - where the picture is made
 * @data:	blue, green, red and 255 for each pixel
 * @stride:	bytes from line to line
 * @width:	pixels
 * @height:	pixels
 */
struct rst_canvas {
	uint8_t *data;
	size_t stride;
	uint32_t width;
	uint32_t height;
};

/**
 * struct rst_composed - a layer to be drawn
 * @layer:	sane
 * @picture:	its pixels; without planes its rectangle is black
 * @yuv:	for rst_compose()
 */
struct rst_composed {
	const struct rst_disp_layer *layer;
	struct rst_picture picture;
	struct rst_yuv yuv;
};

void rst_canvas_clear(const struct rst_canvas *canvas);

/* Zlib's CRC-32 over the lines, without what is between them. */
uint32_t rst_canvas_crc(const struct rst_canvas *canvas);

/* Draws layers, by their zpos, over what is there. Sorts @layers. */
void rst_compose(const struct rst_canvas *canvas, struct rst_composed *layers,
		 int count);

#endif /* RST_COMPOSE_H */
