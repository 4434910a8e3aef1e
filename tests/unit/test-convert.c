// SPDX-License-Identifier: GPL-2.0-only
/*
 * The copy as NV12 against a slow reference: fractions of 128 bits, written after
 * the formulas of the standards
 */
#include <stdlib.h>
#include <string.h>

#include "../../engine/core/convert.h"
#include "../../engine/core/yuv.h"
#include "../lib/tap.h"

#define MOST 19
#define ROUNDS 4000

typedef __int128 wide;

/* Halves up. */
static int nearest(wide num, wide den)
{
	wide twice = 2 * num + den, whole = twice / (2 * den);

	if (twice < 0)
		return 0;

	return whole > 255 ? 255 : (int)whole;
}

/*
 * E'Y, E'Cb and E'Cr of the means of @count pixels, in their ranges. The shares
 * are in ten thousandths; all has the denominator that it needs.
 */
static void reference(const int *bgr, int count, bool bt709, bool full, int *ycc)
{
	const wide kr = bt709 ? 2126 : 2990, kb = bt709 ? 722 : 1140;
	const wide y = kb * bgr[0] + (10000 - kr - kb) * bgr[1] + kr * bgr[2];
	const wide den = (wide)10000 * 255 * count, steps = full ? 255 : 224;

	ycc[0] = full ? nearest(y * 255, den) : nearest(y * 219 + 16 * den, den);
	ycc[1] = nearest((10000 * (wide)bgr[0] - y) * 10000 * steps +
			 128 * 2 * (10000 - kb) * den, 2 * (10000 - kb) * den);
	ycc[2] = nearest((10000 * (wide)bgr[2] - y) * 10000 * steps +
			 128 * 2 * (10000 - kr) * den, 2 * (10000 - kr) * den);
}

struct picture {
	struct rst_disp_convert job;
	uint8_t *from, *to, *expected;
	size_t from_size, to_size;
};

static int random_between(int least, int most)
{
	return least + rand() % (most - least + 1);
}

/* As large as it must be and no byte more, for the sanitizer to see. */
static void new_picture(struct picture *picture, uint32_t width, uint32_t height)
{
	struct rst_disp_convert *job = &picture->job;
	uint32_t chroma = (width + 1) / 2 * 2;

	*job = (struct rst_disp_convert) {
		.width = width,
		.height = height,
		.from_stride = width * 4 + random_between(0, 9),
		.from_offset = random_between(0, 5),
		.stride = { width + random_between(0, 9), chroma + random_between(0, 9) },
		.offset = { random_between(0, 5) },
		.encoding = random_between(0, 1),
		.range = random_between(0, 1),
	};
	job->offset[1] = job->offset[0] + job->stride[0] * height + random_between(0, 5);
	picture->from_size = job->from_offset + job->from_stride * (height - 1) + width * 4;
	picture->to_size = job->offset[1] + job->stride[1] * ((height + 1) / 2 - 1) + chroma;
	picture->from = malloc(picture->from_size);
	picture->to = malloc(picture->to_size);
	picture->expected = malloc(picture->to_size);
	for (size_t i = 0; i < picture->from_size; i++)
		picture->from[i] = rand() >> 8;
	memset(picture->to, 0xa5, picture->to_size);
	memset(picture->expected, 0xa5, picture->to_size);
}

static void free_picture(struct picture *picture)
{
	free(picture->from);
	free(picture->to);
	free(picture->expected);
}

static enum rst_status convert(const struct picture *picture)
{
	const struct rst_scanout_memory from = {
		.data = picture->from, .size = picture->from_size, .ordinary = true,
	};

	return rst_convert_picture(&picture->job, picture->to, picture->to_size, true, &from);
}

/* The means of the pixels of a rectangle that there are. */
static void expect(const struct picture *picture, uint32_t x, uint32_t y, uint32_t size, int *ycc)
{
	const struct rst_disp_convert *job = &picture->job;
	int bgr[3] = { 0 }, count = 0;

	for (uint32_t j = y; j < y + size && j < job->height; j++)
		for (uint32_t i = x; i < x + size && i < job->width; i++, count++)
			for (int c = 0; c < 3; c++)
				bgr[c] += picture->from[job->from_offset + j * job->from_stride +
							4 * i + c];
	reference(bgr, count, job->encoding, job->range, ycc);
}

static void expect_all(struct picture *picture)
{
	const struct rst_disp_convert *job = &picture->job;
	int ycc[3];

	for (uint32_t y = 0; y < job->height; y++)
		for (uint32_t x = 0; x < job->width; x++) {
			expect(picture, x, y, 1, ycc);
			picture->expected[job->offset[0] + y * job->stride[0] + x] = ycc[0];
			if (x % 2 || y % 2)
				continue;
			expect(picture, x, y, 2, ycc);
			for (int i = 0; i < 2; i++)
				picture->expected[job->offset[1] + y / 2 * job->stride[1] + x + i] =
					ycc[1 + i];
		}
}

/* Fails if one sample differs, or a byte between the lines is written. */
static void test_random(void)
{
	int wrong = 0;

	srand(3);
	for (int round = 0; round < ROUNDS; round++) {
		struct picture picture;

		new_picture(&picture, random_between(1, MOST), random_between(1, MOST));
		expect_all(&picture);
		wrong += convert(&picture) != RST_OK ||
			 memcmp(picture.to, picture.expected, picture.to_size);
		free_picture(&picture);
	}
	tap(!wrong, "%d pictures of odd and even sizes are exact (%d wrong)", ROUNDS, wrong);
}

/* Every seventh value of each colour, and 255: halves are among them. */
static void test_colors(bool bt709, bool full)
{
	struct rst_disp_convert job = {
		.width = 1, .height = 1, .from_stride = 4, .stride = { 1, 2 }, .offset = { 0, 1 },
		.encoding = bt709, .range = full,
	};
	int wrong = 0;

	for (int b = 0; b <= 255; b += b == 252 ? 3 : 7)
		for (int g = 0; g <= 255; g++)
			for (int r = 0; r <= 255; r++) {
				const uint8_t pixel[4] = { b, g, r, 0x77 };
				const int bgr[3] = { b, g, r };
				const struct rst_scanout_memory from = { pixel, 4, true };
				uint8_t to[3];
				int ycc[3];

				reference(bgr, 1, bt709, full, ycc);
				wrong += rst_convert_picture(&job, to, 3, true, &from) != RST_OK;
				for (int i = 0; i < 3; i++)
					wrong += to[i] != ycc[i];
			}
	tap(!wrong, "BT.%s, %s range: each colour is the nearest (%d are not)",
	    bt709 ? "709" : "601", full ? "full" : "limited", wrong);
}

/* By hand, and as the panel would show what comes out. */
static void test_known(void)
{
	static const struct {
		uint8_t bgr[4];
		bool bt709, full;
		uint8_t ycc[3];
	} known[] = {
		{ { 255, 255, 255 }, false, false, { 235, 128, 128 } },
		{ { 0, 0, 0 }, true, false, { 16, 128, 128 } },
		{ { 0, 0, 0 }, false, true, { 0, 128, 128 } },
		{ { 0, 0, 255 }, false, false, { 81, 90, 240 } },
		{ { 0, 0, 255 }, true, false, { 63, 102, 240 } },
		{ { 255, 0, 0 }, false, true, { 29, 255, 107 } },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const struct rst_disp_convert job = {
			.width = 1, .height = 1, .from_stride = 4, .stride = { 1, 2 },
			.offset = { 0, 1 }, .encoding = known[i].bt709, .range = known[i].full,
		};
		const struct rst_scanout_memory from = { known[i].bgr, 4, true };
		struct rst_yuv yuv;
		uint8_t to[3], back[4];
		int off = 0;

		tap(rst_convert_picture(&job, to, 3, true, &from) == RST_OK &&
		    !memcmp(to, known[i].ycc, 3), "%u,%u,%u is %u,%u,%u", known[i].bgr[2],
		    known[i].bgr[1], known[i].bgr[0], to[0], to[1], to[2]);
		rst_yuv_init(&yuv, known[i].bt709, known[i].full);
		rst_yuv_row(&yuv, back, to, to + 1, 0, 1);
		for (int c = 0; c < 3; c++)
			off += abs(back[c] - known[i].bgr[c]) > 2;
		tap(!off, "and is shown as that, within two steps");
	}
}

#define REFUSED(answer, set, what) do { \
	static uint8_t bytes[8 * 8 * 4]; \
	struct rst_scanout_memory from = { bytes, sizeof(bytes), true }; \
	struct rst_disp_convert job = { \
		.width = 8, .height = 8, .from_stride = 32, .stride = { 8, 8 }, \
		.offset = { 0, 64 }, \
	}; \
	uint8_t target[96], *to = target; \
	size_t size = sizeof(target); \
	bool ordinary = true; \
	memset(target, 0x11, sizeof(target)); \
	set; \
	tap(rst_convert_picture(&job, to, size, ordinary, &from) == (answer) && \
	    ((answer) == RST_OK || target[0] == 0x11), "%s", what); \
} while (0)

static void test_hostile(void)
{
	REFUSED(RST_OK, (void)0, "a picture that ends with its memory is converted");
	REFUSED(RST_DENIED, ordinary = false, "into restricted memory: refused");
	REFUSED(RST_DENIED, from.ordinary = false, "from restricted memory: refused");
	REFUSED(RST_BAD_PARAMETERS, to = NULL, "into none: refused");
	REFUSED(RST_BAD_PARAMETERS, from.data = NULL, "from none: refused");
	REFUSED(RST_BAD_PARAMETERS, size--, "chroma one byte beyond: refused");
	REFUSED(RST_BAD_PARAMETERS, from.size--, "a copy one byte beyond: refused");
	REFUSED(RST_BAD_PARAMETERS, job.offset[0] = 33, "luma one byte beyond: refused");
	REFUSED(RST_BAD_PARAMETERS, job.offset[1] = UINT32_MAX, "an offset of 4 GiB: refused");
	REFUSED(RST_BAD_PARAMETERS, job.from_offset = 1, "the copy's offset: refused");
	REFUSED(RST_BAD_PARAMETERS, job.stride[0]--, "luma's stride below a line: refused");
	REFUSED(RST_BAD_PARAMETERS, job.stride[1]--, "chroma's stride below a line: refused");
	REFUSED(RST_BAD_PARAMETERS, job.from_stride--, "the copy's stride below a line: refused");
	REFUSED(RST_BAD_PARAMETERS, job.stride[0] = UINT32_MAX, "a stride of 4 GiB: refused");
	REFUSED(RST_BAD_PARAMETERS, job.width = 0, "no width: refused");
	REFUSED(RST_BAD_PARAMETERS, job.height = 0, "no height: refused");
	REFUSED(RST_BAD_PARAMETERS, job.width = 0x40000001, "a width that wraps: refused");
	REFUSED(RST_BAD_PARAMETERS, job.height = RST_DISP_MAX_SIZE + 1, "a height above: refused");
	REFUSED(RST_BAD_PARAMETERS, job.encoding = 2, "an unknown encoding: refused");
	REFUSED(RST_BAD_PARAMETERS, job.range = 2, "an unknown range: refused");
}

int main(int argc, char **argv)
{
	tap_start(argc, argv);
	TAP_CASE(test_random);
	for (int i = 0; i < 4; i++)
		TAP_CASE(test_colors, i & 1, i & 2);
	TAP_CASE(test_known);
	TAP_CASE(test_hostile);

	return tap_done();
}
