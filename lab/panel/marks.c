// SPDX-License-Identifier: GPL-2.0-only
/*
 * The panel's strip, which tells trusted user interfaces from all else
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "commands.h"
#include "image.h"
#include "stream.h"

static const struct {
	char letter;
	uint8_t rgb[3];
} colors[RST_PANEL_COLORS] = {
	{ 'r', { 220, 30, 30 } }, { 'o', { 240, 140, 20 } },
	{ 'y', { 240, 230, 40 } }, { 'g', { 40, 190, 60 } },
	{ 'c', { 60, 220, 230 } }, { 'b', { 50, 80, 230 } },
	{ 'm', { 210, 50, 200 } }, { 'w', { 245, 245, 245 } },
};

/* 0 is dark. */
static unsigned int field(uint32_t mark, int i)
{
	return mark >> (i * RST_PANEL_FIELD_BITS) &
	       ((1 << RST_PANEL_FIELD_BITS) - 1);
}

static void print_mark(FILE *out, uint32_t mark)
{
	fputc(' ', out);
	if (!mark)
		fputs("dark", out);
	for (int i = 0; mark && i < RST_PANEL_FIELDS; i++) {
		unsigned int color = field(mark, i);

		fputc(!color ? '.' : color > RST_PANEL_COLORS ? '?' :
		      colors[color - 1].letter, out);
	}
}

int panel_marks(const char *path, FILE *out)
{
	struct panel_stream *stream = panel_stream_open(path);
	struct panel_frame frame;
	int ret;

	if (!stream) {
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
		return 2;
	}
	while ((ret = panel_stream_next(stream, &frame)) > 0) {
		fprintf(out, "%" PRIu64 " %" PRIu64, frame.head.sequence,
			frame.head.timestamp);
		print_mark(out, frame.mark);
		print_mark(out, frame.mark_after);
		fputc('\n', out);
	}
	if (ret < 0)
		fprintf(stderr, "panel: %s: %s\n", path,
			panel_stream_error(stream));
	panel_stream_close(stream);
	return ret ? 2 : 0;
}

/* A dark line is between the fields, and between them and the picture. */
void panel_image_strip(struct panel_image *image, uint32_t mark)
{
	uint32_t top = image->height - PANEL_STRIP_LINES;
	uint32_t width = image->width / RST_PANEL_FIELDS;

	memset(image->rgb + 3 * (size_t)top * image->width, 0,
	       3 * (size_t)PANEL_STRIP_LINES * image->width);
	for (uint32_t y = top + 2; y < image->height; y++)
		for (uint32_t x = 0; x < width * RST_PANEL_FIELDS; x++) {
			unsigned int color = field(mark, x / width);

			if (!color || color > RST_PANEL_COLORS ||
			    x % width < 2)
				continue;
			memcpy(image->rgb + 3 * ((size_t)y * image->width + x),
			       colors[color - 1].rgb, 3);
		}
}
