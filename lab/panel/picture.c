// SPDX-License-Identifier: GPL-2.0-only
/*
 * The panel's picture at one time, in its own size
 */
#include <errno.h>
#include <string.h>

#include "commands.h"
#include "image.h"
#include "stream.h"

/* What is kept of a frame goes with the next one, so that each is composed. */
static int compose_last(struct panel_stream *stream, struct panel_image *image)
{
	struct panel_frame frame;
	int ret;

	while ((ret = panel_stream_next(stream, &frame)) > 0) {
		panel_image_free(image);
		if (panel_image_init(image, frame.head.mode_width,
				     frame.head.mode_height) ||
		    panel_image_compose(image, &frame)) {
			fprintf(stderr, "panel: out of memory\n");
			return -1;
		}
	}
	return ret;
}

int panel_picture(const char *path, const char *png)
{
	struct panel_stream *stream = panel_stream_open(path);
	struct panel_image image = { 0 };
	int ret;

	if (!stream) {
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
		return 2;
	}
	ret = compose_last(stream, &image);
	if (ret && panel_stream_error(stream)[0])
		fprintf(stderr, "panel: %s: %s\n", path,
			panel_stream_error(stream));
	panel_stream_close(stream);
	if (!image.rgb) {
		fprintf(stderr, "panel: %s: no frame to show\n", path);
		return 2;
	}
	if (panel_image_write(&image, png))
		ret = -1;
	panel_image_free(&image);
	return ret ? 2 : 0;
}
