// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last of the frames in full, and where its layers are
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "commands.h"
#include "image.h"
#include "stream.h"

static struct panel_stream *open_stream(const char *path)
{
	struct panel_stream *stream = panel_stream_open(path);

	if (!stream)
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
	return stream;
}

static void complain(const char *path, const struct panel_stream *stream)
{
	fprintf(stderr, "panel: %s: %s\n", path, panel_stream_error(stream));
}

static int compose(struct panel_image *image, const struct panel_frame *frame)
{
	uint32_t height = frame->head.mode_height;

	panel_image_free(image);
	if (frame->mark)
		height += PANEL_STRIP_LINES;
	if (panel_image_init(image, frame->head.mode_width, height) ||
	    panel_image_compose(image, frame))
		return -1;
	if (frame->mark)
		panel_image_strip(image, frame->mark);
	return 0;
}

/* A frame's pixels last until the next one is read, so each is composed. */
static int last_picture(struct panel_stream *stream, const char *path,
			struct panel_image *image)
{
	struct panel_frame frame;
	int ret;

	while ((ret = panel_stream_next(stream, &frame)) > 0)
		if (compose(image, &frame)) {
			fprintf(stderr, "panel: out of memory\n");
			return -1;
		}
	if (ret < 0)
		complain(path, stream);
	else if (!image->rgb)
		fprintf(stderr, "panel: %s: no frame to show\n", path);
	return ret < 0 || !image->rgb ? -1 : 0;
}

int panel_picture(const char *path, const char *png)
{
	struct panel_stream *stream = open_stream(path);
	struct panel_image image = { 0 };
	int ret;

	if (!stream)
		return 2;
	ret = last_picture(stream, path, &image);
	if (!ret)
		ret = panel_image_write(&image, png);
	panel_image_free(&image);
	panel_stream_close(stream);
	return ret ? 2 : 0;
}

static void print_layer(FILE *out, const struct panel_frame *frame, int index)
{
	const struct panel_picture *picture = &frame->pictures[index];

	if (!picture->on)
		return;
	fprintf(out, "%" PRIu64 " %" PRIu64 " %d %s %" PRIu32 "x%" PRIu32
		" %" PRId32 " %" PRId32 " %s\n", frame->head.sequence,
		frame->head.timestamp, index,
		panel_format_name(picture->layer.format), picture->layer.width,
		picture->layer.height, picture->layer.x, picture->layer.y,
		picture->dark ? "dark" : picture->fresh ? "new" : "kept");
}

int panel_layers(const char *path, FILE *out)
{
	struct panel_stream *stream = open_stream(path);
	struct panel_frame frame;
	int ret;

	if (!stream)
		return 2;
	while ((ret = panel_stream_next(stream, &frame)) > 0)
		for (int i = 0; i < RST_DISP_MAX_LAYERS; i++)
			print_layer(out, &frame, i);
	if (ret < 0)
		complain(path, stream);
	panel_stream_close(stream);
	return ret < 0 ? 2 : 0;
}
