/* SPDX-License-Identifier: GPL-2.0-only */
/* Framebuffers of any size and format, drawn by the CPU, and what is shown of them */
#ifndef PICTURE_H
#define PICTURE_H

#include "../display/atomic.h"
#include "lib/drm.h"

struct picture {
	uint32_t handle;
	uint32_t fb;
	uint32_t format;
	uint32_t width;
	uint32_t height;
	uint32_t pitch;
	uint64_t size;
	uint8_t *pixels;
};

/* The subtest fails where this does. NV12, XRGB8888 or ARGB8888; all bytes 0. */
void picture_create(const struct display *display, struct picture *picture,
		    uint32_t width, uint32_t height, uint32_t format);
/* XRGB8888 of the mode's size, in one colour. */
void picture_full(const struct display *display, struct picture *picture,
		  uint32_t color);
void picture_destroy(const struct display *display, struct picture *picture);

/* In 0xaarrggbb, clipped; NV12 takes 0x00yyuuvv. */
void picture_fill(struct picture *picture, uint32_t color);
void picture_rect(struct picture *picture, int x, int y, int width, int height,
		  uint32_t color);
/* A pattern in which no two places look alike. */
void picture_pattern(struct picture *picture);
/* Draws one onto another, both with 32 bits a pixel; without blending. */
void picture_draw(struct picture *to, const struct picture *from, int x, int y);

/* A plane with all of it; the subtest fails where the commit does. */
void picture_show(const struct display *display, uint32_t plane,
		  const struct picture *picture, int x, int y);
void plane_off(const struct display *display, uint32_t plane);
void commit(const struct display *display, const struct request *request);

/* The first plane of a kind from the n-th on; 0: none. */
uint32_t plane_of_type(const struct display *display, uint64_t type,
		       unsigned int n);
uint32_t property_of(const struct display *display, uint32_t object,
		     const char *name, uint64_t *value);

/* The CRC of what is shown; the subtest is skipped where there is none. */
uint32_t shown_crc(const struct display *display);
/* A descriptor of CRCs, for reading; likewise. */
int crcs_open(const struct display *display, int flags);
bool crcs_next(int fd, uint32_t *frame, uint32_t *crc);

/* The output, by DPMS; what it shows is the same afterwards. */
void picture_off_and_on(const struct display *display);

#endif /* PICTURE_H */
