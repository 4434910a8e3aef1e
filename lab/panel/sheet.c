// SPDX-License-Identifier: GPL-2.0-only
/*
 * A contact sheet: frames from all over the stream, side by side
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "commands.h"
#include "image.h"
#include "stream.h"

#define CELL_WIDTH	320
#define GAP		4

struct sheet {
	struct panel_image image;
	uint32_t cell_height;
	int columns;
};

/* Films are on layers above the first; where there are none, any will do. */
static bool is_film(const struct panel_frame *frame)
{
	for (int i = 1; i < RST_DISP_MAX_LAYERS; i++)
		if (frame->pictures[i].fresh &&
		    frame->pictures[i].layer.format == RST_DISP_FORMAT_NV12)
			return true;
	return false;
}

struct totals {
	uint64_t frames;
	uint64_t film;
	uint32_t width, height;		/* the mode of the last */
};

static int count(const char *path, struct totals *totals)
{
	struct panel_stream *stream = panel_stream_open(path);
	struct panel_frame frame;
	int ret;

	if (!stream) {
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
		return -1;
	}
	while ((ret = panel_stream_next(stream, &frame)) > 0) {
		totals->frames++;
		totals->film += is_film(&frame);
		totals->width = frame.head.mode_width;
		totals->height = frame.head.mode_height;
	}
	if (ret < 0)
		fprintf(stderr, "panel: %s: %s\n", path,
			panel_stream_error(stream));
	panel_stream_close(stream);
	/* What came before the damage can still be looked at. */
	return 0;
}

static int add_cell(struct sheet *sheet, int cell,
		    const struct panel_frame *frame)
{
	uint32_t x = GAP + cell % sheet->columns * (CELL_WIDTH + GAP);
	uint32_t y = GAP + cell / sheet->columns * (sheet->cell_height + GAP);
	struct panel_image whole;
	int ret;

	if (panel_image_init(&whole, frame->head.mode_width,
			     frame->head.mode_height))
		return -1;
	ret = panel_image_compose(&whole, frame);
	if (!ret)
		ret = panel_image_place(&sheet->image, x, y, CELL_WIDTH,
					sheet->cell_height, &whole);
	panel_image_free(&whole);
	return ret;
}

static int add_cells(struct sheet *sheet, const char *path, uint64_t total,
		     bool film, int cells)
{
	struct panel_stream *stream = panel_stream_open(path);
	struct panel_frame frame;
	uint64_t number = 0;
	int cell = 0, ret = 0;

	if (!stream)
		return -1;
	while (!ret && cell < cells && panel_stream_next(stream, &frame) > 0) {
		if (film && !is_film(&frame))
			continue;
		/* The middles of as many stretches as there are cells. */
		if (number++ == (2 * cell + 1) * total / (2 * cells))
			ret = add_cell(sheet, cell++, &frame);
	}
	panel_stream_close(stream);
	return ret;
}

static int init_sheet(struct sheet *sheet, const struct totals *totals,
		      int cells, int columns)
{
	int rows;

	sheet->columns = columns < cells ? columns : cells;
	rows = (cells + sheet->columns - 1) / sheet->columns;
	sheet->cell_height = (uint64_t)CELL_WIDTH * totals->height /
			     totals->width;
	if (!sheet->cell_height)
		sheet->cell_height = 1;
	return panel_image_init(&sheet->image,
				GAP + sheet->columns * (CELL_WIDTH + GAP),
				GAP + rows * (sheet->cell_height + GAP));
}

int panel_sheet(const char *path, const char *png, int cells, int columns)
{
	struct totals totals = { 0 };
	struct sheet sheet;
	uint64_t total;
	int ret;

	if (count(path, &totals))
		return 2;
	if (!totals.frames) {
		fprintf(stderr, "panel: %s: no frame to show\n", path);
		return 2;
	}

	total = totals.film ?: totals.frames;
	if ((uint64_t)cells > total)
		cells = total;
	if (init_sheet(&sheet, &totals, cells, columns)) {
		fprintf(stderr, "panel: out of memory\n");
		return 2;
	}
	ret = add_cells(&sheet, path, total, totals.film, cells);
	if (ret)
		fprintf(stderr, "panel: %s: can't convert a frame\n", path);
	else
		ret = panel_image_write(&sheet.image, png);
	panel_image_free(&sheet.image);
	return ret ? 2 : 0;
}
