// SPDX-License-Identifier: BSD-2-Clause
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "jpeg.h"

/* Rows that libjpeg takes at a time: a row of blocks of 4:2:0. */
#define LUMA_ROWS	(2 * DCTSIZE)
#define CHROMA_ROWS	DCTSIZE

/* Where bytes beyond the output's end go, to be counted only. */
#define SCRAP_SIZE	256

#define LIMITED_RANGE	"CS=ITU601"

/* libjpeg's structures come first, so that its pointers to them are ours. */
struct errors {
	struct jpeg_error_mgr manager;
	jmp_buf escape;
};

struct sink {
	struct jpeg_destination_mgr manager;
	uint8_t *out;
	size_t out_size;
	size_t scrapped;	/* bytes, in whole scraps */
	bool full;
	uint8_t scrap[SCRAP_SIZE];
};

/* The picture's rows, each as long as libjpeg reads. */
struct rows {
	JSAMPARRAY plane[3];
};

static void on_error(j_common_ptr common)
{
	struct errors *errors = (struct errors *)common->err;

	longjmp(errors->escape, 1);
}

static void on_message(j_common_ptr common, int level)
{
	(void)common;
	(void)level;
}

static void on_output(j_common_ptr common)
{
	(void)common;
}

static void on_format(j_common_ptr common, char *text)
{
	(void)common;
	*text = 0;
}

static void on_reset(j_common_ptr common)
{
	common->err->msg_code = 0;
	common->err->num_warnings = 0;
}

static struct jpeg_error_mgr *errors_open(struct errors *errors)
{
	memset(errors, 0, sizeof(*errors));
	errors->manager.error_exit = on_error;
	errors->manager.emit_message = on_message;
	errors->manager.output_message = on_output;
	errors->manager.format_message = on_format;
	errors->manager.reset_error_mgr = on_reset;

	return &errors->manager;
}

static void sink_begin(j_compress_ptr jpeg)
{
	struct sink *sink = (struct sink *)jpeg->dest;

	sink->full = !sink->out_size;
	sink->scrapped = 0;
	sink->manager.next_output_byte = sink->full ? sink->scrap : sink->out;
	sink->manager.free_in_buffer = sink->full ? SCRAP_SIZE : sink->out_size;
}

/* The buffer is full, whatever the manager says of what is free in it. */
static boolean sink_full(j_compress_ptr jpeg)
{
	struct sink *sink = (struct sink *)jpeg->dest;

	if (sink->full)
		sink->scrapped += SCRAP_SIZE;
	sink->full = true;
	sink->manager.next_output_byte = sink->scrap;
	sink->manager.free_in_buffer = SCRAP_SIZE;

	return TRUE;
}

static void sink_end(j_compress_ptr jpeg)
{
	(void)jpeg;
}

static size_t sink_bytes(const struct sink *sink)
{
	if (!sink->full)
		return sink->out_size - sink->manager.free_in_buffer;

	return sink->out_size + sink->scrapped +
	       (SCRAP_SIZE - sink->manager.free_in_buffer);
}

static struct jpeg_destination_mgr *sink_open(struct sink *sink, uint8_t *out,
					      size_t out_size)
{
	memset(sink, 0, sizeof(*sink));
	sink->out = out;
	sink->out_size = out_size;
	sink->manager.init_destination = sink_begin;
	sink->manager.empty_output_buffer = sink_full;
	sink->manager.term_destination = sink_end;

	return &sink->manager;
}

static uint32_t half(uint32_t pixels)
{
	return (pixels + 1) / 2;
}

static bool picture_is_sane(const struct rst_jpeg_picture *picture)
{
	return picture->luma && picture->chroma && picture->width &&
	       picture->height && picture->width <= RST_JPEG_MAX_SIZE &&
	       picture->height <= RST_JPEG_MAX_SIZE &&
	       picture->luma_stride >= picture->width &&
	       picture->chroma_stride >= 2 * (size_t)half(picture->width);
}

static void describe(j_compress_ptr jpeg,
		     const struct rst_jpeg_picture *picture, uint32_t quality)
{
	jpeg->image_width = picture->width;
	jpeg->image_height = picture->height;
	jpeg->input_components = 3;
	jpeg->in_color_space = JCS_YCbCr;
	jpeg_set_defaults(jpeg);	/* 4:2:0, among others */
	jpeg_set_quality(jpeg, quality, TRUE);
	jpeg->raw_data_in = TRUE;
	jpeg->dct_method = JDCT_ISLOW;
}

static void rows_open(struct rows *rows, j_compress_ptr jpeg)
{
	for (int i = 0; i < 3; i++)
		rows->plane[i] = jpeg->mem->alloc_sarray((j_common_ptr)jpeg,
			JPOOL_IMAGE,
			jpeg->comp_info[i].width_in_blocks * DCTSIZE,
			i ? CHROMA_ROWS : LUMA_ROWS);
}

/* Blocks at the edges are filled up with the last sample. */
static void extend(JSAMPROW row, uint32_t width, uint32_t full)
{
	memset(row + width, row[width - 1], full - width);
}

static uint32_t clamp(uint32_t line, uint32_t lines)
{
	return line < lines ? line : lines - 1;
}

static void fetch_luma(JSAMPROW out, uint32_t full,
		       const struct rst_jpeg_picture *picture, uint32_t line)
{
	line = clamp(line, picture->height);
	memcpy(out, picture->luma + line * picture->luma_stride,
	       picture->width);
	extend(out, picture->width, full);
}

static void fetch_chroma(JSAMPROW u, JSAMPROW v, uint32_t full,
			 const struct rst_jpeg_picture *picture, uint32_t line)
{
	uint32_t pairs = half(picture->width);
	const uint8_t *in;

	line = clamp(line, half(picture->height));
	in = picture->chroma + line * picture->chroma_stride;
	for (uint32_t x = 0; x < pairs; x++) {
		u[x] = in[2 * x];
		v[x] = in[2 * x + 1];
	}
	extend(u, pairs, full);
	extend(v, pairs, full);
}

static void write_rows(j_compress_ptr jpeg, struct rows *rows,
		       const struct rst_jpeg_picture *picture)
{
	uint32_t luma = jpeg->comp_info[0].width_in_blocks * DCTSIZE;
	uint32_t chroma = jpeg->comp_info[1].width_in_blocks * DCTSIZE;
	uint32_t line = jpeg->next_scanline;

	for (uint32_t i = 0; i < LUMA_ROWS; i++)
		fetch_luma(rows->plane[0][i], luma, picture, line + i);
	for (uint32_t i = 0; i < CHROMA_ROWS; i++)
		fetch_chroma(rows->plane[1][i], rows->plane[2][i], chroma,
			     picture, line / 2 + i);
	jpeg_write_raw_data(jpeg, rows->plane, LUMA_ROWS);
}

static void compress(j_compress_ptr jpeg,
		     const struct rst_jpeg_picture *picture, uint32_t quality)
{
	struct rows rows;

	describe(jpeg, picture, quality);
	jpeg_start_compress(jpeg, TRUE);
	jpeg_write_marker(jpeg, JPEG_COM, (const JOCTET *)LIMITED_RANGE,
			  sizeof(LIMITED_RANGE) - 1);
	rows_open(&rows, jpeg);
	while (jpeg->next_scanline < jpeg->image_height)
		write_rows(jpeg, &rows, picture);
	jpeg_finish_compress(jpeg);
}

enum rst_status rst_jpeg_encode(const struct rst_jpeg_picture *picture,
				uint32_t quality, uint8_t *out, size_t out_size,
				size_t *written)
{
	struct jpeg_compress_struct jpeg;
	struct errors errors;
	struct sink sink;
	int code;

	*written = 0;
	if (!picture_is_sane(picture) || !quality ||
	    quality > RST_JPEG_MAX_QUALITY || (!out && out_size))
		return RST_BAD_PARAMETERS;

	memset(&jpeg, 0, sizeof(jpeg));
	jpeg.err = errors_open(&errors);
	/* The structures' addresses are taken: they are where they were. */
	if (setjmp(errors.escape)) {
		code = jpeg.err->msg_code;
		jpeg_destroy_compress(&jpeg);
		return code == JERR_OUT_OF_MEMORY ? RST_NO_MEMORY : RST_FAILED;
	}
	jpeg_create_compress(&jpeg);
	jpeg.dest = sink_open(&sink, out, out_size);
	compress(&jpeg, picture, quality);
	jpeg_destroy_compress(&jpeg);

	*written = sink_bytes(&sink);

	return *written > out_size ? RST_SHORT_BUFFER : RST_OK;
}
