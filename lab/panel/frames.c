// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <inttypes.h>
#include <libavutil/mem.h>
#include <libavutil/sha.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "stream.h"

#define HASH_SIZE	32
#define HEX_SIZE	(2 * HASH_SIZE + 1)

static int hash_pixels(const struct panel_picture *picture, char *hex)
{
	uint8_t digest[HASH_SIZE];
	struct AVSHA *sha;

	sha = av_sha_alloc();
	if (!sha || av_sha_init(sha, 8 * HASH_SIZE)) {
		av_free(sha);
		return -1;
	}
	av_sha_update(sha, picture->pixels, picture->size);
	av_sha_final(sha, digest);
	av_free(sha);

	for (int i = 0; i < HASH_SIZE; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
	return 0;
}

/* Reads up to the next frame that brings pixels of the layer. */
static int next_hash(struct panel_stream *stream, int layer,
		     struct panel_frame *frame, char *hex)
{
	int ret;

	while ((ret = panel_stream_next(stream, frame)) > 0)
		if (frame->pictures[layer].fresh)
			return hash_pixels(&frame->pictures[layer], hex) ?: 1;

	return ret;
}

static struct panel_stream *open_stream(const char *path)
{
	struct panel_stream *stream = panel_stream_open(path);

	if (!stream)
		fprintf(stderr, "panel: %s: %s\n", path, strerror(errno));
	return stream;
}

static int close_stream(struct panel_stream *stream, const char *path, int ret)
{
	if (ret < 0)
		fprintf(stderr, "panel: %s: %s\n", path,
			panel_stream_error(stream));
	panel_stream_close(stream);
	return ret < 0 ? 2 : 0;
}

int panel_frames(const char *path, int layer, FILE *out)
{
	struct panel_stream *stream = open_stream(path);
	struct panel_frame frame;
	char hex[HEX_SIZE];
	int ret;

	if (!stream)
		return 2;

	while ((ret = next_hash(stream, layer, &frame, hex)) > 0)
		fprintf(out, "%s %08" PRIx32 " %" PRIu64 " %" PRIu64 "\n", hex,
			frame.pictures[layer].layer.crc, frame.head.sequence,
			frame.head.timestamp);

	return close_stream(stream, path, ret);
}

/* A line begins with the hash; what follows it is for people. */
static int next_reference(FILE *file, char *hex)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;
	int found = 0;

	while (!found && (length = getline(&line, &size, file)) >= 0) {
		if (length < HEX_SIZE - 1 ||
		    strspn(line, "0123456789abcdef") != HEX_SIZE - 1)
			continue;
		memcpy(hex, line, HEX_SIZE - 1);
		hex[HEX_SIZE - 1] = 0;
		found = 1;
	}
	free(line);
	return found;
}

static int compare(struct panel_stream *stream, FILE *file, int layer,
		   FILE *out, int *differ)
{
	uint64_t expected = 0, shown = 0, exact = 0, first = 0;
	char want[HEX_SIZE], got[HEX_SIZE];
	struct panel_frame frame;
	int have_want, ret;

	do {
		have_want = next_reference(file, want);
		ret = next_hash(stream, layer, &frame, got);
		expected += have_want;
		shown += ret > 0;
		if (have_want && ret > 0 && !strcmp(want, got))
			exact++;
		else if ((have_want || ret > 0) && !first)
			first = expected > shown ? expected : shown;
	} while (have_want || ret > 0);

	fprintf(out, "frames_expected=%" PRIu64 "\nframes_shown=%" PRIu64
		"\nframes_exact=%" PRIu64 "\n", expected, shown, exact);
	if (first)
		fprintf(out, "first_difference=%" PRIu64 "\n", first - 1);
	*differ = first != 0;
	return ret;
}

int panel_compare(const char *path, const char *reference, int layer,
		  FILE *out)
{
	struct panel_stream *stream;
	int differ, ret;
	FILE *file;

	file = fopen(reference, "r");
	if (!file) {
		fprintf(stderr, "panel: %s: %s\n", reference, strerror(errno));
		return 2;
	}
	stream = open_stream(path);
	if (!stream) {
		fclose(file);
		return 2;
	}

	ret = compare(stream, file, layer, out, &differ);
	fclose(file);
	return close_stream(stream, path, ret) ?: differ;
}
