/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From luma and chroma to red, green and blue, exactly
 *
 * Results are the real numbers that BT.601 or BT.709 give, rounded to the
 * nearest of 0 to 255.
 */
#ifndef RST_YUV_H
#define RST_YUV_H

#include <stdint.h>

/**
 * struct rst_yuv - a conversion
 * @luma:	what one step of luma is worth, in 2^-45, as all of these
 * @red_cr:	and of chroma, for each colour
 * @green_cb:	subtracted
 * @green_cr:	subtracted
 * @blue_cb:	added
 * @black:	the luma of black
 */
struct rst_yuv {
	int64_t luma;
	int64_t red_cr;
	int64_t green_cb;
	int64_t green_cr;
	int64_t blue_cb;
	int32_t black;
};

/* @encoding and @range are RST_DISP_ENCODING_* and RST_DISP_RANGE_*. */
void rst_yuv_init(struct rst_yuv *yuv, uint32_t encoding, uint32_t range);

/*
 * Converts @count pixels to blue, green, red and 255. @phase is 1 where the
 * first of them is the second of the first chroma sample's.
 */
void rst_yuv_row(const struct rst_yuv *yuv, uint8_t *to, const uint8_t *luma,
		 const uint8_t *chroma, uint32_t phase, uint32_t count);

#endif /* RST_YUV_H */
