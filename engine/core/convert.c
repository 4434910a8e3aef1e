// SPDX-License-Identifier: BSD-2-Clause
#include "convert.h"

#define PIXEL 4

/* Red's and blue's shares of luma are in ten thousandths. */
#define ONE 10000

/* Blue, green and red of some pixels, summed up. */
struct sum {
	uint32_t bgr[3];
	uint32_t count;
};

struct conversion {
	int64_t red;		/* shares of luma */
	int64_t green;
	int64_t blue;
	int64_t black;		/* the luma of black */
	int64_t luma_steps;	/* from black to white */
	int64_t chroma_steps;	/* from the least to the most */
};

static struct conversion conversion_of(const struct rst_disp_convert *job)
{
	bool bt709 = job->encoding == RST_DISP_ENCODING_BT709;
	bool full = job->range == RST_DISP_RANGE_FULL;
	struct conversion conversion = {
		.red = bt709 ? 2126 : 2990,
		.blue = bt709 ? 722 : 1140,
		.black = full ? 0 : 16,
		.luma_steps = full ? 255 : 219,
		.chroma_steps = full ? 255 : 224,
	};

	conversion.green = ONE - conversion.red - conversion.blue;

	return conversion;
}

/* @num / @den, which is not negative, rounded; 255 at most. */
static uint8_t nearest(int64_t num, int64_t den)
{
	int64_t value = (2 * num + den) / (2 * den);

	return value > 255 ? 255 : value;
}

/* In ten thousandths. */
static int64_t weighted(const struct conversion *conversion,
			const struct sum *sum)
{
	return conversion->blue * sum->bgr[0] + conversion->green * sum->bgr[1] +
	       conversion->red * sum->bgr[2];
}

static uint8_t luma_of(const struct conversion *conversion,
		       const struct sum *sum)
{
	const int64_t den = (int64_t)255 * ONE;

	return nearest(conversion->black * den +
		       conversion->luma_steps * weighted(conversion, sum), den);
}

/* The chroma of a colour whose share of luma is @share. */
static uint8_t chroma_of(const struct conversion *conversion,
			 const struct sum *sum, uint32_t color, int64_t share)
{
	const int64_t den = (int64_t)255 * sum->count * 2 * (ONE - share);
	const int64_t above = (int64_t)ONE * color - weighted(conversion, sum);

	return nearest(128 * den + conversion->chroma_steps * above, den);
}

static void add(struct sum *sum, const uint8_t *pixel)
{
	for (int i = 0; i < 3; i++)
		sum->bgr[i] += pixel[i];
	sum->count++;
}

static void convert_luma(const struct conversion *conversion, uint8_t *to,
			 const uint8_t *from, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++) {
		struct sum sum = { 0 };

		add(&sum, from + (size_t)x * PIXEL);
		to[x] = luma_of(conversion, &sum);
	}
}

/* Of two lines, or of the last one twice where the height is odd. */
static void convert_chroma(const struct conversion *conversion, uint8_t *to,
			   const uint8_t *upper, const uint8_t *lower,
			   uint32_t width)
{
	for (uint32_t x = 0; x < width; x += 2) {
		struct sum sum = { 0 };

		for (uint32_t i = x; i < width && i < x + 2; i++) {
			add(&sum, upper + (size_t)i * PIXEL);
			add(&sum, lower + (size_t)i * PIXEL);
		}
		to[x] = chroma_of(conversion, &sum, sum.bgr[0],
				  conversion->blue);
		to[x + 1] = chroma_of(conversion, &sum, sum.bgr[2],
				      conversion->red);
	}
}

/* Numbers of 32 bits, lines at most 4096: 64 bits are enough. */
static bool lines_fit(uint32_t stride, uint32_t offset, uint32_t row_size,
		      uint32_t rows, size_t size)
{
	return stride >= row_size &&
	       (uint64_t)stride * (rows - 1) + row_size + offset <= size;
}

static bool job_is_sane(const struct rst_disp_convert *job, size_t to_size,
			size_t from_size)
{
	return job->width && job->width <= RST_DISP_MAX_SIZE &&
	       job->height && job->height <= RST_DISP_MAX_SIZE &&
	       job->encoding <= RST_DISP_ENCODING_BT709 &&
	       job->range <= RST_DISP_RANGE_FULL &&
	       lines_fit(job->from_stride, job->from_offset,
			 job->width * PIXEL, job->height, from_size) &&
	       lines_fit(job->stride[0], job->offset[0], job->width,
			 job->height, to_size) &&
	       lines_fit(job->stride[1], job->offset[1],
			 (job->width + 1) / 2 * 2, (job->height + 1) / 2,
			 to_size);
}

enum rst_status rst_convert_picture(const struct rst_disp_convert *job,
				    uint8_t *to, size_t size, bool ordinary,
				    const struct rst_scanout_memory *from)
{
	const struct conversion conversion = conversion_of(job);

	if (!to || !from->data || !job_is_sane(job, size, from->size))
		return RST_BAD_PARAMETERS;
	if (!ordinary || !from->ordinary)
		return RST_DENIED;

	for (uint32_t y = 0; y < job->height; y++) {
		const uint8_t *line = from->data + job->from_offset +
				      (size_t)y * job->from_stride;
		bool last = y + 1 == job->height;

		convert_luma(&conversion, to + job->offset[0] +
			     (size_t)y * job->stride[0], line, job->width);
		if (y % 2 == 0)
			convert_chroma(&conversion, to + job->offset[1] +
				       (size_t)(y / 2) * job->stride[1], line,
				       last ? line : line + job->from_stride,
				       job->width);
	}

	return RST_OK;
}
