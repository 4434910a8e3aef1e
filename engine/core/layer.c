// SPDX-License-Identifier: BSD-2-Clause
#include "layer.h"

static bool is_known_format(uint32_t format)
{
	return format == RST_DISP_FORMAT_XRGB ||
	       format == RST_DISP_FORMAT_ARGB || format == RST_DISP_FORMAT_NV12;
}

static bool is_in_place(const struct rst_disp_layer *layer)
{
	const int32_t limit = RST_DISP_MAX_SIZE;

	return layer->width && layer->width <= RST_DISP_MAX_SIZE &&
	       layer->height && layer->height <= RST_DISP_MAX_SIZE &&
	       layer->x >= -limit && layer->x <= limit &&
	       layer->y >= -limit && layer->y <= limit;
}

bool rst_layer_is_sane(const struct rst_disp_layer *layer)
{
	return is_known_format(layer->format) && is_in_place(layer) &&
	       layer->alpha <= RST_DISP_MAX_ALPHA &&
	       layer->blend <= RST_DISP_BLEND_NONE &&
	       layer->encoding <= RST_DISP_ENCODING_BT709 &&
	       layer->range <= RST_DISP_RANGE_FULL &&
	       layer->phase[0] <= 1 && layer->phase[1] <= 1;
}

void rst_layer_shape(const struct rst_disp_layer *layer,
		     struct rst_picture *picture)
{
	struct rst_plane *plane = picture->planes;

	*picture = (struct rst_picture) { .num_planes = 1 };
	plane[0].row_size = layer->width * 4;
	plane[0].rows = layer->height;
	if (layer->format != RST_DISP_FORMAT_NV12)
		return;

	picture->num_planes = 2;
	plane[0].row_size = layer->width;
	plane[1].row_size = (layer->phase[0] + layer->width + 1) / 2 * 2;
	plane[1].rows = (layer->phase[1] + layer->height + 1) / 2;
}

static bool plane_find(struct rst_plane *plane, uint32_t stride,
		       uint32_t offset, const uint8_t *data, size_t size)
{
	uint64_t end;

	if (stride < plane->row_size)
		return false;

	/* Numbers of 32 bits, rows at most 4096: 64 bits are enough. */
	end = (uint64_t)stride * (plane->rows - 1) + plane->row_size + offset;
	if (end > size)
		return false;

	plane->data = data + offset;
	plane->stride = stride;

	return true;
}

bool rst_layer_find(const struct rst_disp_layer *layer, const uint8_t *data,
		    size_t size, struct rst_picture *picture)
{
	rst_layer_shape(layer, picture);
	if (!data)
		return false;

	for (int i = 0; i < picture->num_planes; i++)
		if (!plane_find(&picture->planes[i], layer->stride[i],
				layer->offset[i], data, size))
			return false;

	return true;
}

size_t rst_picture_size(const struct rst_picture *picture)
{
	size_t size = 0;

	for (int i = 0; i < picture->num_planes; i++)
		size += (size_t)picture->planes[i].row_size *
			picture->planes[i].rows;

	return size;
}
