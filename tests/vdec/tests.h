/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_H
#define TESTS_H

#include <stdbool.h>

#include "lib/tap.h"
#include "stream.h"

/* What the device must refuse, and what it says about itself. */
void test_refusals(void);
void test_description(void);

/* @large and @small differ in size; both are whole. */
void test_playback(const struct stream *large, const struct stream *small);

/* @key: the second key frame of @stream */
struct picture;
void test_corners(const struct stream *stream, const struct picture *picture,
		  unsigned int key);

/* As many decoders as there may be, one more, and one with @large. */
void test_crowd(const struct stream *stream, const struct picture *picture,
		const struct stream *large);
/* @deep stays within its claim, many of @tiny do not. */
void test_greed(const struct stream *deep, const struct picture *deep_picture,
		const struct stream *tiny, const struct picture *tiny_picture);
/* The device is suspended and resumed under them. */
void test_sleep(const struct stream *stream, const struct picture *picture);
/* The trusted application dies under all of them. */
void test_recovery(const struct stream *stream, const struct picture *picture);

#endif /* TESTS_H */
