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
	bool dark;		/* the last record was a mark, and is 0 */
	bool torn;		/* what is read makes no record */
	bool resumed;		/* and no whole frame has come since */
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

/* Not for what a whole record says: half of one, and others after it. */
#define torn(stream, ...) ((stream)->torn = true, fail(stream, __VA_ARGS__))

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
static bool has_ended(struct panel_stream *stream)
{
	int first = fgetc(stream->file);

	if (first == EOF && !ferror(stream->file))
		return true;
	ungetc(first, stream->file);
	return false;
}

/* What is left of a frame in which the cable broke. */
static int skip_cut(struct panel_stream *stream, uint32_t size)
{
	uint8_t bytes[4096];

	while (size) {
		uint32_t part = size < sizeof(bytes) ? size : sizeof(bytes);

		if (read_all(stream, bytes, part, "what a broken cable left"))
			return -1;
		size -= part;
	}
	return 0;
}

/* All kinds of records begin with a magic and 32 bits more. */
static int read_magic(struct panel_stream *stream, struct rst_panel_cut *begin)
{
	for (;;) {
		if (has_ended(stream))
			return 0;
		if (read_all(stream, begin, sizeof(*begin), "a frame's record"))
			return -1;
		if (begin->magic == RST_PANEL_CUT) {
			stream->dark = false;
			if (skip_cut(stream, begin->size))
				return -1;
		} else if (begin->magic == RST_PANEL_MARK_MAGIC) {
			if (begin->size)
				return fail(stream, "the strip is lit, and no whole frame is there");
			stream->dark = true;
		} else {
			return 1;
		}
	}
}

static int read_head(struct panel_stream *stream, struct rst_panel_frame *head)
{
	struct rst_panel_cut begin;
	int ret = read_magic(stream, &begin);

	if (ret <= 0)
		return ret;
	memcpy(head, &begin, sizeof(begin));
	if (read_all(stream, (uint8_t *)head + sizeof(begin),
		     sizeof(*head) - sizeof(begin), "a frame's record"))
		return -1;
	if (head->magic != RST_PANEL_MAGIC)
		return torn(stream, "not a frame: magic %08" PRIx32,
			    head->magic);
	if (!stream->dark)
		return fail(stream, "the strip isn't dark when the frame begins");
	stream->dark = false;
	if (head->num_layers > RST_DISP_MAX_LAYERS)
		return torn(stream, "%" PRIu32 " layers", head->num_layers);
	if (!head->mode_width || head->mode_width > RST_DISP_MAX_SIZE ||
	    !head->mode_height || head->mode_height > RST_DISP_MAX_SIZE)
		return torn(stream, "a mode of %" PRIu32 "x%" PRIu32,
			    head->mode_width, head->mode_height);
	return 1;
}

static int check_layer(struct panel_stream *stream,
		       const struct rst_panel_layer *layer, uint32_t least)
{
	size_t size = panel_picture_size(layer);

	if (layer->index < least || layer->index >= RST_DISP_MAX_LAYERS)
		return torn(stream, "layer %" PRIu32 " out of order",
			    layer->index);
	if (!size)
		return torn(stream, "layer %" PRIu32 " of format %08" PRIx32
			    " and %" PRIu32 "x%" PRIu32 " makes no sense",
			    layer->index, layer->format, layer->width,
			    layer->height);
	if (layer->payload_size && layer->payload_size != size)
		return torn(stream, "layer %" PRIu32 " has %" PRIu32
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
	struct rst_panel_layer *kept = &stream->kept[layer->index].layer;

	if (layer->restricted & RST_PANEL_DARK) {
		kept->format = RST_DISP_FORMAT_NONE;
		return 0;
	}
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
	picture->dark = layer.restricted & RST_PANEL_DARK;
	/* A part of the same frame may have brought it. */
	picture->fresh |= layer.payload_size &&
			  !(frame->head.repeats & 1u << layer.index);
	picture->crc_ok = picture->dark || stream->kept[layer.index].crc_ok;
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

/* 0 where something else follows, of which @mark has the magic, or nothing. */
static int read_mark(struct panel_stream *stream, struct rst_panel_mark *mark)
{
	size_t got;

	memset(mark, 0, sizeof(*mark));
	got = fread(mark, 1, sizeof(*mark), stream->file);
	if (got == sizeof(*mark) && mark->magic == RST_PANEL_MARK_MAGIC) {
		stream->position += got;
		stream->dark = !mark->mark;
		return 1;
	}
	if (ferror(stream->file) || fseek(stream->file, -(long)got, SEEK_CUR))
		return fail(stream, "can't read: %s", strerror(errno));
	return 0;
}

static int read_marks(struct panel_stream *stream, struct panel_frame *frame)
{
	struct rst_panel_mark mark;
	uint32_t before = 0;
	int ret = read_mark(stream, &mark);

	if (ret < 0)
		return ret;
	if (!ret)
		return torn(stream, "the frame has no mark");
	frame->mark = mark.mark;
	frame->mark_after = mark.mark;
	while ((ret = read_mark(stream, &mark)) > 0) {
		before = frame->mark_after;
		frame->mark_after = mark.mark;
	}
	/* The last one is the next frame's. */
	if (mark.magic == RST_PANEL_MAGIC)
		frame->mark_after = before;
	return ret < 0 ? ret : 1;
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

/* A frame begins with a strip that gets dark. */
static bool find_frame(struct panel_stream *stream)
{
	static const uint32_t begin[] = {
		RST_PANEL_MARK_MAGIC, 0, RST_PANEL_MAGIC,
	};
	uint8_t last[sizeof(begin)] = { 0 };
	int byte;

	while (memcmp(last, begin, sizeof(begin))) {
		byte = fgetc(stream->file);
		if (byte == EOF)
			return false;
		memmove(last, last + 1, sizeof(last) - 1);
		last[sizeof(last) - 1] = byte;
	}
	return !fseek(stream->file, -(long)sizeof(begin), SEEK_CUR);
}

/*
 * A display that dies in the middle of a frame can't say so: the next instance
 * doesn't know that there is half of one. It brings every layer anew, so that
 * nothing of before is needed; what does need it is damaged in another way.
 */
static bool resume(struct panel_stream *stream, uint64_t begin)
{
	if (!stream->torn || stream->resumed ||
	    fseek(stream->file, begin + sizeof(struct rst_panel_mark), SEEK_SET) ||
	    !find_frame(stream))
		return false;

	stream->position = ftell(stream->file);
	fprintf(stderr, "panel: half a frame is skipped, from byte %" PRIu64
		" to %" PRIu64 ": the display died in it (%s)\n", begin,
		stream->position, stream->error);
	for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
		stream->kept[i].layer.format = RST_DISP_FORMAT_NONE;
	stream->error[0] = 0;
	stream->torn = false;
	stream->dark = false;
	stream->resumed = true;
	return true;
}

static int read_whole(struct panel_stream *stream, struct panel_frame *frame)
{
	int ret;

	memset(frame, 0, sizeof(*frame));
	frame->crc_ok = true;
	do {
		ret = read_part(stream, frame);
	} while (ret > 0 && frame->head.flags & RST_PANEL_MORE);
	if (ret > 0)
		ret = read_marks(stream, frame);
	return ret;
}

static int read_frame(struct panel_stream *stream, struct panel_frame *frame)
{
	uint64_t begin;
	int ret;

	if (stream->error[0])
		return -1;

	do {
		begin = stream->position;
		ret = read_whole(stream, frame);
	} while (ret < 0 && resume(stream, begin));
	if (ret <= 0)
		return ret;

	stream->frames++;
	stream->resumed = false;
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
