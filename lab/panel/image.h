/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PANEL_IMAGE_H
#define PANEL_IMAGE_H

#include <stdint.h>

#include "stream.h"

/**
 * struct panel_image - packed RGB, 3 bytes a pixel
 */
struct panel_image {
	uint32_t width;
	uint32_t height;
	uint8_t *rgb;
};

/* 0, or -1 where memory is short. Black to begin with. */
int panel_image_init(struct panel_image *image, uint32_t width,
		     uint32_t height);
void panel_image_free(struct panel_image *image);

/* Puts a frame's layers over one another, as the panel shows them. */
int panel_image_compose(struct panel_image *image,
			const struct panel_frame *frame);

/*
 * The CRC of the picture that a frame's layers make. With @told, that which the
 * normal world gets to know: restricted layers are black. 0, or -1 where memory
 * is short.
 */
int panel_image_crc(const struct panel_frame *frame, bool told, uint32_t *crc);

/* Scales @from into @to's rectangle, which must lie inside @to. */
int panel_image_place(struct panel_image *to, uint32_t x, uint32_t y,
		      uint32_t width, uint32_t height,
		      const struct panel_image *from);

/* 0, or -1, and the reason on stderr. */
int panel_image_write(const struct panel_image *image, const char *path);

/* Lines that the strip takes below a picture. */
#define PANEL_STRIP_LINES 16

/* Draws a strip that is lit over the image's last lines. */
void panel_image_strip(struct panel_image *image, uint32_t mark);

#endif /* PANEL_IMAGE_H */
