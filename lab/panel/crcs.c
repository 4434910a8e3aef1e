// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "commands.h"
#include "image.h"
#include "stream.h"

static int print_crcs(FILE *out, const struct panel_frame *frame)
{
	uint32_t shown, told;

	if (panel_image_crc(frame, false, &shown) ||
	    panel_image_crc(frame, true, &told))
		return -1;
	fprintf(out, "%08" PRIx32 " %08" PRIx32 " %" PRIu64 " %" PRIu64 "\n",
		shown, told, frame->head.sequence, frame->head.timestamp);
	return 0;
}

int panel_crcs(const char *path, FILE *out)
{
	struct panel_stream *stream = panel_stream_open(path);
	struct panel_frame frame;
	int ret;

	if (!stream) {
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
		return 2;
	}
	while ((ret = panel_stream_next(stream, &frame)) > 0)
		if (print_crcs(out, &frame)) {
			fprintf(stderr, "panel: out of memory\n");
			break;
		}
	if (ret < 0)
		fprintf(stderr, "panel: %s: %s\n", path,
			panel_stream_error(stream));
	panel_stream_close(stream);
	return ret ? 2 : 0;
}
