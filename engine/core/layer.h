/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A layer of the display: does its description make sense, and where in memory
 * are its pixels
 */
#ifndef RST_LAYER_H
#define RST_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"

#define RST_LAYER_MAX_PLANES 2

/**
 * struct rst_plane - the shown part of a colour plane
 * @data:	its first byte
 * @stride:	bytes from row to row
 * @row_size:	bytes of a row that are shown
 * @rows:	how many are
 */
struct rst_plane {
	const uint8_t *data;
	uint32_t stride;
	uint32_t row_size;
	uint32_t rows;
};

struct rst_picture {
	struct rst_plane planes[RST_LAYER_MAX_PLANES];
	int num_planes;
};

/* Whether all but strides and offsets are in their range; the flags are not looked at. */
bool rst_layer_is_sane(const struct rst_disp_layer *layer);

/* Fills in the sizes of a sane layer's planes. */
void rst_layer_shape(const struct rst_disp_layer *layer,
		     struct rst_picture *picture);

/*
 * Fills in the planes of a sane layer, whose memory begins at @data; false where
 * they don't fit in @size bytes.
 */
bool rst_layer_find(const struct rst_disp_layer *layer, const uint8_t *data,
		    size_t size, struct rst_picture *picture);

/* Bytes of all rows, without padding. */
size_t rst_picture_size(const struct rst_picture *picture);

#endif /* RST_LAYER_H */
