/* SPDX-License-Identifier: GPL-2.0-only */
/* An H.264 byte-stream in memory, cut into access units. */
#ifndef STREAM_H
#define STREAM_H

#include <stddef.h>
#include <stdint.h>

#define STREAM_MAX_UNITS 256

struct stream {
	uint8_t *data;
	size_t size;
	unsigned int count;
	size_t start[STREAM_MAX_UNITS + 1];	/* of each unit, and the end */
};

/* Ends the program where the file isn't what it should be. */
void stream_load(struct stream *stream, const char *path);

/* @stream gets those of @from, with @size bytes of @data in front of unit @at. */
void stream_insert(struct stream *stream, const struct stream *from,
		   unsigned int at, const uint8_t *data, size_t size);

/* @stream gets the units of @first, then those of @second. */
void stream_join(struct stream *stream, const struct stream *first,
		 const struct stream *second);

#endif /* STREAM_H */
