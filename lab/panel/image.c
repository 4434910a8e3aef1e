// SPDX-License-Identifier: GPL-2.0-only
#include <libswscale/swscale.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/compose.h"
#include "image.h"

int panel_image_init(struct panel_image *image, uint32_t width,
		     uint32_t height)
{
	image->width = width;
	image->height = height;
	image->rgb = calloc((size_t)width * height, 3);
	return image->rgb ? 0 : -1;
}

void panel_image_free(struct panel_image *image)
{
	free(image->rgb);
	image->rgb = NULL;
}

/* The stream has the lines packed, and one plane behind the other. */
static void find_pixels(struct rst_disp_layer *layer,
			const struct panel_picture *picture,
			struct rst_composed *composed)
{
	struct rst_picture shape;

	*layer = panel_layer(&picture->layer);
	rst_layer_shape(layer, &shape);
	layer->stride[0] = shape.planes[0].row_size;
	layer->stride[1] = shape.planes[1].row_size;
	layer->offset[1] = shape.planes[0].row_size * shape.planes[0].rows;

	*composed = (struct rst_composed) { .layer = layer };
	rst_layer_find(layer, picture->pixels, picture->size,
		       &composed->picture);
}

static int init_canvas(struct rst_canvas *canvas, uint32_t width,
		       uint32_t height)
{
	*canvas = (struct rst_canvas) {
		.data = malloc((size_t)width * height * 4),
		.stride = (size_t)width * 4,
		.width = width,
		.height = height,
	};
	return canvas->data ? 0 : -1;
}

/* With @told, as the normal world is told: restricted layers are black. */
static void compose(const struct rst_canvas *canvas,
		    const struct panel_frame *frame, bool told)
{
	struct rst_composed composed[RST_DISP_MAX_LAYERS];
	struct rst_disp_layer layers[RST_DISP_MAX_LAYERS];
	int count = 0;

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		const struct panel_picture *picture = &frame->pictures[i];

		if (!picture->on)
			continue;
		find_pixels(&layers[count], picture, &composed[count]);
		if (picture->dark || (told && picture->layer.restricted))
			composed[count].picture.num_planes = 0;
		count++;
	}
	rst_canvas_clear(canvas);
	rst_compose(canvas, composed, count);
}

int panel_image_crc(const struct panel_frame *frame, bool told, uint32_t *crc)
{
	struct rst_canvas canvas;

	if (init_canvas(&canvas, frame->head.mode_width,
			frame->head.mode_height))
		return -1;
	compose(&canvas, frame, told);
	*crc = rst_canvas_crc(&canvas);
	free(canvas.data);
	return 0;
}

int panel_image_compose(struct panel_image *image,
			const struct panel_frame *frame)
{
	size_t pixels = (size_t)image->width * image->height;
	struct rst_canvas canvas;

	if (init_canvas(&canvas, image->width, image->height))
		return -1;
	compose(&canvas, frame, false);
	for (size_t i = 0; i < pixels; i++)
		for (int c = 0; c < 3; c++)
			image->rgb[3 * i + c] = canvas.data[4 * i + 2 - c];
	free(canvas.data);
	return 0;
}

int panel_image_place(struct panel_image *to, uint32_t x, uint32_t y,
		      uint32_t width, uint32_t height,
		      const struct panel_image *from)
{
	const uint8_t *planes[4] = { from->rgb };
	int strides[4] = { 3 * from->width };
	uint8_t *to_planes[4] = { to->rgb + 3 * ((size_t)y * to->width + x) };
	int to_strides[4] = { 3 * to->width };
	struct SwsContext *sws;

	sws = sws_getContext(from->width, from->height, AV_PIX_FMT_RGB24,
			     width, height, AV_PIX_FMT_RGB24, SWS_AREA, NULL,
			     NULL, NULL);
	if (!sws)
		return -1;
	sws_scale(sws, planes, strides, 0, from->height, to_planes, to_strides);
	sws_freeContext(sws);
	return 0;
}

int panel_image_write(const struct panel_image *image, const char *path)
{
	png_image png = {
		.version = PNG_IMAGE_VERSION,
		.width = image->width,
		.height = image->height,
		.format = PNG_FORMAT_RGB,
	};

	if (png_image_write_to_file(&png, path, 0, image->rgb, 0, NULL))
		return 0;
	fprintf(stderr, "panel: %s: %s\n", path, png.message);
	return -1;
}
