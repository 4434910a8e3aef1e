// SPDX-License-Identifier: GPL-2.0-only
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream.h"

#define NAL_TYPE_MASK	0x1f
#define NAL_AUD		9

static void cut(struct stream *stream)
{
	static const uint8_t start_code[] = { 0, 0, 0, 1 };
	size_t i;

	for (i = 0; i + 4 < stream->size; i++) {
		if (memcmp(&stream->data[i], start_code, sizeof(start_code)) ||
		    (stream->data[i + 4] & NAL_TYPE_MASK) != NAL_AUD)
			continue;
		if (stream->count == STREAM_MAX_UNITS)
			errx(1, "too many access units");
		stream->start[stream->count++] = i;
	}
	if (!stream->count)
		errx(1, "no access unit delimiter");
	stream->start[stream->count] = stream->size;
}

void stream_load(struct stream *stream, const char *path)
{
	FILE *file = fopen(path, "rb");
	long size;

	memset(stream, 0, sizeof(*stream));
	if (!file || fseek(file, 0, SEEK_END))
		err(1, "%s", path);
	size = ftell(file);
	rewind(file);
	stream->size = size;
	stream->data = malloc(size);
	if (!stream->data || fread(stream->data, size, 1, file) != 1)
		err(1, "%s", path);
	fclose(file);
	cut(stream);
}

void stream_insert(struct stream *stream, const struct stream *from,
		   unsigned int at, const uint8_t *data, size_t size)
{
	size_t offset = from->start[at];
	unsigned int i;

	*stream = *from;
	stream->size += size;
	stream->data = malloc(stream->size);
	if (!stream->data)
		err(1, "malloc");
	memcpy(stream->data, from->data, offset);
	memcpy(stream->data + offset, data, size);
	memcpy(stream->data + offset + size, from->data + offset,
	       from->size - offset);
	for (i = at; i <= stream->count; i++)
		stream->start[i] += size;
}

void stream_join(struct stream *stream, const struct stream *first,
		 const struct stream *second)
{
	memset(stream, 0, sizeof(*stream));
	stream->size = first->size + second->size;
	stream->data = malloc(stream->size);
	if (!stream->data)
		err(1, "malloc");
	memcpy(stream->data, first->data, first->size);
	memcpy(stream->data + first->size, second->data, second->size);
	cut(stream);
}
