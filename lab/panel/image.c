// SPDX-License-Identifier: GPL-2.0-only
#include <libswscale/swscale.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

/* Lines from here on are high definition, and coded by BT.709. */
#define HD_LINES 720

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

static struct SwsContext *converter(const struct rst_panel_layer *layer)
{
	int matrix = layer->height < HD_LINES ? SWS_CS_ITU601 : SWS_CS_ITU709;
	const int *coefficients = sws_getCoefficients(matrix);
	struct SwsContext *sws;

	sws = sws_getContext(layer->width, layer->height, AV_PIX_FMT_NV12,
			     layer->width, layer->height, AV_PIX_FMT_BGRA,
			     SWS_BICUBIC | SWS_ACCURATE_RND |
			     SWS_FULL_CHR_H_INT, NULL, NULL, NULL);
	if (sws)
		sws_setColorspaceDetails(sws, coefficients, 0, coefficients, 1,
					 0, 1 << 16, 1 << 16);
	return sws;
}

/* To the bytes of XRGB, which are blue, green, red and something. */
static int convert_nv12(const struct panel_picture *picture, uint8_t *bgra)
{
	const struct rst_panel_layer *layer = &picture->layer;
	const uint8_t *planes[4] = {
		picture->pixels,
		picture->pixels + (size_t)layer->width * layer->height,
	};
	int strides[4] = { layer->width, (layer->width + 1) / 2 * 2 };
	uint8_t *to[4] = { bgra };
	int to_strides[4] = { 4 * layer->width };
	struct SwsContext *sws = converter(layer);

	if (!sws)
		return -1;
	sws_scale(sws, planes, strides, 0, layer->height, to, to_strides);
	sws_freeContext(sws);
	return 0;
}

/* ARGB comes multiplied by its alpha, as KMS has it where nobody says else. */
static void blend(uint8_t *rgb, const uint8_t *bgra, bool alpha)
{
	for (int i = 0; i < 3; i++) {
		unsigned int under = alpha ? rgb[i] * (255 - bgra[3]) / 255 : 0;
		unsigned int sum = under + bgra[2 - i];

		rgb[i] = sum > 255 ? 255 : sum;
	}
}

static void overlay(struct panel_image *image,
		    const struct rst_panel_layer *layer, const uint8_t *bgra)
{
	bool alpha = layer->format == RST_DISP_FORMAT_ARGB;

	for (int64_t y = 0; y < layer->height; y++) {
		int64_t to_y = y + layer->y;

		if (to_y < 0 || to_y >= image->height)
			continue;
		for (int64_t x = 0; x < layer->width; x++) {
			int64_t to_x = x + layer->x;

			if (to_x < 0 || to_x >= image->width)
				continue;
			blend(image->rgb + 3 * (to_y * image->width + to_x),
			      bgra + 4 * (y * layer->width + x), alpha);
		}
	}
}

static int compose_layer(struct panel_image *image,
			 const struct panel_picture *picture)
{
	uint8_t *bgra;
	int ret;

	if (picture->layer.format != RST_DISP_FORMAT_NV12) {
		overlay(image, &picture->layer, picture->pixels);
		return 0;
	}

	bgra = malloc((size_t)picture->layer.width * picture->layer.height * 4);
	if (!bgra)
		return -1;
	ret = convert_nv12(picture, bgra);
	if (!ret)
		overlay(image, &picture->layer, bgra);
	free(bgra);
	return ret;
}

int panel_image_compose(struct panel_image *image,
			const struct panel_frame *frame)
{
	memset(image->rgb, 0, (size_t)image->width * image->height * 3);
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (frame->pictures[i].on &&
		    compose_layer(image, &frame->pictures[i]))
			return -1;
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
