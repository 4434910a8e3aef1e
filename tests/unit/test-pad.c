// SPDX-License-Identifier: GPL-2.0-only
/* The picture of a trusted user interface, at every size at the edges */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/pad.h"
#include "../lib/tap.h"

static struct rst_ui_picture picture_of(uint32_t kind, uint32_t width, uint32_t height)
{
	return (struct rst_ui_picture) {
		.kind = kind, .width = width, .height = height, .number = UINT32_MAX,
	};
}

/* NULL where it can't be drawn. Each line is written once, and no byte more. */
static uint8_t *draw(const struct rst_ui_picture *picture, const uint32_t *random)
{
	size_t line = (size_t)picture->width * 4;
	struct rst_pad pad;
	uint8_t *to;

	if (rst_pad_init(&pad, picture, random))
		return NULL;
	to = malloc(line * picture->height);
	for (uint32_t y = 0; y < picture->height; y++) {
		uint8_t *own = malloc(line);	/* the sanitizer sees its end */

		memset(own, 0, line);
		rst_pad_line(&pad, y, own);
		memcpy(to + y * line, own, line);
		free(own);
	}

	return to;
}

static bool is_opaque(const uint8_t *pixels, const struct rst_ui_picture *picture)
{
	for (size_t i = 3; i < (size_t)picture->width * picture->height * 4; i += 4)
		if (pixels[i] != 255)
			return false;

	return true;
}

static void test_sizes(void)
{
	static const uint32_t sizes[] = { 128, 129, 160, 641, 4096 };
	const uint32_t random[RST_PAD_DIGITS] = { 0 };
	bool opaque = true;

	for (size_t w = 0; w < 5; w++)
		for (size_t h = 0; h < 5; h++)
			for (uint32_t kind = 0; kind <= RST_UI_CONFIRM; kind++) {
				struct rst_ui_picture picture =
					picture_of(kind, sizes[w], sizes[h]);
				uint8_t *pixels = draw(&picture, random);

				opaque &= pixels && is_opaque(pixels, &picture);
				free(pixels);
			}
	tap(opaque, "each pixel of pictures from 128x128 to 4096x4096 is drawn");
}

static void expect_refused(struct rst_ui_picture picture, const char *what)
{
	const uint32_t random[RST_PAD_DIGITS] = { 0 };
	struct rst_pad pad;

	tap(rst_pad_init(&pad, &picture, random) == RST_BAD_PARAMETERS, "refused: %s", what);
}

static void test_nonsense(void)
{
	expect_refused(picture_of(2, 640, 360), "an unknown kind");
	expect_refused(picture_of(0, 127, 360), "too narrow a picture");
	expect_refused(picture_of(0, 640, 127), "too low a picture");
	expect_refused(picture_of(0, 4097, 360), "too wide a picture");
	expect_refused(picture_of(0, 640, UINT32_MAX), "too high a picture");
}

/* A key's letter, by its colour at the key's place: which digits are where. */
static bool all_letters_once(const uint32_t *random)
{
	struct rst_ui_picture picture = picture_of(RST_UI_PIN_PAD, 640, 360);
	struct rst_pad pad;
	int counts[256] = { 0 };

	rst_pad_init(&pad, &picture, random);
	for (int i = 0; i < pad.num_boxes; i++)
		counts[(uint8_t)pad.boxes[i].letter] += pad.boxes[i].scale != 0;
	for (int digit = '0'; digit <= '9'; digit++)
		if (counts[digit] != 1)
			return false;

	return true;
}

static void test_digits(void)
{
	struct rst_ui_picture picture = picture_of(RST_UI_PIN_PAD, 640, 360);
	uint32_t random[RST_PAD_DIGITS];
	uint8_t *last = NULL;
	int once = 0, other = 0;

	srand(1);
	for (int round = 0; round < 20; round++) {
		uint8_t *pixels;

		for (int i = 0; i < RST_PAD_DIGITS; i++)
			random[i] = (uint32_t)rand() * 2654435761u;
		once += all_letters_once(random);
		pixels = draw(&picture, random);
		other += last && memcmp(last, pixels, 640 * 360 * 4);
		free(last);
		last = pixels;
	}
	free(last);
	tap(once == 20, "each digit is there once");
	tap(other == 19, "in other places each time");
}

static void test_number(void)
{
	struct rst_ui_picture picture = picture_of(RST_UI_CONFIRM, 640, 360);
	const uint32_t random[RST_PAD_DIGITS] = { 0 };
	static const uint32_t numbers[] = { 0, 7, 70, 1000000, UINT32_MAX };
	uint8_t *pixels[5];
	bool differ = true;

	for (int i = 0; i < 5; i++) {
		picture.number = numbers[i];
		pixels[i] = draw(&picture, random);
		for (int j = 0; j < i; j++)
			differ &= !!memcmp(pixels[i], pixels[j], 640 * 360 * 4);
	}
	for (int i = 0; i < 5; i++)
		free(pixels[i]);
	tap(differ, "another number is another picture");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_sizes);
	TAP_CASE(test_nonsense);
	TAP_CASE(test_digits);
	TAP_CASE(test_number);

	return tap_done();
}
