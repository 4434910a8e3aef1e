// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "stream.h"

struct panel_stream {
	FILE *file;
	uint64_t position;
	uint64_t frames;
	char error[160];
	struct {
		struct rst_panel_layer layer;	/* format 0: nothing kept */
		uint8_t *pixels;
		bool crc_ok;
	} kept[RST_DISP_MAX_LAYERS];
};

__attribute__((format(printf, 2, 3)))
static int fail(struct panel_stream *stream, const char *format, ...)
{
	va_list args;
	int used;

	used = snprintf(stream->error, sizeof(stream->error),
			"frame %" PRIu64 ", byte %" PRIu64 ": ",
			stream->frames, stream->position);
	va_start(args, format);
	vsnprintf(stream->error + used, sizeof(stream->error) - used, format,
		  args);
	va_end(args);
	return -1;
}

struct rst_disp_layer panel_layer(const struct rst_panel_layer *record)
{
	return (struct rst_disp_layer) {
		.format = record->format,
		.zpos = record->zpos,
		.width = record->width,
		.height = record->height,
		.x = record->x,
		.y = record->y,
		.alpha = record->alpha,
		.blend = record->blend,
		.encoding = record->encoding,
		.range = record->range,
		.phase = { record->phase[0], record->phase[1] },
	};
}

size_t panel_picture_size(const struct rst_panel_layer *record)
{
	const struct rst_disp_layer layer = panel_layer(record);
	struct rst_picture shape;

	if (!rst_layer_is_sane(&layer))
		return 0;
	rst_layer_shape(&layer, &shape);
	return rst_picture_size(&shape);
}

const char *panel_format_name(uint32_t format)
{
	switch (format) {
	case RST_DISP_FORMAT_XRGB:
		return "XRGB8888";
	case RST_DISP_FORMAT_ARGB:
		return "ARGB8888";
	case RST_DISP_FORMAT_NV12:
		return "NV12";
	default:
		return "unknown";
	}
}

struct panel_stream *panel_stream_open(const char *path)
{
	struct panel_stream *stream;

	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return NULL;

	stream->file = fopen(path, "rb");
	if (!stream->file) {
		free(stream);
		return NULL;
	}
	return stream;
}

void panel_stream_close(struct panel_stream *stream)
{
	if (!stream)
		return;

	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		free(stream->kept[i].pixels);
	fclose(stream->file);
	free(stream);
}

const char *panel_stream_error(const struct panel_stream *stream)
{
	return stream->error;
}

static int read_all(struct panel_stream *stream, void *data, size_t size,
		    const char *what)
{
	size_t got = fread(data, 1, size, stream->file);

	if (got != size) {
		if (ferror(stream->file))
			return fail(stream, "can't read: %s", strerror(errno));
		return fail(stream, "cut off in %s: %zu of %zu bytes", what,
			    got, size);
	}
	stream->position += size;
	return 0;
}

/* The end of the file is the end of the stream only between frames. */
static int read_head(struct panel_stream *stream, struct rst_panel_frame *head)
{
	int first = fgetc(stream->file);

	if (first == EOF && !ferror(stream->file))
		return 0;
	ungetc(first, stream->file);
	if (read_all(stream, head, sizeof(*head), "a frame's record"))
		return -1;
	if (head->magic != RST_PANEL_MAGIC)
		return fail(stream, "not a frame: magic %08" PRIx32,
			    head->magic);
	if (head->num_layers > RST_DISP_MAX_LAYERS)
		return fail(stream, "%" PRIu32 " layers", head->num_layers);
	if (!head->mode_width || head->mode_width > RST_DISP_MAX_SIZE ||
	    !head->mode_height || head->mode_height > RST_DISP_MAX_SIZE)
		return fail(stream, "a mode of %" PRIu32 "x%" PRIu32,
			    head->mode_width, head->mode_height);
	return 1;
}

static int check_layer(struct panel_stream *stream,
		       const struct rst_panel_layer *layer, uint32_t least)
{
	size_t size = panel_picture_size(layer);

	if (layer->index < least || layer->index >= RST_DISP_MAX_LAYERS)
		return fail(stream, "layer %" PRIu32 " out of order",
			    layer->index);
	if (!size)
		return fail(stream, "layer %" PRIu32 " of format %08" PRIx32
			    " and %" PRIu32 "x%" PRIu32 " makes no sense",
			    layer->index, layer->format, layer->width,
			    layer->height);
	if (layer->payload_size && layer->payload_size != size)
		return fail(stream, "layer %" PRIu32 " has %" PRIu32
			    " bytes, not %zu", layer->index,
			    layer->payload_size, size);
	return 0;
}

static int read_pixels(struct panel_stream *stream,
		       const struct rst_panel_layer *layer)
{
	uint8_t *pixels = realloc(stream->kept[layer->index].pixels,
				  layer->payload_size);

	if (!pixels)
		return fail(stream, "out of memory");
	stream->kept[layer->index].pixels = pixels;
	if (read_all(stream, pixels, layer->payload_size, "a layer's pixels"))
		return -1;

	stream->kept[layer->index].layer = *layer;
	stream->kept[layer->index].crc_ok =
		crc32(0, pixels, layer->payload_size) == layer->crc;
	return 0;
}

static int check_unchanged(struct panel_stream *stream,
			   const struct rst_panel_layer *layer)
{
	const struct rst_panel_layer *kept = &stream->kept[layer->index].layer;

	if (kept->format != layer->format || kept->width != layer->width ||
	    kept->height != layer->height ||
	    kept->phase[0] != layer->phase[0] ||
	    kept->phase[1] != layer->phase[1])
		return fail(stream, "layer %" PRIu32
			    " unchanged, but not there before", layer->index);
	if (kept->crc != layer->crc)
		return fail(stream, "layer %" PRIu32
			    " unchanged, but with another CRC", layer->index);
	return 0;
}

static int read_layer(struct panel_stream *stream, struct panel_frame *frame,
		      uint32_t least, uint32_t *crc)
{
	struct panel_picture *picture;
	struct rst_panel_layer layer;

	if (read_all(stream, &layer, sizeof(layer), "a layer's record") ||
	    check_layer(stream, &layer, least))
		return -1;
	if (layer.payload_size ? read_pixels(stream, &layer) :
				 check_unchanged(stream, &layer))
		return -1;

	picture = &frame->pictures[layer.index];
	picture->on = true;
	/* A part of the same frame may have brought it. */
	picture->fresh |= layer.payload_size &&
			  !(frame->head.repeats & 1u << layer.index);
	picture->crc_ok = stream->kept[layer.index].crc_ok;
	picture->layer = layer;
	picture->pixels = stream->kept[layer.index].pixels;
	picture->size = panel_picture_size(&layer);

	/* The engine computes the frame's CRC over records without pixels. */
	layer.payload_size = 0;
	*crc = crc32(*crc, (const void *)&layer, sizeof(layer));
	return layer.index + 1;
}

/* What was off and comes back must bring its pixels. */
static void forget_layers(struct panel_stream *stream,
			  const struct panel_frame *frame)
{
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		if (!frame->pictures[i].on)
			stream->kept[i].layer.format = RST_DISP_FORMAT_NONE;
}

static int read_part(struct panel_stream *stream, struct panel_frame *frame)
{
	const uint64_t sequence = frame->head.sequence;
	uint32_t crc = 0;
	int ret, least = 0;

	ret = read_head(stream, &frame->head);
	if (ret <= 0)
		return ret;
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++) {
		frame->pictures[i].on = false;
		/* Another number: the frame that had begun was given up. */
		frame->pictures[i].fresh &= frame->head.sequence == sequence;
	}

	for (uint32_t i = 0; i < frame->head.num_layers; i++) {
		least = read_layer(stream, frame, least, &crc);
		if (least < 0)
			return -1;
	}
	frame->crc_ok &= crc == frame->head.crc;
	if (!(frame->head.flags & RST_PANEL_MORE))
		forget_layers(stream, frame);
	return 1;
}

static int read_frame(struct panel_stream *stream, struct panel_frame *frame)
{
	int ret;

	if (stream->error[0])
		return -1;

	memset(frame, 0, sizeof(*frame));
	frame->crc_ok = true;
	do {
		ret = read_part(stream, frame);
	} while (ret > 0 && frame->head.flags & RST_PANEL_MORE);
	if (ret > 0)
		stream->frames++;
	return ret;
}

/* Of all streams; what lies outside is read, as later frames build on it. */
static uint64_t span_from, span_to = UINT64_MAX;

void panel_stream_span(uint64_t from, uint64_t to)
{
	span_from = from;
	span_to = to;
}

int panel_stream_next(struct panel_stream *stream, struct panel_frame *frame)
{
	int ret;

	do {
		ret = read_frame(stream, frame);
	} while (ret > 0 && (frame->head.timestamp < span_from ||
			     frame->head.timestamp > span_to));
	return ret;
}
