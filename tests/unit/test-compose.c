// SPDX-License-Identifier: GPL-2.0-only
/*
 * Composition against a slow reference: fractions of 128 bits, pixel by pixel,
 * written after the formulas in engine/protocol.h and those of the standards
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/compose.h"
#include "../../engine/core/copy.h"
#include "../../engine/core/crc32.h"
#include "../lib/tap.h"

#define WIDTH 37
#define HEIGHT 23
#define ROUNDS 3000

typedef __int128 wide;

struct fraction {
	wide num;
	wide den;
};

static struct fraction plus(struct fraction a, struct fraction b)
{
	return (struct fraction) { a.num * b.den + b.num * a.den, a.den * b.den };
}

static int nearest(struct fraction f)
{
	wide twice = 2 * f.num + f.den, den = 2 * f.den, whole = twice / den;

	if (twice < 0 || whole < 0)
		return 0;

	return whole > 255 ? 255 : (int)whole;
}

/* R' = Y' + 2 (1 - Kr) Pr, and so on, of Y' and P in their ranges. */
static void reference_rgb(int y, int cb, int cr, bool bt709, bool full, int *bgr)
{
	const wide kr = bt709 ? 2126 : 2990, kb = bt709 ? 722 : 1140;
	const wide kg = 10000 - kr - kb, chroma = full ? 255 : 224;
	const struct fraction luma = full ? (struct fraction) { y, 1 } :
		(struct fraction) { (wide)(y - 16) * 255, 219 };

	cb -= 128;
	cr -= 128;
	bgr[0] = nearest(plus(luma, (struct fraction) {
		2 * (10000 - kb) * 255 * cb, 10000 * chroma }));
	bgr[2] = nearest(plus(luma, (struct fraction) {
		2 * (10000 - kr) * 255 * cr, 10000 * chroma }));
	bgr[1] = nearest(plus(luma, (struct fraction) {
		-2 * 255 * (kb * (10000 - kb) * cb + kr * (10000 - kr) * cr),
		10000 * kg * chroma }));
}

struct test_layer {
	struct rst_disp_layer layer;
	uint8_t *data;
	size_t size;
};

/* Blue, green, red and alpha of a layer's pixel. */
static void reference_pixel(const struct test_layer *test, int x, int y, int *pixel)
{
	const struct rst_disp_layer *layer = &test->layer;
	const uint8_t *data = test->data + layer->offset[0] + (size_t)y * layer->stride[0];
	const uint8_t *chroma;

	pixel[3] = 255;
	if (layer->format == RST_DISP_FORMAT_NV12) {
		chroma = test->data + layer->offset[1] +
			 (size_t)((y + layer->phase[1]) / 2) * layer->stride[1] +
			 (x + layer->phase[0]) / 2 * 2;
		reference_rgb(data[x], chroma[0], chroma[1], layer->encoding, layer->range, pixel);
		return;
	}
	for (int i = 0; i < 3; i++)
		pixel[i] = data[4 * x + i];
	if (layer->format == RST_DISP_FORMAT_ARGB)
		pixel[3] = data[4 * x + 3];
}

static int reference_blend(const struct rst_disp_layer *layer, int color, int alpha, int under)
{
	const wide one = (wide)255 * 0xffff;
	wide pixel = (wide)alpha * layer->alpha, color_part = (wide)255 * layer->alpha;

	if (layer->format != RST_DISP_FORMAT_ARGB || layer->blend == RST_DISP_BLEND_NONE)
		pixel = color_part;
	else if (layer->blend == RST_DISP_BLEND_COVERAGE)
		color_part = pixel;

	return nearest((struct fraction) { color_part * color + (one - pixel) * under, one });
}

static void reference_layer(uint8_t *canvas, const struct test_layer *test, bool is_black)
{
	const struct rst_disp_layer *layer = &test->layer;

	for (int y = 0; y < HEIGHT; y++)
		for (int x = 0; x < WIDTH; x++) {
			uint8_t *to = canvas + 4 * (y * WIDTH + x);
			int pixel[4] = { 0, 0, 0, 255 };

			if (x < layer->x || x - layer->x >= (int)layer->width ||
			    y < layer->y || y - layer->y >= (int)layer->height)
				continue;
			if (!is_black)
				reference_pixel(test, x - layer->x, y - layer->y, pixel);
			for (int i = 0; i < 3; i++)
				to[i] = reference_blend(layer, pixel[i], pixel[3], to[i]);
		}
}

static int random_between(int least, int most)
{
	return least + rand() % (most - least + 1);
}

static uint32_t random_alpha(void)
{
	const uint32_t likely[] = { 0, 1, 0x7fff, 0x8000, 0xfffe, 0xffff, 0xffff, 0xffff };
	int i = random_between(0, 9);

	return i < 8 ? likely[i] : (uint32_t)random_between(0, 0xffff);
}

/* As large as it must be and no byte more, for the sanitizer to see. */
static void random_layer(struct test_layer *test)
{
	const uint32_t formats[] = {
		RST_DISP_FORMAT_XRGB, RST_DISP_FORMAT_ARGB, RST_DISP_FORMAT_NV12,
	};
	struct rst_disp_layer *layer = &test->layer;
	struct rst_picture shape;

	*layer = (struct rst_disp_layer) {
		.format = formats[random_between(0, 2)],
		.width = random_between(1, WIDTH + 5),
		.height = random_between(1, HEIGHT + 5),
		.x = random_between(-WIDTH - 6, WIDTH + 1),
		.y = random_between(-HEIGHT - 6, HEIGHT + 1),
		.zpos = random_between(0, 3),
		.alpha = random_alpha(),
		.blend = random_between(0, 2),
		.encoding = random_between(0, 1),
		.range = random_between(0, 1),
		.phase = { random_between(0, 1), random_between(0, 1) },
	};
	rst_layer_shape(layer, &shape);
	test->size = 0;
	for (int i = 0; i < shape.num_planes; i++) {
		const struct rst_plane *plane = &shape.planes[i];

		layer->offset[i] = test->size + random_between(0, 3);
		layer->stride[i] = plane->row_size + random_between(0, 9);
		test->size = layer->offset[i] + (size_t)layer->stride[i] * (plane->rows - 1) +
			     plane->row_size;
	}
	test->data = malloc(test->size);
	for (size_t i = 0; i < test->size; i++)
		test->data[i] = rand() >> 8;
}

static void reference_clear(uint8_t *canvas)
{
	for (int i = 0; i < WIDTH * HEIGHT; i++)
		memcpy(canvas + 4 * i, "\0\0\0\xff", 4);
}

/* Which are black is a bit each. */
static void reference(uint8_t *canvas, const struct test_layer *tests, int count, unsigned int black)
{
	reference_clear(canvas);
	for (uint32_t zpos = 0; zpos < 4; zpos++)
		for (int i = 0; i < count; i++)
			if (tests[i].layer.zpos == zpos)
				reference_layer(canvas, &tests[i], black >> i & 1);
}

static const struct rst_canvas *new_canvas(struct rst_canvas *canvas)
{
	*canvas = (struct rst_canvas) {
		.data = malloc(WIDTH * HEIGHT * 4),
		.stride = WIDTH * 4,
		.width = WIDTH,
		.height = HEIGHT,
	};
	memset(canvas->data, 0x5a, WIDTH * HEIGHT * 4);
	rst_canvas_clear(canvas);

	return canvas;
}

/* Fails if a pixel of any layers, anywhere, differs from the reference. */
static void test_random(void)
{
	int wrong = 0;

	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		struct test_layer tests[RST_DISP_MAX_LAYERS];
		struct rst_composed composed[RST_DISP_MAX_LAYERS];
		int count = random_between(0, RST_DISP_MAX_LAYERS);
		uint8_t expected[WIDTH * HEIGHT * 4];
		struct rst_canvas canvas;

		for (int i = 0; i < count; i++) {
			random_layer(&tests[i]);
			composed[i].layer = &tests[i].layer;
			wrong += !rst_layer_find(&tests[i].layer, tests[i].data, tests[i].size,
						 &composed[i].picture);
		}
		reference(expected, tests, count, 0);
		rst_compose(new_canvas(&canvas), composed, count);
		wrong += !!memcmp(canvas.data, expected, sizeof(expected));
		free(canvas.data);
		for (int i = 0; i < count; i++)
			free(tests[i].data);
	}
	tap(!wrong, "%d pictures of up to %d layers are exact (%d wrong)", ROUNDS,
	    RST_DISP_MAX_LAYERS, wrong);
}

/* Fails if any of the 2^24 triples is not the nearest colour. */
static void test_colors(bool bt709, bool full)
{
	uint8_t luma[256], chroma[256], to[256 * 4];
	struct rst_yuv yuv;
	int wrong = 0;

	for (int i = 0; i < 256; i++)
		luma[i] = i;
	rst_yuv_init(&yuv, bt709, full);
	for (int cb = 0; cb < 256; cb++)
		for (int cr = 0; cr < 256; cr++) {
			for (int i = 0; i < 256; i += 2) {
				chroma[i] = cb;
				chroma[i + 1] = cr;
			}
			rst_yuv_row(&yuv, to, luma, chroma, 0, 256);
			for (int y = 0; y < 256; y++) {
				int bgr[3];

				reference_rgb(y, cb, cr, bt709, full, bgr);
				for (int i = 0; i < 3; i++)
					wrong += to[4 * y + i] != bgr[i];
			}
		}
	tap(!wrong, "BT.%s, %s range: each colour is the nearest (%d are not)",
	    bt709 ? "709" : "601", full ? "full" : "limited", wrong);
}

/* White, black and grey of both ranges, by hand. */
static void test_known_colors(void)
{
	static const struct {
		uint8_t luma, cb, cr;
		bool bt709, full;
		uint8_t rgb[3];
	} known[] = {
		{ 235, 128, 128, false, false, { 255, 255, 255 } },
		{ 16, 128, 128, true, false, { 0, 0, 0 } },
		{ 128, 128, 128, false, true, { 128, 128, 128 } },
		{ 81, 90, 240, false, false, { 254, 0, 0 } },
		{ 63, 102, 240, true, false, { 255, 1, 0 } },
		{ 255, 0, 0, false, true, { 76, 255, 28 } },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const uint8_t chroma[2] = { known[i].cb, known[i].cr };
		struct rst_yuv yuv;
		uint8_t to[4];

		rst_yuv_init(&yuv, known[i].bt709, known[i].full);
		rst_yuv_row(&yuv, to, &known[i].luma, chroma, 0, 1);
		tap(to[2] == known[i].rgb[0] && to[1] == known[i].rgb[1] &&
		    to[0] == known[i].rgb[2], "%u,%u,%u is %u,%u,%u (%u,%u,%u)", known[i].luma,
		    known[i].cb, known[i].cr, known[i].rgb[0], known[i].rgb[1], known[i].rgb[2],
		    to[2], to[1], to[0]);
	}
}

static struct rst_disp_copy new_copy(void)
{
	return (struct rst_disp_copy) {
		.width = WIDTH,
		.height = HEIGHT,
		.stride = WIDTH * 4,
		.flags = RST_DISP_COPY_BEGIN,
	};
}

/* Draws the layers over a copy, two a call, as the driver does. */
static enum rst_status copy_in_pairs(uint8_t *to, struct test_layer *tests, int count,
				     unsigned int restricted, uint32_t *crc)
{
	enum rst_status status = RST_OK;

	for (int i = 0; !status && i < count; i += 2) {
		struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
		struct rst_disp_copy job = new_copy();

		if (i)
			job.flags = 0;
		for (int n = 0; n < 2 && i + n < count; n++) {
			job.layers[n] = tests[i + n].layer;
			job.layers[n].memory = n + 1;
			memory[n + 1] = (struct rst_scanout_memory) {
				.data = tests[i + n].data,
				.size = tests[i + n].size,
				.ordinary = !(restricted >> (i + n) & 1),
			};
		}
		status = rst_copy_layers(&job, to, WIDTH * HEIGHT * 4, true, memory);
		*crc = job.crc;
	}

	return status;
}

/* Fails if a restricted pixel is read, or if pieces make another picture than the whole. */
static void test_copies(void)
{
	uint8_t expected[WIDTH * HEIGHT * 4], to[WIDTH * HEIGHT * 4];
	int wrong = 0;

	srand(2);
	for (int round = 0; round < ROUNDS / 10; round++) {
		struct test_layer tests[RST_DISP_MAX_LAYERS];
		unsigned int restricted = rand() >> 4 & 0xff;
		uint32_t crc = 0;

		for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
			random_layer(&tests[i]);
			tests[i].layer.zpos = i / 2;
		}
		reference(expected, tests, RST_DISP_MAX_LAYERS, restricted);
		/* Nobody has to have restricted pixels here: no byte can be read. */
		for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
			if (restricted >> i & 1) {
				free(tests[i].data);
				tests[i].data = malloc(1);
			}
		wrong += copy_in_pairs(to, tests, RST_DISP_MAX_LAYERS, restricted, &crc) != RST_OK;
		wrong += !!memcmp(to, expected, sizeof(to));
		wrong += crc != rst_crc32(0, expected, sizeof(expected));
		for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
			free(tests[i].data);
	}
	tap(!wrong, "a copy is exact, its restricted layers black (%d wrong)", wrong);
}

static void test_none(void)
{
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { 0 };
	uint8_t to[WIDTH * HEIGHT * 4], expected[sizeof(to)];
	struct rst_disp_copy job = new_copy();
	struct test_layer test = {
		.layer = {
			.format = RST_DISP_FORMAT_NV12, .memory = RST_DISP_MEMORY_NONE,
			.width = 8, .height = 8, .alpha = 0x8000,
		},
	};

	memset(to, 0xc0, sizeof(to));
	memset(expected, 0xc0, sizeof(expected));
	job.flags = 0;
	job.layers[5] = test.layer;
	reference_layer(expected, &test, true);
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 8; x++)
			expected[4 * (y * WIDTH + x) + 3] = 0xff;
	tap(rst_copy_layers(&job, to, sizeof(to), true, memory) == RST_OK &&
	    !memcmp(to, expected, sizeof(to)), "a layer in no memory is black, at its alpha");
}

static uint8_t layer_bytes[64 * 4];

#define REFUSED(answer, set, what) do { \
	struct rst_scanout_memory memory[RST_DISP_MAX_MEMORIES] = { \
		[1] = { .data = layer_bytes, .size = sizeof(layer_bytes), .ordinary = true }, \
	}; \
	static uint8_t to[WIDTH * HEIGHT * 4]; \
	struct rst_disp_copy job = new_copy(); \
	struct rst_disp_layer *layer = &job.layers[0]; \
	size_t size = sizeof(to); \
	bool ordinary = true; \
	*layer = (struct rst_disp_layer) { \
		.format = RST_DISP_FORMAT_XRGB, .memory = 1, .stride = { 32 }, \
		.width = 8, .height = 8, .alpha = RST_DISP_MAX_ALPHA, \
	}; \
	memset(to, 0x11, sizeof(to)); \
	set; \
	tap(rst_copy_layers(&job, to, size, ordinary, memory) == (answer) && \
	    ((answer) == RST_OK || (to[0] == 0x11 && !job.crc)), "%s", what); \
} while (0)

static void test_hostile(void)
{
	REFUSED(RST_OK, (void)0, "a layer that ends with its memory is drawn");
	REFUSED(RST_DENIED, ordinary = false, "a copy in restricted memory is refused");
	REFUSED(RST_BAD_PARAMETERS, size--, "a copy of one byte beyond its memory is refused");
	REFUSED(RST_BAD_PARAMETERS, job.offset++, "an offset of one byte too many is refused");
	REFUSED(RST_BAD_PARAMETERS, job.offset = UINT32_MAX, "an offset of 4 GiB is refused");
	REFUSED(RST_BAD_PARAMETERS, job.stride--, "a stride below a line is refused");
	REFUSED(RST_BAD_PARAMETERS, job.stride = UINT32_MAX, "a stride of 4 GiB is refused");
	REFUSED(RST_BAD_PARAMETERS, job.width = 0, "a copy without width is refused");
	REFUSED(RST_BAD_PARAMETERS, job.width = 0x40000000, "a width that wraps is refused");
	REFUSED(RST_BAD_PARAMETERS, job.height = RST_DISP_MAX_SIZE + 1,
		"a height above the largest is refused");
	REFUSED(RST_BAD_PARAMETERS, job.flags = 2, "an unknown flag is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->memory = 0, "a layer in the copy's memory is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->memory = 2, "a layer without memory is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->memory = 3, "a memory that no call has is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->flags = RST_DISP_LAYER_UNCHANGED,
		"an unchanged layer is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->offset[0]++, "a layer one byte off is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->stride[0] = 0x80000000, "a stride that wraps is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->width = 0x40000008, "a layer that wraps is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->alpha = 0x10000, "an alpha above opaque is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->blend = 3, "an unknown blend mode is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->encoding = 2, "an unknown encoding is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->range = 2, "an unknown range is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->phase[0] = 2, "an unknown phase by x is refused");
	REFUSED(RST_BAD_PARAMETERS, layer->phase[1] = 2, "an unknown phase by y is refused");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_random);
	for (int i = 0; i < 4; i++)
		TAP_CASE(test_colors, i & 1, i & 2);
	TAP_CASE(test_known_colors);
	TAP_CASE(test_copies);
	TAP_CASE(test_none);
	TAP_CASE(test_hostile);

	return tap_done();
}
