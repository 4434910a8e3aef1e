// SPDX-License-Identifier: BSD-2-Clause
#include "../protocol.h"
#include "yuv.h"

/*
 * In lowest terms the results' denominators are below 2^34. So a result that is
 * not right in the middle between two integers is more than 2^-35 away from it,
 * and the sum of three products, of a coefficient and at most 255, is off by less
 * than 2^-36. With that much added, what is in the middle goes up.
 */
#define FRACTION 45

/* Red's and blue's shares of luma are in ten thousandths. */
#define ONE 10000

static const struct {
	uint64_t red;
	uint64_t blue;
} shares[] = {
	[RST_DISP_ENCODING_BT601] = { 2990, 1140 },
	[RST_DISP_ENCODING_BT709] = { 2126, 722 },
};

/* p / q, rounded; both below 2^62. */
static int64_t fixed(uint64_t p, uint64_t q)
{
	uint64_t quotient = p / q, rest = p % q;

	for (int i = 0; i < FRACTION; i++) {
		rest *= 2;
		quotient = quotient * 2 + (rest >= q);
		rest -= rest >= q ? q : 0;
	}

	return quotient + (rest * 2 >= q);
}

void rst_yuv_init(struct rst_yuv *yuv, uint32_t encoding, uint32_t range)
{
	const uint64_t red = shares[encoding].red, blue = shares[encoding].blue;
	const uint64_t green = ONE - red - blue;
	const uint64_t steps = range == RST_DISP_RANGE_FULL ? 255 : 224;

	yuv->black = range == RST_DISP_RANGE_FULL ? 0 : 16;
	yuv->luma = fixed(255, range == RST_DISP_RANGE_FULL ? 255 : 219);
	yuv->red_cr = fixed(255 * 2 * (ONE - red), steps * ONE);
	yuv->blue_cb = fixed(255 * 2 * (ONE - blue), steps * ONE);
	yuv->green_cr = fixed(255 * 2 * red * (ONE - red), steps * green * ONE);
	yuv->green_cb = fixed(255 * 2 * blue * (ONE - blue),
			      steps * green * ONE);
}

static uint8_t rounded(int64_t value)
{
	value += ((int64_t)1 << (FRACTION - 1)) + (1 << (FRACTION - 36));
	if (value < 0)
		return 0;
	value >>= FRACTION;

	return value > 255 ? 255 : value;
}

void rst_yuv_row(const struct rst_yuv *yuv, uint8_t *to, const uint8_t *luma,
		 const uint8_t *chroma, uint32_t phase, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++, to += 4) {
		const uint8_t *sample = chroma + (phase + i) / 2 * 2;
		int64_t y = yuv->luma * (luma[i] - yuv->black);
		int32_t cb = sample[0] - 128, cr = sample[1] - 128;

		to[0] = rounded(y + yuv->blue_cb * cb);
		to[1] = rounded(y - yuv->green_cb * cb - yuv->green_cr * cr);
		to[2] = rounded(y + yuv->red_cr * cr);
		to[3] = 255;
	}
}
