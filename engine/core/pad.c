// SPDX-License-Identifier: BSD-2-Clause
#include <stdbool.h>

#include "pad.h"

#define PIXEL 4

#define GROUND 0x10203c
#define FRAME 0xe8e8e8
#define KEY 0x2c4a78
#define INK 0xffffff

#define LETTER_WIDTH 5
#define LETTER_HEIGHT 7
#define LETTER_STEP (LETTER_WIDTH + 1)

/* Columns and lines that the pictures are laid out in. */
#define COLUMNS 4
#define LINES 7

/* A letter is lines of dots, the leftmost in bit 4; only those that are used. */
static const struct {
	char letter;
	uint8_t lines[LETTER_HEIGHT];
} letters[] = {
	{ '0', { 0x0e, 0x11, 0x11, 0x15, 0x11, 0x11, 0x0e } },
	{ '1', { 0x04, 0x0c, 0x14, 0x04, 0x04, 0x04, 0x1f } },
	{ '2', { 0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f } },
	{ '3', { 0x1e, 0x01, 0x01, 0x0e, 0x01, 0x01, 0x1e } },
	{ '4', { 0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02 } },
	{ '5', { 0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e } },
	{ '6', { 0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e } },
	{ '7', { 0x1f, 0x01, 0x02, 0x02, 0x04, 0x04, 0x04 } },
	{ '8', { 0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e } },
	{ '9', { 0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c } },
	{ 'A', { 0x04, 0x0a, 0x11, 0x11, 0x1f, 0x11, 0x11 } },
	{ 'C', { 0x0e, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0e } },
	{ 'E', { 0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f } },
	{ 'F', { 0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x10 } },
	{ 'I', { 0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x1f } },
	{ 'K', { 0x11, 0x12, 0x14, 0x18, 0x14, 0x12, 0x11 } },
	{ 'M', { 0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11 } },
	{ 'N', { 0x11, 0x19, 0x19, 0x15, 0x13, 0x13, 0x11 } },
	{ 'O', { 0x0e, 0x11, 0x11, 0x11, 0x11, 0x11, 0x0e } },
	{ 'P', { 0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10 } },
	{ 'R', { 0x1e, 0x11, 0x11, 0x1e, 0x14, 0x12, 0x11 } },
	{ 'S', { 0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e } },
	{ 'T', { 0x1f, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04 } },
	{ 'Y', { 0x11, 0x11, 0x0a, 0x04, 0x04, 0x04, 0x04 } },
};

static void add_box(struct rst_pad *pad, struct rst_pad_box box)
{
	if (pad->num_boxes < RST_PAD_MAX_BOXES)
		pad->boxes[pad->num_boxes++] = box;
}

/* Pixels of the picture's height, in 112ths of it: a line has 16. */
static uint32_t part(const struct rst_pad *pad, uint32_t parts)
{
	return pad->height * parts / (16 * LINES);
}

/* Text in the middle of @x and @width; @y and the scale in part()s. */
static void add_text(struct rst_pad *pad, const char *text, size_t count,
		     uint32_t x, uint32_t width, uint32_t y, uint32_t size)
{
	uint32_t scale = part(pad, size), most, used;

	/* Narrow pictures have smaller letters. */
	most = width / (count * LETTER_STEP);
	if (scale > most)
		scale = most;
	if (!scale)
		scale = 1;
	used = count * LETTER_STEP * scale;
	x += used < width ? (width - used) / 2 : 0;
	for (size_t i = 0; i < count; i++)
		add_box(pad, (struct rst_pad_box) {
			.x = x + i * LETTER_STEP * scale,
			.y = part(pad, y),
			.width = LETTER_WIDTH * scale,
			.height = LETTER_HEIGHT * scale,
			.scale = scale,
			.letter = text[i],
			.color = INK,
		});
}

static void add_key(struct rst_pad *pad, char letter, uint32_t column,
		    uint32_t line)
{
	uint32_t width = pad->width / COLUMNS;
	/* Half a column is left over at each side. */
	uint32_t x = width / 2 + column * width + width / 16;

	add_box(pad, (struct rst_pad_box) {
		.x = x,
		.y = part(pad, 28 + 20 * line),
		.width = width - width / 8,
		.height = part(pad, 17),
		.color = KEY,
	});
	add_text(pad, &letter, 1, x, width - width / 8, 32 + 20 * line, 1);
}

/* All orders are as likely, as far as 32 bits go. */
static void shuffle(char *digits, const uint32_t *random)
{
	for (uint32_t left = RST_PAD_DIGITS; left > 1; left--) {
		uint32_t from = random[left - 1] % left;
		char moved = digits[from];

		digits[from] = digits[left - 1];
		digits[left - 1] = moved;
	}
}

static void lay_out_keys(struct rst_pad *pad, const uint32_t *random)
{
	char digits[RST_PAD_DIGITS] = "0123456789";

	shuffle(digits, random);
	add_text(pad, "ENTER PIN", 9, 0, pad->width, 10, 2);
	for (uint32_t i = 0; i < RST_PAD_DIGITS; i++)
		add_key(pad, digits[i], i < 9 ? i % 3 : 1, i / 3);
}

static void lay_out_number(struct rst_pad *pad, uint32_t number)
{
	char digits[RST_PAD_DIGITS];
	size_t first = sizeof(digits);

	do {
		digits[--first] = '0' + number % 10;
		number /= 10;
	} while (number);

	add_text(pad, "CONFIRM", 7, 0, pad->width, 14, 2);
	add_text(pad, digits + first, sizeof(digits) - first, 0, pad->width, 46,
		 3);
	add_text(pad, "YES", 3, 0, pad->width / 2, 84, 2);
	add_text(pad, "NO", 2, pad->width / 2, pad->width / 2, 84, 2);
}

static bool is_possible(const struct rst_ui_picture *picture)
{
	return picture->kind <= RST_UI_CONFIRM &&
	       picture->width >= RST_UI_MIN_SIZE &&
	       picture->width <= RST_DISP_MAX_SIZE &&
	       picture->height >= RST_UI_MIN_SIZE &&
	       picture->height <= RST_DISP_MAX_SIZE;
}

enum rst_status rst_pad_init(struct rst_pad *pad,
			     const struct rst_ui_picture *picture,
			     const uint32_t random[RST_PAD_DIGITS])
{
	uint32_t frame = 4;

	if (!is_possible(picture))
		return RST_BAD_PARAMETERS;

	*pad = (struct rst_pad) {
		.width = picture->width,
		.height = picture->height,
	};
	add_box(pad, (struct rst_pad_box) {
		.width = pad->width, .height = pad->height, .color = FRAME,
	});
	add_box(pad, (struct rst_pad_box) {
		.x = frame, .y = frame,
		.width = pad->width - 2 * frame,
		.height = pad->height - 2 * frame,
		.color = GROUND,
	});
	if (picture->kind == RST_UI_PIN_PAD)
		lay_out_keys(pad, random);
	else
		lay_out_number(pad, picture->number);

	return RST_OK;
}

static uint8_t letter_dots(char letter, uint32_t line)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (letters[i].letter == letter)
			return letters[i].lines[line];

	return 0;
}

static bool is_inked(const struct rst_pad_box *box, uint32_t x, uint8_t dots)
{
	return !box->scale ||
	       dots >> (LETTER_WIDTH - 1 - x / box->scale) & 1;
}

static void draw_box(const struct rst_pad *pad, const struct rst_pad_box *box,
		     uint32_t y, uint8_t *line)
{
	uint8_t dots = 0;

	if (box->scale)
		dots = letter_dots(box->letter, (y - box->y) / box->scale);
	for (uint32_t x = 0; x < box->width && box->x + x < pad->width; x++) {
		uint8_t *to = line + (size_t)(box->x + x) * PIXEL;

		if (!is_inked(box, x, dots))
			continue;
		to[0] = box->color;
		to[1] = box->color >> 8;
		to[2] = box->color >> 16;
		to[3] = 255;
	}
}

void rst_pad_line(const struct rst_pad *pad, uint32_t y, uint8_t *line)
{
	for (int i = 0; i < pad->num_boxes; i++) {
		const struct rst_pad_box *box = &pad->boxes[i];

		if (y >= box->y && y < box->y + box->height)
			draw_box(pad, box, y, line);
	}
}
