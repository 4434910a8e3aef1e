/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LIMITS_H
#define LIMITS_H

#include "pixels.h"
#include "stream.h"

/* A stream, and what ffmpeg makes of it. */
struct film {
	const char *name;
	unsigned int width, height;	/* visible */
	struct stream stream;
	struct picture picture;
};

/* @films differ in size; the first has a key frame each dozen of units. */
void test_sizes(const struct film *films, unsigned int count);
void test_storm(const struct film *films);

#endif /* LIMITS_H */
