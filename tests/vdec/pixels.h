/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is in restricted frames, told by a trusted application for tests (which
 * no product has), and compared with what ffmpeg decoded on the host.
 */
#ifndef PIXELS_H
#define PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/videodev2.h>

struct picture {
	unsigned int width, height;	/* visible */
	size_t size;			/* NV12, without padding */
	unsigned int count;
	const uint8_t *data;
};

/* False where the application is not there. */
bool pixels_open(void);

/* Frames of ffmpeg's, raw; ends the program where there are none. */
void pixels_load(struct picture *picture, const char *path, unsigned int width,
		 unsigned int height);

/* Frame @number lies in @planes as @format says, @visible is what is shown. */
bool pixels_equal(const struct picture *picture, unsigned int number,
		  const int *planes, const struct v4l2_pix_format_mplane *format,
		  const struct v4l2_rect *visible);

#endif /* PIXELS_H */
