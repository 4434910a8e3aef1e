// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "commands.h"
#include "stream.h"

struct layer_books {
	uint64_t frames;	/* with new pixels */
	uint64_t crc_errors;
	uint64_t first;		/* timestamps of those */
	uint64_t last;
	uint64_t longest;	/* between two */
	uint32_t format, width, height;	/* of the last */
};

struct books {
	uint64_t frames;
	uint64_t lost;		/* gaps in the sequence */
	uint64_t crc_errors;
	uint64_t sequence;
	uint32_t mode_width, mode_height;
	struct layer_books layers[RST_DISP_MAX_LAYERS];
};

static void count_layer(struct layer_books *books, uint64_t timestamp,
			const struct panel_picture *picture)
{
	if (!picture->fresh)
		return;

	if (!books->frames)
		books->first = timestamp;
	else if (timestamp - books->last > books->longest)
		books->longest = timestamp - books->last;
	books->last = timestamp;
	books->frames++;
	books->crc_errors += !picture->crc_ok;
	books->format = picture->layer.format;
	books->width = picture->layer.width;
	books->height = picture->layer.height;
}

static void count_frame(struct books *books, const struct panel_frame *frame)
{
	/* A smaller number is a display that began anew. */
	if (books->frames && frame->head.sequence > books->sequence)
		books->lost += frame->head.sequence - books->sequence - 1;
	books->sequence = frame->head.sequence;
	books->frames++;
	books->crc_errors += !frame->crc_ok;
	books->mode_width = frame->head.mode_width;
	books->mode_height = frame->head.mode_height;
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		count_layer(&books->layers[i], frame->head.timestamp,
			    &frame->pictures[i]);
}

static void print_layer(FILE *out, int index, const struct layer_books *books)
{
	double seconds = (books->last - books->first) / 1e9;

	if (!books->frames)
		return;

	fprintf(out, "layer %d: %s %" PRIu32 "x%" PRIu32 ", %" PRIu64
		" pictures, %" PRIu64 " with a wrong CRC", index,
		panel_format_name(books->format), books->width, books->height,
		books->frames, books->crc_errors);
	if (books->frames > 1 && seconds > 0)
		fprintf(out, ", %.2f s, %.2f/s, longest wait %.0f ms", seconds,
			(books->frames - 1) / seconds, books->longest / 1e6);
	fputc('\n', out);
}

static void print_books(FILE *out, const struct books *books)
{
	fprintf(out, "%" PRIu64 " frames, %" PRIu64 " lost, %" PRIu64
		" with a wrong CRC\n", books->frames, books->lost,
		books->crc_errors);
	if (books->frames)
		fprintf(out, "mode: %" PRIu32 "x%" PRIu32 "\n",
			books->mode_width, books->mode_height);
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		print_layer(out, i, &books->layers[i]);
}

int panel_info(const char *path, FILE *out)
{
	struct books books = { 0 };
	struct panel_stream *stream;
	struct panel_frame frame;
	int ret;

	stream = panel_stream_open(path);
	if (!stream) {
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
		return 2;
	}

	while ((ret = panel_stream_next(stream, &frame)) > 0)
		count_frame(&books, &frame);
	print_books(out, &books);
	if (ret < 0)
		fprintf(stderr, "panel: %s: %s\n", path,
			panel_stream_error(stream));
	panel_stream_close(stream);
	if (ret < 0)
		return 2;

	/* An ordinary layer may be drawn to while it is sent. */
	return books.crc_errors != 0;
}
