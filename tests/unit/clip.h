/* SPDX-License-Identifier: GPL-2.0-only */
/* A clip's access units, and what ffmpeg decodes from it. */
#ifndef TEST_CLIP_H
#define TEST_CLIP_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>

#define MAX_UNITS 256

struct clip {
	uint8_t *data[MAX_UNITS];	/* units, each in a block of its own */
	size_t size[MAX_UNITS];
	int units;
	uint8_t *frames;		/* NV12, visible pixels only */
	size_t frames_size;
};

static uint8_t *clip_file(const char *dir, const char *name, const char *suffix,
			  size_t *size)
{
	char path[512];
	uint8_t *data;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.%s", dir, name, suffix);
	file = fopen(path, "rb");
	if (!file)
		return NULL;
	fseek(file, 0, SEEK_END);
	*size = ftell(file);
	rewind(file);
	data = calloc(1, *size + AV_INPUT_BUFFER_PADDING_SIZE);
	if (fread(data, 1, *size, file) != *size)
		*size = 0;
	fclose(file);

	return data;
}

static void clip_add(struct clip *clip, const uint8_t *data, size_t size)
{
	if (!size || clip->units == MAX_UNITS)
		return;
	clip->data[clip->units] = malloc(size);
	memcpy(clip->data[clip->units], data, size);
	clip->size[clip->units++] = size;
}

static inline struct clip *clip_open_codec(const char *dir, const char *name,
					   enum AVCodecID id, const char *suffix)
{
	AVCodecParserContext *parser = av_parser_init(id);
	AVCodecContext *codec = avcodec_alloc_context3(NULL);
	struct clip *clip = calloc(1, sizeof(*clip));
	size_t size = 0, at = 0;
	uint8_t *all = clip_file(dir, name, suffix, &size), *unit;
	int unit_size;

	while (all && at < size) {
		at += av_parser_parse2(parser, codec, &unit, &unit_size,
				       all + at, size - at, 0, 0, 0);
		clip_add(clip, unit, unit_size);
	}
	av_parser_parse2(parser, codec, &unit, &unit_size, NULL, 0, 0, 0, 0);
	clip_add(clip, unit, unit_size);
	clip->frames = clip_file(dir, name, "nv12", &clip->frames_size);

	av_parser_close(parser);
	avcodec_free_context(&codec);
	free(all);

	return clip;
}

static inline struct clip *clip_open(const char *dir, const char *name)
{
	return clip_open_codec(dir, name, AV_CODEC_ID_H264, "h264");
}

static inline void clip_close(struct clip *clip)
{
	for (int i = 0; i < clip->units; i++)
		free(clip->data[i]);
	free(clip->frames);
	free(clip);
}

#endif /* TEST_CLIP_H */
