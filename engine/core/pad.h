/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The picture of a trusted user interface: a PIN pad, or a number to confirm
 *
 * Drawn line by line, so that no application needs memory of a picture's size.
 */
#ifndef RST_PAD_H
#define RST_PAD_H

#include <stddef.h>
#include <stdint.h>

#include "../protocol.h"
#include "status.h"

#define RST_PAD_DIGITS 10
#define RST_PAD_MAX_BOXES 48

/**
 * struct rst_pad_box - a rectangle of one colour, or a letter
 * @x:		pixels
 * @y:		pixels
 * @width:	pixels
 * @height:	pixels
 * @scale:	of the letter, pixels for each of its dots; 0: a rectangle
 * @letter:	it
 * @color:	0xrrggbb
 */
struct rst_pad_box {
	uint32_t x;
	uint32_t y;
	uint32_t width;
	uint32_t height;
	uint32_t scale;
	char letter;
	uint32_t color;
};

struct rst_pad {
	uint32_t width;
	uint32_t height;
	int num_boxes;
	struct rst_pad_box boxes[RST_PAD_MAX_BOXES];	/* bottom to top */
};

/*
 * Lays a picture out. @random are the numbers that put the digits of a PIN pad
 * in their places. BAD_PARAMETERS if there is no such picture.
 */
enum rst_status rst_pad_init(struct rst_pad *pad,
			     const struct rst_ui_picture *picture,
			     const uint32_t random[RST_PAD_DIGITS]);

/* Draws line @y, of width * 4 bytes, XRGB8888 with X 255. */
void rst_pad_line(const struct rst_pad *pad, uint32_t y, uint8_t *line);

#endif /* RST_PAD_H */
