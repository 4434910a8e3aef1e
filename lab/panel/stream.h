/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The panel's cable, read back: engine/panel.h describes the records
 */
#ifndef PANEL_STREAM_H
#define PANEL_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/layer.h"
#include "panel.h"
#include "protocol.h"

struct panel_stream;

/**
 * struct panel_picture - a layer, as a frame shows it
 * @on:		the frame has the layer
 * @dark:	it is black, and has no pixels
 * @fresh:	this frame brought its pixels; otherwise they are of before
 * @crc_ok:	the pixels have the CRC that the engine computed
 * @layer:	the record
 * @pixels:	packed lines; the stream's, valid until the next frame is read
 */
struct panel_picture {
	bool on;
	bool dark;
	bool fresh;
	bool crc_ok;
	struct rst_panel_layer layer;
	const uint8_t *pixels;
	size_t size;
};

/**
 * struct panel_frame - a frame
 * @head:	the record
 * @crc_ok:	@head.crc is right for the layers' records
 * @pictures:	by index
 * @mark:	what the strip showed with it
 * @mark_after:	what it showed when the next frame began, for which it is dark
 */
struct panel_frame {
	struct rst_panel_frame head;
	bool crc_ok;
	struct panel_picture pictures[RST_DISP_MAX_LAYERS];
	uint32_t mark;
	uint32_t mark_after;
};

/* NULL where the file can't be opened; errno says why. */
struct panel_stream *panel_stream_open(const char *path);
void panel_stream_close(struct panel_stream *stream);

/* Show only frames whose timestamps (ns) are in the span, ends included. */
void panel_stream_span(uint64_t from, uint64_t to);

/**
 * panel_stream_next() - read a frame
 *
 * Half a frame, which a display leaves that dies in it, is skipped, and said on
 * standard error.
 *
 * Return: 1 and a frame, 0 at the end, -1 where the file is cut off or damaged
 * otherwise: panel_stream_error() says how, and nothing after it is read.
 */
int panel_stream_next(struct panel_stream *stream, struct panel_frame *frame);
const char *panel_stream_error(const struct panel_stream *stream);

/* A record in the words of the engine; its strides are not filled in. */
struct rst_disp_layer panel_layer(const struct rst_panel_layer *record);

/* Bytes that a picture's lines take; 0 for a layer that makes no sense. */
size_t panel_picture_size(const struct rst_panel_layer *record);
const char *panel_format_name(uint32_t format);

#endif /* PANEL_STREAM_H */
